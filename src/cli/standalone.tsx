import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ComponentChildren } from 'preact'
import { render } from 'preact-render-to-string'
import { projectFolder } from '../platform/project.ts'

/**
 * A report as one HTML file that needs nothing else: its style inside, no script, nothing loaded. Light and dark as
 * the reader's device says, and for paper.
 */
export function standaloneHtml({
  title,
  description,
  children,
}: {
  title: string
  description: string
  children: ComponentChildren
}): string {
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content={description} />
        <meta name="generator" content="Candour" />
        <title>{title}</title>
        <link rel="icon" href="data:," />
        <style dangerouslySetInnerHTML={{ __html: style() }} />
      </head>
      <body>
        <main class="page">{children}</main>
      </body>
    </html>
  )
  return `<!doctype html>\n${render(page)}\n`
}

// The site's own style sheets, as far as reports need them.
function style(): string {
  return ['tokens', 'base', 'parts', 'label', 'snapshot', 'print']
    .map((name) => readFileSync(join(projectFolder, 'src', 'ui', `${name}.css`), 'utf8'))
    .join('\n')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\n\s*/g, '\n')
}
