/** Code highlighting at publication. Tokens get classes, because the pages' policy forbids inline styles. */
import { createHighlighterCore, type HighlighterCore, type LanguageInput } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'

/** What may stand behind the opening of a fence → the grammar, loaded when it is first needed; null is plain text. */
const LANGUAGES: Record<string, { name: string; grammar: LanguageInput } | null> = {
  sql: { name: 'sql', grammar: () => import('shiki/langs/sql.mjs') },
  python: { name: 'python', grammar: () => import('shiki/langs/python.mjs') },
  javascript: { name: 'javascript', grammar: () => import('shiki/langs/javascript.mjs') },
  js: { name: 'javascript', grammar: () => import('shiki/langs/javascript.mjs') },
  typescript: { name: 'typescript', grammar: () => import('shiki/langs/typescript.mjs') },
  json: { name: 'json', grammar: () => import('shiki/langs/json.mjs') },
  yaml: { name: 'yaml', grammar: () => import('shiki/langs/yaml.mjs') },
  bash: { name: 'shellscript', grammar: () => import('shiki/langs/shellscript.mjs') },
  r: { name: 'r', grammar: () => import('shiki/langs/r.mjs') },
  html: { name: 'html', grammar: () => import('shiki/langs/html.mjs') },
  css: { name: 'css', grammar: () => import('shiki/langs/css.mjs') },
  csv: { name: 'csv', grammar: () => import('shiki/langs/csv.mjs') },
  text: null,
  '': null,
}

export const CODE_LANGUAGES = Object.keys(LANGUAGES).filter((name) => name !== '')

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

/** Loads the grammars that are named, once; `highlight` can then be called without waiting. */
export async function prepareHighlighting(
  languages: Iterable<string>,
): Promise<(code: string, language: string) => string> {
  const grammars = new Map<string, LanguageInput>()
  for (const language of languages) {
    const known = LANGUAGES[language]
    if (known) grammars.set(known.name, known.grammar)
  }
  if (grammars.size === 0) return (code) => escapeText(code)
  shared ??= createHighlighterCore({
    themes: [THEME],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  })
  const highlighter = await shared
  const loaded = highlighter.getLoadedLanguages()
  await highlighter.loadLanguage(
    ...[...grammars].filter(([name]) => !loaded.includes(name)).map(([, grammar]) => grammar),
  )
  return (code, language) => highlight(highlighter, code, LANGUAGES[language]?.name)
}

function highlight(highlighter: HighlighterCore, code: string, grammar: string | undefined): string {
  if (!grammar) return escapeText(code)
  const { tokens } = highlighter.codeToTokens(code, { lang: grammar, theme: 'classes' })
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
