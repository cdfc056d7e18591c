/** Every file below a folder, read once. */
import { readdir } from 'node:fs/promises'
import { join, sep } from 'node:path'

export interface FolderTree {
  root: string
  /** Relative paths with forward slashes, sorted. */
  files: string[]
  /** Links, which are not followed: they could lead out of the folder. */
  links: string[]
  has(path: string): boolean
  /** Names of the folders directly inside, sorted. */
  foldersIn(path: string): string[]
  /** Where a file is on the disk. */
  onDisk(path: string): string
}

/** Throws what `readdir` throws when the folder can't be read. Names that begin with a dot are left alone. */
export async function readFolderTree(root: string): Promise<FolderTree> {
  const files: string[] = []
  const links: string[] = []
  const folders = new Map<string, string[]>()
  await walk('')
  files.sort()
  const known = new Set(files)
  return {
    root,
    files,
    links,
    has: (path) => known.has(path),
    foldersIn: (path) => (folders.get(path) ?? []).toSorted(),
    onDisk: (path) => join(root, path.replaceAll('/', sep)),
  }

  async function walk(folder: string): Promise<void> {
    const entries = await readdir(join(root, folder), { withFileTypes: true })
    const inside = entries.filter((entry) => !entry.name.startsWith('.'))
    folders.set(
      folder,
      inside.filter((entry) => entry.isDirectory()).map((entry) => entry.name),
    )
    for (const entry of inside) {
      const path = folder ? `${folder}/${entry.name}` : entry.name
      if (entry.isSymbolicLink()) links.push(path)
      else if (entry.isFile()) files.push(path)
    }
    for (const name of folders.get(folder) ?? []) await walk(folder ? `${folder}/${name}` : name)
  }
}
