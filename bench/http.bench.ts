import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { type DemoSite, Person, startDemoSite } from '../scripts/demo-site.ts'
import { benchAttempts } from './attempts.ts'
import { compareRates, printRow } from './interleave.ts'
import { enlargeCohort, selectBenchWorld } from './world.ts'

// The site against a bare node:http server that sends the same bytes, both in processes of their own, 8 keep-alive
// connections, in turn.

const rounds = 5
const secondsPerRound = 2
const connections = 8

/** @param argv 'lesson' measures the lesson alone */
export async function bench([only]: string[] = []): Promise<void> {
  const cold = await startDemoSite()
  console.log(`start, first on an empty folder: ${(cold.startMs / 1000).toFixed(1)} s to the printed address`)
  try {
    console.log(`people in the database: ${await enlargeCohort(cold.pool, 10_000)}`)
    await benchPages(cold, only)
    if (!only) await benchAttempts(cold)
    const memory =
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${cold.processes().web}/status`, 'utf8'))?.[1] ?? 0) /
      1024
    console.log(`memory of the web process: ${memory.toFixed(0)} MB (at most 200)`)
  } finally {
    await cold.stop()
  }
}

async function benchPages(site: DemoSite, only?: string): Promise<void> {
  const learner = await Person.signIn(site, 'learner')
  const world = await selectBenchWorld(site, learner)
  const bare = await startBare()
  try {
    for (const [name, path] of only ? [] : Object.entries(world.anonymous)) {
      await comparePage(site, bare, `${name}, plain`, path, {}, 0.5)
      await comparePage(site, bare, `${name}, Brotli`, path, { 'accept-encoding': 'br' }, 0.5)
    }
    await comparePage(site, bare, 'signed-in lesson, plain', world.lesson, { cookie: learner.cookie }, 0.1)
    await comparePage(site, bare, 'signed-in lesson, Brotli', world.lesson, {
      cookie: learner.cookie,
      'accept-encoding': 'br',
    })
  } finally {
    bare.process.kill()
  }
  await printFirstVisit(site, world.anonymous)
}

async function comparePage(
  site: DemoSite,
  bare: Bare,
  name: string,
  path: string,
  headers: Record<string, string>,
  wanted?: number,
): Promise<void> {
  const response = await fetch(site.origin + path, {
    headers: { 'accept-encoding': 'identity', ...headers },
    redirect: 'manual',
  })
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}`)
  const raw = headers['accept-encoding']
    ? await rawBody(site.origin + path, headers)
    : Buffer.from(await response.arrayBuffer())
  await bare.show(raw, Object.fromEntries(response.headers))
  const latencies: { p50: number; p99: number }[] = []
  const rate = async (url: string, note = false) => {
    const result = await autocannon({ url, connections, duration: secondsPerRound, headers })
    if (result.non2xx > 0) throw new Error(`${url}: ${result.non2xx} answers that are no success`)
    if (note) latencies.push({ p50: result.latency.p50, p99: result.latency.p99 })
    return result.requests.average
  }
  const compared = await compareRates(
    rounds,
    () => rate(site.origin + path, true),
    () => rate(`${bare.origin}/`),
  )
  printRow(`${name} (${(raw.length / 1024).toFixed(1)} kB)`, compared, wanted)
  const p50 = Math.max(...latencies.map((one) => one.p50), 0.5)
  console.log(
    `${''.padEnd(44)} p99 ÷ p50: ${(Math.max(...latencies.map((one) => one.p99)) / p50).toFixed(1)}`,
  )
}

interface Bare {
  origin: string
  process: ChildProcess
  show(body: Buffer, headers: Record<string, string>): Promise<void>
}

function startBare(): Promise<Bare> {
  return new Promise((done) => {
    const child = fork(fileURLToPath(new URL('./bare-server.mjs', import.meta.url)), {
      serialization: 'advanced',
    })
    child.once('message', (port) => {
      done({
        origin: `http://127.0.0.1:${String(port)}`,
        process: child,
        show: (body, headers) =>
          new Promise((shown) => {
            child.once('message', () => shown())
            child.send({ body, headers })
          }),
      })
    })
  })
}

// fetch unpacks; the bytes on the wire are what the bare server must send.
async function rawBody(url: string, headers: Record<string, string>): Promise<Buffer> {
  const { request } = await import('node:http')
  return new Promise((done, fail) => {
    request(url, { headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => done(Buffer.concat(chunks)))
    })
      .on('error', fail)
      .end()
  })
}

async function printFirstVisit(site: DemoSite, pages: Record<string, string>): Promise<void> {
  for (const [name, path] of Object.entries(pages)) {
    const html = await (await fetch(site.origin + path)).text()
    const assets = [
      ...new Set([...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, asset]) => asset!)),
    ]
    const parts = new Set(assets)
    let script = 0
    let total = (await rawBody(site.origin + path, { 'accept-encoding': 'br' })).length
    for (const asset of parts) {
      const bytes = (await rawBody(site.origin + asset, { 'accept-encoding': 'br' })).length
      total += bytes
      if (asset.endsWith('.js')) {
        script += bytes
        // What a script imports is loaded too.
        const text = await (await fetch(site.origin + asset)).text()
        for (const [, part] of text.matchAll(/from\s*"\.\/(part-[^"]+)"|import"\.\/(part-[^"]+)"/g))
          if (part) parts.add(`/assets/${part}`)
      }
    }
    console.log(
      `first visit, ${name}: ${(total / 1024).toFixed(1)} kB compressed (at most 60), of it script ${(script / 1024).toFixed(1)} kB (at most 15)`,
    )
  }
}
