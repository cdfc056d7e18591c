import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { parse } from 'yaml'
import { assembleLab, type Lab, LabFile } from '../authoring/api.ts'

/**
 * A lab from its folder on the disk, for tests and for the command line. The authoring room reads with places in
 * lines and columns instead, and calls `assembleLab` itself.
 *
 * @throws with every problem, one a line, as `file: message. mend`.
 */
export async function readLabFolder(folder: string): Promise<Lab> {
  const texts = await readTexts(folder)
  const lab = LabFile.parse(parse(texts.get('lab.yaml') ?? ''))
  texts.delete('lab.yaml')
  const assembled = assembleLab(lab, texts)
  if (assembled.lab) return assembled.lab
  throw new Error(
    assembled.problems.map(({ file, message, mend }) => `${file}: ${message}. ${mend}`).join('\n'),
  )
}

async function readTexts(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const texts = new Map<string, string>()
  for (const entry of entries) {
    if (!entry.isFile() || entry.name.startsWith('.')) continue
    const onDisk = join(entry.parentPath, entry.name)
    texts.set(
      onDisk
        .slice(folder.length + 1)
        .split(sep)
        .join('/'),
      await readFile(onDisk, 'utf8'),
    )
  }
  return texts
}
