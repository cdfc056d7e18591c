// Builds what runs: one bundle for the server's processes and the command line, one set of scripts and styles for
// browsers. `npm start` and bin/candour call it when a source is newer than the bundle; it takes well under a second.
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stampFile = join(root, 'dist', 'stamp.json')

/** Builds unless dist/ is as new as the sources. */
export async function buildIfNeeded() {
  const stamp = sourcesStamp()
  try {
    if (JSON.parse(readFileSync(stampFile, 'utf8')).stamp === stamp) return false
  } catch {
    // Never built, or half-built.
  }
  await buildAll(stamp)
  return true
}

async function buildAll(stamp = sourcesStamp()) {
  const coming = join(root, `dist.${process.pid}`)
  rmSync(coming, { recursive: true, force: true })
  mkdirSync(join(coming, 'assets'), { recursive: true })
  try {
    await Promise.all([buildServer(coming), buildBrowser(coming)])
  } catch (error) {
    rmSync(coming, { recursive: true, force: true })
    throw error
  }
  writeFileSync(join(coming, 'stamp.json'), JSON.stringify({ stamp }))
  const old = join(root, `dist.old.${process.pid}`)
  if (existsSync(join(root, 'dist'))) renameSync(join(root, 'dist'), old)
  renameSync(coming, join(root, 'dist'))
  rmSync(old, { recursive: true, force: true })
}

function sourcesStamp() {
  const hash = createHash('sha1')
  for (const folder of ['src', 'scripts']) {
    for (const file of filesBelow(join(root, folder))) {
      const { mtimeMs, size } = statSync(file)
      hash.update(`${relative(root, file)} ${mtimeMs} ${size}\n`)
    }
  }
  hash.update(readFileSync(join(root, 'package-lock.json')))
  return hash.digest('hex')
}

async function buildServer(out) {
  const { build } = await import('esbuild')
  const entries = [
    'src/server.ts',
    'src/worker.ts',
    'src/cli/main.ts',
    'src/platform/sandbox/quickjs/worker.ts',
  ].filter((file) => existsSync(join(root, file)))
  const names = { 'src/cli/main.ts': 'cli', 'src/platform/sandbox/quickjs/worker.ts': 'sandbox-worker' }
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(entries.map((file) => [names[file] ?? basename(file, '.ts'), file])),
    outdir: out,
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: 'linked',
    logLevel: 'warning',
    ...jsx,
  })
}

const jsx = { jsx: 'automatic', jsxImportSource: 'preact' }

// Islands and other browser scripts are found by their names; what they share is split out and loaded once.
async function buildBrowser(out) {
  const { build } = await import('esbuild')
  const scripts = filesBelow(join(root, 'src')).filter(
    (file) => /\.(island\.tsx|client\.ts|worker\.ts)$/.test(file) && !file.includes('/sandbox/'),
  )
  const entryPoints = { 'site.css': join(root, 'src/ui/site.css') }
  for (const file of scripts) {
    const bare = basename(file).replace(/\.(island\.tsx|client\.ts|worker\.ts)$/, '')
    const room = basename(dirname(file))
    const name =
      room === 'ui' ? bare : file.endsWith('.worker.ts') ? `${room}/${bare}.worker` : `${room}/${bare}`
    entryPoints[name] = file
  }
  const result = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(
      Object.entries(entryPoints).map(([name, file]) => [
        name.replace('/', '--').replace('.css', '-style'),
        file,
      ]),
    ),
    outdir: join(out, 'assets'),
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    assetNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome90', 'firefox90', 'safari14.1'],
    metafile: true,
    loader: { '.wasm': 'file', '.svg': 'dataurl' },
    publicPath: '/assets',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
    ...jsx,
  })
  const byFile = new Map(Object.entries(entryPoints).map(([name, file]) => [relative(root, file), name]))
  const manifest = {}
  for (const [file, output] of Object.entries(result.metafile.outputs)) {
    const name = output.entryPoint && byFile.get(output.entryPoint)
    if (name) manifest[name] = basename(file)
  }
  writeFileSync(join(out, 'assets', 'manifest.json'), JSON.stringify(manifest, null, 2))
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll()
