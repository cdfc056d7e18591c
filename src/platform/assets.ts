import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { projectFolder } from './project.ts'

// Styles and scripts as scripts/build.mjs made them: hashed names, kept in memory with their compressed forms.

export interface Asset {
  body: Buffer
  brotli: Buffer
  gzip: Buffer
  type: string
}

export interface Assets {
  /** The URL of an asset by its entry name ('site.css', 'quiz/quiz'). */
  url(name: string): string
  file(name: string): Asset | undefined
  /** Changes whenever any asset changes: part of what a kept page depends on. */
  version: string
}

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.map': 'application/json',
}

export function loadAssets(folder = join(projectFolder, 'dist', 'assets')): Assets {
  const manifestFile = join(folder, 'manifest.json')
  const manifest: Record<string, string> = existsSync(manifestFile)
    ? JSON.parse(readFileSync(manifestFile, 'utf8'))
    : {}
  const files = new Map<string, Asset>()
  // Read at once: a build under a running server must not take its styles away. Compressed at their first use.
  const bodies = new Map(
    existsSync(folder) ? readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]) : [],
  )
  return {
    url(name) {
      const file = manifest[name]
      if (!file)
        throw new Error(
          `no asset "${name}": run "npm run build" (known: ${Object.keys(manifest).join(', ')})`,
        )
      return `/assets/${file}`
    },
    file(name) {
      const body = bodies.get(name)
      if (!body) return undefined
      let asset = files.get(name)
      if (!asset) {
        asset = compress(body, types[extname(name)] ?? 'application/octet-stream')
        files.set(name, asset)
      }
      return asset
    },
    version: createHash('sha1').update(JSON.stringify(manifest)).digest('base64url').slice(0, 10),
  }
}

export function compress(body: Buffer, type: string, quality = 9): Asset {
  return {
    body,
    type,
    brotli: brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }),
    gzip: gzipSync(body, { level: 6 }),
  }
}
