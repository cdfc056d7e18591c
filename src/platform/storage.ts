import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'

/** Files by the hash of their content: the same bytes are stored once and a stored file never changes. */
export interface Storage {
  put(bytes: Uint8Array): Promise<string>
  read(hash: string): Promise<Buffer>
  stream(hash: string, range?: { start: number; end: number }): Readable
  size(hash: string): Promise<number | undefined>
  remove(hash: string): Promise<void>
}

export function folderStorage(folder: string): Storage {
  const path = (hash: string) => {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new RangeError('not a content hash')
    return join(folder, hash.slice(0, 2), hash)
  }
  return {
    async put(bytes) {
      const hash = createHash('sha256').update(bytes).digest('hex')
      const at = path(hash)
      if (await stat(at).catch(() => undefined)) return hash
      await mkdir(dirname(at), { recursive: true })
      // On the disk before it is named: a crash leaves no half file under a name that promises its content.
      const coming = `${at}.${process.pid}.${Math.trunc(performance.now() * 1000)}`
      const file = await open(coming, 'w', 0o600)
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(coming, at)
      return hash
    },
    read: (hash) => readFile(path(hash)),
    stream: (hash, range) => createReadStream(path(hash), range),
    size: async (hash) => (await stat(path(hash)).catch(() => undefined))?.size,
    remove: async (hash) => {
      await unlink(path(hash)).catch(() => {})
    },
  }
}
