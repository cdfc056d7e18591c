import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import MarkdownIt from 'markdown-it'
import { projectFolder } from '../../platform/project.ts'
import { urls } from '../../urls.ts'

/** A page of docs/methods: what it is called, the names of the figures that it explains, and its text. */
export interface MethodPage {
  name: string
  title: string
  figures: string[]
  /** Without its title. */
  html: string
}

/** A method as figures name it, such as `wilson/1`. */
export interface MethodVersion {
  id: string
  title: string
  figures: string[]
}

const folder = join(projectFolder, 'docs', 'methods')
const markdown = new MarkdownIt({ html: false, typographer: true })
// A wide table scrolls by itself on a phone.
markdown.renderer.rules.table_open = () => '<div class="table-scroll" tabindex="0"><table>\n'
markdown.renderer.rules.table_close = () => '</table></div>\n'
markdown.renderer.rules.fence = (tokens, index) =>
  `<pre tabindex="0"><code>${markdown.utils.escapeHtml(tokens[index]!.content)}</code></pre>\n`
// Sections can be linked to: a method by its identifier.
markdown.renderer.rules.heading_open = (tokens, index) => {
  const text = tokens[index + 1]?.content ?? ''
  return `<${tokens[index]!.tag} id="${anchorOf(text)}">`
}

let pages: Map<string, MethodPage> | undefined

/** Every page, the figures' own ones first. Read once: the files are part of the program. */
export function methodPages(): MethodPage[] {
  pages ??= new Map(
    [...filesOf('figures'), ...filesOf('.')].map((file): [string, MethodPage] => {
      const page = readPage(file)
      return [page.name, page]
    }),
  )
  return [...pages.values()]
}

export function optionalMethodPage(name: string): MethodPage | undefined {
  methodPages()
  return pages?.get(name)
}

/** The page of the figure of this name. */
export function methodPageOfFigure(figure: string): MethodPage | undefined {
  return methodPages().find((page) => page.figures.includes(figure))
}

/** Where a figure's page is; undefined for one that has none. */
export function methodHref(figure: string): string | undefined {
  const page = methodPageOfFigure(figure)
  return page && urls.method({ method: page.name })
}

/** Every version of every method that a figure was ever computed with, from the headings of estimators.md. */
export function methodVersions(): MethodVersion[] {
  const text = readFileSync(join(folder, 'estimators.md'), 'utf8')
  return [...text.matchAll(/^## `([a-z-]+\/\d+)`: (.+)$/gm)].map(([, id, title]) => ({
    id: id!,
    title: title!,
    figures: [...(usedBy(text, id!) ?? [])],
  }))
}

/** Where the page of estimators explains a method. */
export function methodAnchor(id: string): string {
  return id.replace('/', '-')
}

function usedBy(text: string, id: string): string[] | undefined {
  const section = text.split(/^## /m).find((one) => one.startsWith(`\`${id}\``))
  return /^Figures: (.+)\.$/m
    .exec(section ?? '')?.[1]
    ?.replaceAll('`', '')
    .split(', ')
}

function filesOf(below: string): string[] {
  return readdirSync(join(folder, below))
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => join(below, file))
}

function readPage(file: string): MethodPage {
  const text = readFileSync(join(folder, file), 'utf8')
  const name = file.replace(/^.*\//, '').replace('.md', '')
  const [, title = name] = /^# (.+)$/m.exec(text) ?? []
  const figures = /^Figures?: (.+)\.$/m.exec(text)?.[1]?.replaceAll('`', '').split(', ') ?? []
  return {
    name,
    title,
    figures: file.startsWith('figures/') ? figures : [],
    html: markdown.render(text.replace(/^# .+\n/, '')),
  }
}

function anchorOf(text: string): string {
  const [, id] = /^`([^`]+)`/.exec(text) ?? []
  return methodAnchor(id ?? text)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}
