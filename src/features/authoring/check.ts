/** Everything that is wrong in a content folder, in the order of the files. */
import { checkCourse } from './check-course.ts'
import { checkCredential } from './check-credential.ts'
import type { ProviderContent } from './content.ts'
import { type Problem, type Report, START, sortProblems } from './problem.ts'
import { type ReadContent, readContent } from './read-content.ts'

export interface Checked {
  problems: Problem[]
  providers: ProviderContent[]
  fileCount: number
}

/** Reads and checks the folder. Throws what the file system throws when the folder itself can't be read. */
export async function checkContent(folder: string): Promise<Checked> {
  const content = await readContent(folder)
  const report: Report = (file, position, message, mend) => {
    content.problems.push({ file, ...position, message, mend })
  }
  checkCredentialFolders(content.providers, report)
  for (const { credentials } of content.providers) {
    for (const credential of credentials) {
      checkCredential(credential, report)
      for (const course of credential.courses) checkCourse(course, content.tree, content.reached, report)
    }
  }
  // With a file that can't be read, what it would have reached is unknown.
  const unreadable = content.problems.some((problem) => problem.file.endsWith('.yaml'))
  if (!unreadable) reportUnreached(content, report)
  return {
    problems: sortProblems(content.problems),
    providers: content.providers,
    fileCount: content.tree.files.length,
  }
}

/** The address of a credential has only its folder's name, so two providers can't share one. */
function checkCredentialFolders(providers: ProviderContent[], report: Report): void {
  const seen = new Map<string, string>()
  for (const { slug, path } of providers.flatMap((provider) => provider.credentials)) {
    const other = seen.get(slug)
    if (other)
      report(path, START, `The folder name "${slug}" is taken by ${other}`, 'Rename one of the two folders.')
    else seen.set(slug, path)
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)) {
      report(
        path,
        START,
        `The folder name "${slug}" can't be an address`,
        'Use lower-case letters, digits and single hyphens.',
      )
    }
  }
}

function reportUnreached(content: ReadContent, report: Report): void {
  for (const path of content.tree.files) {
    if (content.reached.has(path) || /(^|\/)(README\.md|LICENSE)$/.test(path)) continue
    report(path, START, 'Nothing reaches this file', unreachedMend(path))
  }
}

function unreachedMend(path: string): string {
  if (path.includes('/media/')) return 'Show it or link to it in an item of its course, or remove it.'
  if (path.endsWith('course.yaml')) return 'Name its folder under courses in credential.yaml, or remove it.'
  if (path.endsWith('.rubric.yaml')) return 'Name it as the rubric of a project, or remove it.'
  if (path.endsWith('lab.yaml')) return 'Name its folder under items in course.yaml, or remove it.'
  return 'Name it under items in course.yaml, or remove it.'
}
