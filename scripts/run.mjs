// Runs a TypeScript script of the project: node scripts/run.mjs bench http
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const [name, ...rest] = process.argv.slice(2)
const file = [`scripts/${name}.ts`, `bench/${name}.ts`, `${name}/main.ts`]
  .map((path) => root + path)
  .find((path) => existsSync(path))
if (!file) {
  console.error(`There is no scripts/${name}.ts.`)
  process.exit(64)
}
const { status } = spawnSync(process.execPath, ['--import', 'tsx', file, ...rest], {
  stdio: 'inherit',
  cwd: root,
})
process.exit(status ?? 1)
