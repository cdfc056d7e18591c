import { spawn } from 'node:child_process'
import type { OsUser } from './os-user.ts'

/**
 * Runs one of PostgreSQL's programs to its end, as `user` where one is given.
 * @throws Error with the last line that it said
 */
export function runProgram(program: string, args: string[], user: OsUser | undefined): Promise<void> {
  return new Promise((done, fail) => {
    // In a group of its own: Ctrl-C in the terminal is for us, who then stop the database in order. Its output goes
    // to our pipe only while the program itself runs: a server that inherited the pipe would keep it open for ever.
    const child = spawn(program, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
      cwd: '/',
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC', SystemRoot: process.env.SystemRoot },
      ...(user ? { uid: user.uid, gid: user.gid } : {}),
    })
    let said = ''
    child.stderr.on('data', (chunk) => {
      said = `${said}${chunk}`.slice(-10_000)
    })
    child.on('error', fail)
    child.on('exit', (code, signal) => {
      child.stderr.destroy()
      if (code === 0) done()
      else fail(new Error(`${program} ended with ${code ?? signal}: ${tellingLine(said) ?? ''}`))
    })
  })
}

/** The line of PostgreSQL's output that says why: the last FATAL, PANIC or error, else the last one. */
export function tellingLine(text: string): string | undefined {
  const lines = text.trim().split('\n')
  const telling = lines.findLast((line) => /\b(FATAL|PANIC|ERROR|error|could not)\b/.test(line))
  return telling ?? (lines.at(-1) || undefined)
}
