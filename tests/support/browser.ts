import { spawnSync } from 'node:child_process'
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'
import { type Browser, chromium } from 'playwright-core'
import { extract } from 'tar-stream'
import { projectFolder } from '../../src/platform/project.ts'

// A real browser without a download: on Linux the one that npm installed, elsewhere an installed Chrome.

const installed = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  '/usr/bin/google-chrome',
]

let found: Promise<string> | undefined

/** The path of a browser; unpacked once into a folder of ours. */
export function browserPath(): Promise<string> {
  found ??= findBrowser()
  return found
}

async function findBrowser(): Promise<string> {
  if (process.env.CANDOUR_BROWSER) return process.env.CANDOUR_BROWSER
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    const path = installed.find((one) => existsSync(one))
    if (!path) throw new Error('No Chrome is installed. Set CANDOUR_BROWSER to the path of one.')
    return path
  }
  // The package unpacks to the system's temporary folder; this one is ours alone.
  const folder = join(tmpdir(), `candour-browser-${process.getuid?.() ?? 0}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const before = process.env.TMPDIR
  process.env.TMPDIR = folder
  try {
    const { default: packed } = await import('@sparticuz/chromium')
    const path = await packed.executablePath()
    if (!canStart(path)) await useCarriedLibraries(folder)
    return path
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}

function canStart(path: string): boolean {
  return spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0
}

// Where the system lacks the libraries of a browser, the package carries them.
async function useCarriedLibraries(folder: string): Promise<void> {
  const packed = join(projectFolder, 'node_modules', '@sparticuz', 'chromium', 'bin', 'al2023.tar.br')
  const to = join(folder, 'libraries')
  if (!existsSync(to)) {
    const coming = `${to}.${process.pid}`
    const unpack = extract()
    unpack.on('entry', (header, stream, next) => {
      const at = join(coming, header.name)
      if (header.type !== 'file' || !at.startsWith(coming)) return stream.resume().on('end', next)
      mkdirSync(dirname(at), { recursive: true })
      stream.pipe(createWriteStream(at, { mode: 0o755 })).on('close', next)
    })
    await pipeline(createReadStream(packed), createBrotliDecompress(), unpack)
    renameSync(coming, to)
  }
  const folders = ['lib', 'al2023/lib', '.'].map((part) => join(to, part)).filter((part) => existsSync(part))
  process.env.LD_LIBRARY_PATH = [...folders, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':')
}

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await browserPath(),
    args: [
      '--no-sandbox',
      '--headless=shell',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
