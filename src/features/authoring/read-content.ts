/** A content folder → typed providers, credentials, courses and items, and what could not be read. */
import type {
  CourseContent,
  CredentialContent,
  ItemContent,
  ModuleContent,
  ProviderContent,
} from './content.ts'
import { type FolderTree, readFolderTree } from './folder-tree.ts'
import { CourseFile, CredentialFile, ProviderFile } from './format.ts'
import { type Problem, START } from './problem.ts'
import { isItem, readItem } from './read-item.ts'
import { Reader } from './reader.ts'

export interface ReadContent {
  providers: ProviderContent[]
  problems: Problem[]
  tree: FolderTree
  /** Paths that something reached: what is in the tree and not here is lost in the folder. */
  reached: Set<string>
}

/** Throws what the file system throws when the folder itself can't be read. */
export async function readContent(folder: string): Promise<ReadContent> {
  const reader = new Reader(await readFolderTree(folder))
  const { tree, problems, reached } = reader
  for (const link of tree.links) {
    reader.report(
      link,
      START,
      'This is a link to somewhere else, which is not followed',
      'Put the file itself here.',
    )
  }
  const names = tree.foldersIn('').filter((name) => tree.has(`${name}/provider.yaml`))
  if (names.length === 0) {
    reader.report(
      '.',
      START,
      'There is no provider here',
      'Give the folder that holds the folders of the providers, each with a provider.yaml.',
    )
  }
  const providers: ProviderContent[] = []
  for (const name of names) {
    const provider = await readProvider(reader, name)
    if (provider) providers.push(provider)
  }
  return { providers, problems, tree, reached }
}

async function readProvider(reader: Reader, slug: string): Promise<ProviderContent | undefined> {
  const path = `${slug}/provider.yaml`
  const { source, value: provider } = await reader.yaml(path, ProviderFile)
  const names = reader.tree
    .foldersIn(slug)
    .filter((name) => reader.tree.has(`${slug}/${name}/credential.yaml`))
  const credentials: CredentialContent[] = []
  for (const name of names) {
    const credential = await readCredential(reader, slug, name)
    if (credential) credentials.push(credential)
  }
  return provider && { slug, path, source, provider, onDisk: reader.tree.onDisk(path), credentials }
}

async function readCredential(
  reader: Reader,
  provider: string,
  slug: string,
): Promise<CredentialContent | undefined> {
  const folder = `${provider}/${slug}`
  const path = `${folder}/credential.yaml`
  const { source, value: credential } = await reader.yaml(path, CredentialFile)
  if (!credential) {
    // Its courses are read all the same, so that one run tells everything.
    for (const name of reader.tree.foldersIn(folder)) {
      if (reader.tree.has(`${folder}/${name}/course.yaml`)) await readCourse(reader, folder, name)
    }
    return undefined
  }
  const courses: CourseContent[] = []
  for (const [index, name] of credential.courses.entries()) {
    if (!reader.tree.has(`${folder}/${name}/course.yaml`)) {
      const position = source.valueAt(['courses', index])
      reader.report(
        path,
        position,
        `There is no course "${name}"`,
        `Make ${folder}/${name}/course.yaml, or take it out of the list.`,
      )
      continue
    }
    const course = await readCourse(reader, folder, name)
    if (course) courses.push(course)
  }
  return { slug, path, source, credential, courses, files: filesBelow(reader.tree, `${folder}/`) }
}

async function readCourse(
  reader: Reader,
  credential: string,
  slug: string,
): Promise<CourseContent | undefined> {
  const folder = `${credential}/${slug}`
  const path = `${folder}/course.yaml`
  const { source, value: course } = await reader.yaml(path, CourseFile)
  if (!course) {
    await readUnlistedItems(reader, folder)
    return undefined
  }
  const modules: ModuleContent[] = []
  for (const [at, module] of course.modules.entries()) {
    const items: ItemContent[] = []
    for (const [index, name] of module.items.entries()) {
      if (!isItem(reader.tree, folder, name)) {
        const position = source.valueAt(['modules', at, 'items', index])
        reader.report(path, position, `There is no item "${name}"`, itemMend(folder, name))
        continue
      }
      const item = await readItem(reader, folder, name)
      if (item) items.push(item)
    }
    modules.push({ id: module.id, title: module.title, items })
  }
  const media = new Map(
    [...filesBelow(reader.tree, `${folder}/media/`)].map(([name, file]) => [`media/${name}`, file]),
  )
  return { slug, path, source, course, modules, media }
}

/** The items of a course whose course.yaml can't be read: their own problems are told all the same. */
async function readUnlistedItems(reader: Reader, folder: string): Promise<void> {
  const names = new Set(
    [...filesBelow(reader.tree, `${folder}/`).keys()].map((path) => path.split('/')[0] ?? ''),
  )
  for (const name of names) if (isItem(reader.tree, folder, name)) await readItem(reader, folder, name)
}

function itemMend(folder: string, name: string): string {
  const known = /\.(md|quiz\.yaml|project\.yaml)$/.test(name)
  if (known) return `Make ${folder}/${name}, or take it out of the list.`
  return name.includes('.')
    ? 'An item is a .md, .quiz.yaml or .project.yaml file, or a folder with a lab.yaml.'
    : `Make ${folder}/${name}/lab.yaml, or write the whole name of the file with its ending.`
}

function filesBelow(tree: FolderTree, prefix: string): Map<string, string> {
  const files = tree.files.filter((path) => path.startsWith(prefix))
  return new Map(files.map((path) => [path.slice(prefix.length), tree.onDisk(path)]))
}
