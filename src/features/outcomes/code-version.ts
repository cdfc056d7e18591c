import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from '../../platform/project.ts'

let known: string | undefined

/** The version of the code that computed a release, for whoever wants to compute it again. */
export function codeVersion(): string {
  known ??= (JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as { version: string })
    .version
  return known
}
