/** Code highlighting at publication. Tokens get classes, because the pages' policy forbids inline styles. */
import { createHighlighterCore, type HighlighterCore, type LanguageInput } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'
import { GRAMMAR_BY_LANGUAGE, type GrammarName } from './code-languages.ts'

/** Each grammar is loaded when it is first needed. */
const GRAMMARS: Record<GrammarName, LanguageInput> = {
  sql: () => import('shiki/langs/sql.mjs'),
  python: () => import('shiki/langs/python.mjs'),
  javascript: () => import('shiki/langs/javascript.mjs'),
  typescript: () => import('shiki/langs/typescript.mjs'),
  json: () => import('shiki/langs/json.mjs'),
  yaml: () => import('shiki/langs/yaml.mjs'),
  shellscript: () => import('shiki/langs/shellscript.mjs'),
  r: () => import('shiki/langs/r.mjs'),
  html: () => import('shiki/langs/html.mjs'),
  css: () => import('shiki/langs/css.mjs'),
  csv: () => import('shiki/langs/csv.mjs'),
}

// A theme whose colours are only names: each colour stands for one class, and tokens without one get none.
const CLASS_BY_COLOUR: Record<string, string> = {
  '#000001': 'tok-comment',
  '#000002': 'tok-string',
  '#000003': 'tok-number',
  '#000004': 'tok-keyword',
  '#000005': 'tok-function',
  '#000006': 'tok-type',
  '#000007': 'tok-name',
}
const THEME = {
  name: 'classes',
  type: 'light' as const,
  colors: { 'editor.foreground': '#000000', 'editor.background': '#ffffff' },
  settings: [
    { settings: { foreground: '#000000', background: '#ffffff' } },
    { scope: ['comment', 'punctuation.definition.comment'], settings: { foreground: '#000001' } },
    { scope: ['string', 'punctuation.definition.string'], settings: { foreground: '#000002' } },
    {
      scope: ['constant.numeric', 'constant.language', 'constant.other'],
      settings: { foreground: '#000003' },
    },
    { scope: ['keyword', 'storage'], settings: { foreground: '#000004' } },
    { scope: ['keyword.operator'], settings: { foreground: '#000000' } },
    {
      scope: ['keyword.operator.logical', 'keyword.operator.expression', 'keyword.operator.new'],
      settings: { foreground: '#000004' },
    },
    { scope: ['entity.name.function', 'support.function'], settings: { foreground: '#000005' } },
    {
      scope: ['entity.name.type', 'entity.name.class', 'support.type', 'support.class'],
      settings: { foreground: '#000006' },
    },
    {
      scope: ['entity.name.tag', 'entity.other.attribute-name', 'support.type.property-name'],
      settings: { foreground: '#000007' },
    },
  ],
}

let shared: Promise<HighlighterCore> | undefined

/** Loads the grammars that the languages need, once; what it returns can be called without waiting. */
export async function prepareHighlighting(
  languages: Iterable<string>,
): Promise<(code: string, language: string) => string> {
  const grammars = new Set([...languages].flatMap((language) => GRAMMAR_BY_LANGUAGE.get(language) ?? []))
  if (grammars.size === 0) return (code) => escapeText(code)
  shared ??= createHighlighterCore({
    themes: [THEME],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  })
  const highlighter = await shared
  const loaded = highlighter.getLoadedLanguages()
  const missing = [...grammars].filter((name) => !loaded.includes(name))
  await highlighter.loadLanguage(...missing.map((name) => GRAMMARS[name]))
  return (code, language) => highlight(highlighter, code, GRAMMAR_BY_LANGUAGE.get(language) ?? undefined)
}

function highlight(highlighter: HighlighterCore, code: string, grammar: string | undefined): string {
  if (!grammar) return escapeText(code)
  const { tokens } = highlighter.codeToTokens(code, {
    lang: grammar,
    theme: 'classes',
    // The limit is for the loading of grammars on a busy machine: with the default of half a second the same text
    // would be coloured on one day and not on another.
    tokenizeTimeLimit: 20_000,
    tokenizeMaxLineLength: 5_000,
  })
  return tokens
    .map((line) =>
      line
        .map(({ content, color }) => {
          const name = CLASS_BY_COLOUR[(color ?? '').toLowerCase()]
          return name ? `<span class="${name}">${escapeText(content)}</span>` : escapeText(content)
        })
        .join(''),
    )
    .join('\n')
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
