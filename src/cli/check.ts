import { type Checked, checkContent, formatProblem } from '../features/authoring/api.ts'

const USAGE = `Usage: candour check DIR [--json]

Checks a folder of providers, credentials and courses as docs/format.md describes it. Starts no server.
Prints each problem as file:line:column, what is wrong, and the mend.

Exit codes: 0 no problems, 1 problems, 2 the folder can't be read, 64 wrong usage.
`

/** `candour check`: problems on stdout, the sum of them on stderr; returns the exit code. */
export async function check(
  argv: string[],
  io: { stdout(text: string): void; stderr(text: string): void },
): Promise<number> {
  const folders = argv.filter((word) => !word.startsWith('--'))
  const options = argv.filter((word) => word.startsWith('--'))
  const [folder] = folders
  if (folder === undefined || folders.length > 1 || options.some((option) => option !== '--json')) {
    io.stderr(USAGE)
    return 64
  }
  let checked: Checked
  try {
    checked = await checkContent(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    io.stderr(`${folder} can't be read as a folder (${code}). Give the folder that holds the providers.\n`)
    return 2
  }
  const { problems, fileCount } = checked
  if (options.includes('--json')) io.stdout(`${JSON.stringify({ files: fileCount, problems }, null, 2)}\n`)
  else {
    const prefix = folder.replace(/\/+$/, '')
    for (const problem of problems) {
      io.stdout(`${plain(formatProblem({ ...problem, file: `${prefix}/${problem.file}` }))}\n`)
    }
    io.stderr(`${counted(problems.length, 'problem')} in ${counted(fileCount, 'file')}\n`)
  }
  return problems.length > 0 ? 1 : 0
}

function counted(count: number, noun: string): string {
  return `${count === 0 ? 'no' : count} ${noun}${count === 1 ? '' : 's'}`
}

/** What stands in files of others must not steer the terminal. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '·')
}
