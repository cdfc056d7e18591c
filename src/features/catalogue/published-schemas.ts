import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectFolder } from '../../platform/project.ts'

/** A JSON Schema from the docs by its file name: what the files and answers of this site look like. */
export async function readPublishedSchema(name: string): Promise<string | undefined> {
  if (!/^[a-z][a-z-]*\.json$/.test(name)) return undefined
  const path = name === 'figure.json' ? 'figure.schema.json' : join('schemas', name)
  return readFile(join(projectFolder, 'docs', path), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}
