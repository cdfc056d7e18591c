import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import MarkdownIt from 'markdown-it'
import { projectFolder } from '../../platform/project.ts'

export interface Method {
  name: string
  title: string
  /** Without its title. */
  html: string
}

/** The pages of docs/methods, in the order in which they are read. */
export const methodNames = [
  'figures-releases',
  'suppression',
  'completion',
  'level',
  'time',
  'cost',
  'hands-on',
  'marks',
  'peer-review',
  'ratings',
  'who-takes-it',
  'ranking',
  'not-measured',
  'simulated',
  'snapshot',
] as const

const markdown = new MarkdownIt({ html: false, typographer: true })
// A wide table scrolls by itself on a phone.
markdown.renderer.rules.table_open = () => '<div class="table-scroll" tabindex="0"><table>\n'
markdown.renderer.rules.table_close = () => '</table></div>\n'
const kept = new Map<string, Method>()

/** A method page from the docs, rendered once. The files are part of the program, not something people send. */
export function methodOf(name: string): Method {
  let method = kept.get(name)
  if (!method) {
    const text = readFileSync(join(projectFolder, 'docs', 'methods', `${name}.md`), 'utf8')
    const [, title = name] = /^# (.+)$/m.exec(text) ?? []
    method = { name, title, html: markdown.render(text.replace(/^# .+\n/, '')) }
    kept.set(name, method)
  }
  return method
}
