import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { serverPid } from '../../src/platform/db/server-process.ts'
import { projectFolder } from '../../src/platform/project.ts'

// Real starts of the real thing, as somebody types them: processes, ports and folders of this machine.

export const isRoot = process.getuid?.() === 0

/** Environment of a start without the demo, so that it takes a moment and not ten. */
export type Settings = Record<string, string | undefined>

export interface SiteProcess {
  child: ChildProcess
  data: string
  port: number
  origin: string
  stdout(): string
  stderr(): string
  /** Resolves when the start has printed its address; throws with what it said where it ended instead. */
  ready(): Promise<void>
  exited: Promise<number | null>
  /** Sends a signal and waits for the end; returns the milliseconds that took. */
  stop(signal?: NodeJS.Signals): Promise<number>
}

const folders: string[] = []
const running = new Set<SiteProcess>()

/** A folder that other users of the machine may pass through, removed by cleanUp. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'candour-start-'))
  chmodSync(folder, 0o755)
  folders.push(folder)
  return folder
}

/** Ends what a test left running and removes its folders. */
export async function cleanUp(): Promise<void> {
  for (const site of running) await site.stop('SIGTERM')
  for (const folder of folders.splice(0)) {
    for (const cluster of clustersBelow(folder)) await killServer(cluster)
    rmSync(folder, { recursive: true, force: true })
  }
}

export async function startSite(
  options: { data?: string; port?: number; env?: Settings; project?: string } = {},
) {
  const data = options.data ?? join(newFolder(), 'data')
  const port = options.port ?? (await freePort())
  const child = spawn(process.execPath, [join(options.project ?? projectFolder, 'bin', 'candour'), 'start'], {
    env: environment({ CANDOUR_DATA: data, PORT: String(port), DEMO: 'off', ...options.env }),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that a test can press Ctrl-C.
    detached: true,
  })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (chunk) => {
      said[name] += chunk
    })
  const exited = new Promise<number | null>((done) => child.once('exit', done))
  const site: SiteProcess = {
    child,
    data,
    port,
    origin: `http://127.0.0.1:${port}`,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    exited,
    async ready() {
      await until(
        () => said.stdout.includes('Candour is at') || child.exitCode !== null || child.signalCode !== null,
      )
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`start ended with ${child.exitCode ?? child.signalCode}: ${said.stderr}`)
    },
    async stop(signal = 'SIGTERM') {
      running.delete(site)
      const began = performance.now()
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      await exited
      return performance.now() - began
    },
  }
  running.add(site)
  return site
}

/** Runs a command to its end. */
export function candour(argv: string[], env: Settings, options: { project?: string; uid?: number } = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(options.project ?? projectFolder, 'bin', 'candour'), ...argv],
    {
      env: environment(env),
      encoding: 'utf8',
      timeout: 120_000,
      ...(options.uid ? { uid: options.uid } : {}),
    },
  )
  return { status, stdout, stderr, lines: stderr.trim().split('\n') }
}

function environment(env: Settings): Settings {
  const own = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(VITEST|CANDOUR_|DATABASE_|DEMO|PORT|HOST|NODE_ENV)/.test(name),
    ),
  )
  return { ...own, ...env }
}

/** The processes that a start runs, by what they are. */
export function processesOf(site: SiteProcess): { web: number; worker: number; database: number } {
  const childOf = (file: string) => {
    for (const pid of childrenOf(site.child.pid!)) if (commandOf(pid).includes(`dist/${file}`)) return pid
    throw new Error(`no ${file} runs`)
  }
  return {
    web: childOf('server.js'),
    worker: childOf('worker.js'),
    database: serverPid(join(site.data, 'cluster'))!,
  }
}

function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child, parent]) => (parent === pid && child ? [child] : []))
}

function commandOf(pid: number): string {
  return spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout
}

/** Command lines of every process that has to do with a data folder or a port. */
export function leftOf(site: SiteProcess): string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,stat=,args='], { encoding: 'utf8' })
  return stdout.split('\n').filter((line) => line.includes(site.data))
}

export function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z')
}

/** What the site answers; 0 where nobody does. */
export async function statusOf(url: string): Promise<number> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000), redirect: 'manual' })
    await response.arrayBuffer()
    return response.status
  } catch {
    return 0
  }
}

/** Waits until something holds; a test's own timeout is the bound. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 90_000): Promise<number> {
  const began = performance.now()
  while (!(await holds())) {
    if (performance.now() - began > withinMs)
      throw new Error(`did not come about within ${withinMs} ms: ${holds}`)
    await sleep(50)
  }
  return performance.now() - began
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

function clustersBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name, 'cluster'))
    .filter((path) => existsSync(join(path, 'postmaster.pid')))
}

/** Ends the server of a cluster that a killed start left behind, with its socket's folder. */
export async function killServer(cluster: string): Promise<void> {
  const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
  const pid = Number(lines[0])
  if (isAlive(pid) && commandOf(pid).includes('postgres')) process.kill(pid, 'SIGQUIT')
  await until(() => !isAlive(pid))
  const socket = lines[4]?.trim()
  if (socket?.startsWith('/tmp/candour-')) rmSync(socket, { recursive: true, force: true })
}

/** A copy of the project as a clone would be, with node_modules as links. */
export function cloneProject(folder: string, options: { without?: string; copied?: string } = {}): string {
  const clone = join(folder, 'clone')
  const script = `set -e; mkdir -p "$1/node_modules"; cd "$2"
    cp -r bin dist package.json package-lock.json "$1/"
    for part in migrations content scripts src; do ln -s "$2/$part" "$1/$part"; done
    for name in $(ls -A node_modules); do
      [ "$name" = "$3" ] && continue
      if [ "$name" = "$4" ]; then cp -r "node_modules/$name" "$1/node_modules/$name"; else ln -s "$2/node_modules/$name" "$1/node_modules/$name"; fi
    done`
  execFileSync('sh', ['-c', script, 'sh', clone, projectFolder, options.without ?? '', options.copied ?? ''])
  return clone
}
