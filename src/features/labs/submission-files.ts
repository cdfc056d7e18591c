import type { LabSpec } from '../authoring/api.ts'

/** Files that a submission consists of: the start, with the learner's texts where those may be changed. */
export function submissionFiles(
  spec: Pick<LabSpec, 'files' | 'editable'>,
  written: Record<string, string>,
): Record<string, string> {
  const files = { ...spec.files }
  for (const path of spec.editable)
    if (Object.hasOwn(written, path)) files[path] = (written[path] ?? '').replaceAll('\u0000', '')
  return files
}
