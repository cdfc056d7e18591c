/** The rubric of a project: written in its own file, or in a `*.rubric.yaml` that several projects share. */
import { posix } from 'node:path'
import type { z } from 'zod'
import type { ContentFile, RubricPlace } from './content.ts'
import { normalizeRubric, type Rubric, RubricFile, type RubricInline } from './format-rubric.ts'
import type { Reader } from './reader.ts'

interface SharedRubric extends ContentFile {
  value: z.infer<typeof RubricFile> | undefined
}

// A shared file is read once, so that its problems are told once.
const sharedByReader = new WeakMap<Reader, Map<string, SharedRubric>>()

/**
 * @param folder the course's: paths of shared rubrics begin there and stay within the credential
 * @returns undefined where the rubric can't be read; the problems were reported
 */
export async function readRubric(
  reader: Reader,
  file: ContentFile,
  folder: string,
  written: z.infer<typeof RubricInline> | string,
): Promise<{ rubric: Rubric; place: RubricPlace } | undefined> {
  if (typeof written !== 'string')
    return { rubric: normalizeRubric(written), place: { ...file, at: ['rubric'], written } }
  const path = posix.normalize(`${folder}/${written}`)
  const credential = folder.slice(0, folder.lastIndexOf('/'))
  if (!written.endsWith('.rubric.yaml') || !path.startsWith(`${credential}/`) || !reader.tree.has(path)) {
    reader.report(
      file.path,
      file.source.valueAt(['rubric']),
      `There is no rubric "${written}"`,
      `Write the rubric here, or the path of a .rubric.yaml inside ${credential}/, as ../rubrics/report.rubric.yaml.`,
    )
    return undefined
  }
  const shared = await readShared(reader, path)
  return (
    shared.value && {
      rubric: normalizeRubric(shared.value),
      place: { path: shared.path, source: shared.source, at: [], written: shared.value },
    }
  )
}

async function readShared(reader: Reader, path: string): Promise<SharedRubric> {
  let all = sharedByReader.get(reader)
  if (!all) {
    all = new Map()
    sharedByReader.set(reader, all)
  }
  const known = all.get(path)
  if (known) return known
  const { source, value } = await reader.yaml(path, RubricFile)
  const shared = { path, source, value }
  all.set(path, shared)
  return shared
}
