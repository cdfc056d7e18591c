// What the workbench and the server agree on. Without the schemas (forms.ts), which are larger than the workbench.

/** Characters of one file. */
export const FILE_LENGTH_MAX = 256 * 1024

/** Bytes of a request that holds all files, whatever their letters are. */
export const FILES_BYTES_MAX = 1024 * 1024

/** The field of a form without script that holds a file. */
export const fieldOfFile = (file: string) => `file:${file}`

export interface DraftSaved {
  version: number
}

/** The answer to a draft that was written on an older version: what is there now. */
export interface DraftConflict {
  version: number
  files: Record<string, string>
}
