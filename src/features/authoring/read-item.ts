/** One item of a course: a lesson, a quiz, a project or a lab. */
import type { ItemContent } from './content.ts'
import type { FolderTree } from './folder-tree.ts'
import { LessonFrontMatter, ProjectFile, QuizFile } from './format.ts'
import { assembleLab, LabFile } from './format-lab.ts'
import { splitFrontMatter } from './front-matter.ts'
import { START } from './problem.ts'
import { readRubric } from './read-rubric.ts'
import type { Reader } from './reader.ts'
import { parseYamlSource } from './yaml-source.ts'

const ENDINGS = [
  ['.quiz.yaml', readQuiz],
  ['.project.yaml', readProject],
  ['.md', readLesson],
] as const

export function isItem(tree: FolderTree, folder: string, name: string): boolean {
  const path = `${folder}/${name}`
  if (tree.has(`${path}/lab.yaml`)) return true
  return name !== 'README.md' && ENDINGS.some(([ending]) => name.endsWith(ending)) && tree.has(path)
}

/** undefined where the item can't be read; the problems were reported. */
export async function readItem(
  reader: Reader,
  folder: string,
  name: string,
): Promise<ItemContent | undefined> {
  if (reader.tree.has(`${folder}/${name}/lab.yaml`)) return readLab(reader, `${folder}/${name}`, name)
  const [ending, read] = ENDINGS.find(([end]) => name.endsWith(end)) ?? []
  if (!read || !ending) return undefined
  return read(reader, `${folder}/${name}`, name, name.slice(0, -ending.length), folder)
}

async function readLesson(
  reader: Reader,
  path: string,
  name: string,
  slug: string,
): Promise<ItemContent | undefined> {
  const parts = splitFrontMatter(await reader.text(path))
  if (!parts) {
    reader.report(
      path,
      START,
      'The lesson has no front matter',
      'Begin with a line ---, then title and minutes, then a line ---.',
    )
    return undefined
  }
  const source = parseYamlSource(parts.yaml, parts.yamlLine)
  const lesson = reader.checked(path, source, LessonFrontMatter)
  return (
    lesson && { kind: 'lesson', slug, name, path, source, lesson, text: parts.text, textLine: parts.textLine }
  )
}

async function readQuiz(
  reader: Reader,
  path: string,
  name: string,
  slug: string,
): Promise<ItemContent | undefined> {
  const { source, value: quiz } = await reader.yaml(path, QuizFile)
  return quiz && { kind: 'quiz', slug, name, path, source, quiz }
}

async function readProject(
  reader: Reader,
  path: string,
  name: string,
  slug: string,
  folder: string,
): Promise<ItemContent | undefined> {
  const { source, value } = await reader.yaml(path, ProjectFile)
  if (!value) return undefined
  const read = await readRubric(reader, { path, source }, folder, value.rubric)
  if (!read) return undefined
  const project = { ...value, rubric: read.rubric }
  return { kind: 'project', slug, name, path, source, project, rubricPlace: read.place }
}

async function readLab(reader: Reader, folder: string, name: string): Promise<ItemContent | undefined> {
  const path = `${folder}/lab.yaml`
  const { source, value } = await reader.yaml(path, LabFile)
  const texts = new Map<string, string>()
  for (const file of reader.tree.files) {
    if (!file.startsWith(`${folder}/`)) continue
    const text = await reader.text(file)
    if (file !== path) texts.set(file.slice(folder.length + 1), text)
  }
  if (!value) return undefined
  const { lab, problems } = assembleLab(value, texts)
  for (const { file, at, message, mend } of problems) {
    reader.report(`${folder}/${file}`, at ? source.valueAt(at) : START, message, mend)
  }
  return lab && { kind: 'lab', slug: name, name, path, source, lab }
}
