import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

/** SHA-256 over names and bytes of the files, in hexadecimal: the same files have the same hash anywhere. */
export async function contentHash(files: Map<string, string>): Promise<string> {
  const whole = createHash('sha256')
  for (const [name, file] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const bytes = createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
    whole.update(`${bytes}  ${name}\n`)
  }
  return whole.digest('hex')
}
