import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'pg'
import { startCluster } from '../src/platform/db/cluster.ts'
import { projectFolder } from '../src/platform/project.ts'

/** A real demo site in processes of its own, on a data folder that goes with it. */
export interface DemoSite {
  origin: string
  signIns: { email: string; password: string }[]
  /** Milliseconds from the start of the process to the printed address. */
  startMs: number
  pool: Pool
  processes(): { web: number }
  stop(): Promise<void>
}

export async function startDemoSite(env: Record<string, string> = {}): Promise<DemoSite> {
  const folder = mkdtempSync(join(tmpdir(), 'candour-demo-'))
  chmodSync(folder, 0o755)
  const port = await freePort()
  const began = performance.now()
  const child = spawn(process.execPath, ['bin/candour', 'start'], {
    cwd: projectFolder,
    env: { ...process.env, PORT: String(port), CANDOUR_DATA: join(folder, 'data'), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = await untilSaid(child, /Demo sign-ins[\s\S]*operator@\S+\s+\S+/)
  const startMs = performance.now() - began
  const cluster = await startCluster({ folder: join(folder, 'data', 'cluster'), folderAsked: true })
  const pool = new Pool({ ...cluster.connection, max: 4 })
  return {
    origin: `http://127.0.0.1:${port}`,
    signIns: [...said.matchAll(/^\s+(\S+@demo\.example)\s+(\S+)/gm)].map(([, email, password]) => ({
      email: email!,
      password: password!,
    })),
    startMs,
    pool,
    processes: () => ({
      web: childPids(child.pid!).find((pid) => commandOf(pid).includes('server.js')) ?? 0,
    }),
    async stop() {
      await pool.end()
      const gone = new Promise((done) => child.once('exit', done))
      child.kill('SIGTERM')
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function untilSaid(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((done, fail) => {
    let said = ''
    child.stdout!.on('data', (chunk) => {
      said += chunk
      if (pattern.test(said)) done(said)
    })
    child.once('exit', (code) => fail(new Error(`the site ended with ${code}: ${said}`)))
  })
}

function childPids(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    return text.trim().split(/\s+/).filter(Boolean).map(Number)
  } catch {
    return []
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.on('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => done(port))
    })
  })
}

/** A person at the site: keeps cookies, posts forms as a browser of ours does. */
export class Person {
  readonly #cookies = new Map<string, string>()
  readonly #origin: string
  constructor(origin: string) {
    this.#origin = origin
  }

  static async signIn(site: DemoSite, who: string): Promise<Person> {
    const person = new Person(site.origin)
    const account = site.signIns.find((one) => one.email.startsWith(`${who}@`))
    if (!account) throw new Error(`no demo sign-in "${who}"`)
    await person.post('/sessions', account)
    return person
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  get cookies(): { name: string; value: string }[] {
    return [...this.#cookies].map(([name, value]) => ({ name, value }))
  }

  get(path: string): Promise<Response> {
    return this.#send(path, { headers: { accept: 'text/html' } })
  }

  post(path: string, form: Record<string, string | string[]> | FormData = {}): Promise<Response> {
    const body =
      form instanceof FormData
        ? form
        : new URLSearchParams(
            Object.entries(form).flatMap(([name, value]) => [value].flat().map((one) => [name, one])),
          )
    return this.#send(path, { method: 'POST', body, headers: { accept: 'text/html', origin: this.#origin } })
  }

  async #send(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
    if (this.#cookies.size) init.headers.cookie = this.cookie
    const response = await fetch(this.#origin + path, { ...init, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      if (/max-age=0/i.test(line)) this.#cookies.delete(pair.slice(0, at))
      else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return response
  }
}
