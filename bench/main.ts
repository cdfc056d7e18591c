import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

// npm run bench -- NAME: prints ratios measured in one interleaved run. Machines are noisy; absolute times mean little.

const [name, ...rest] = process.argv.slice(2)
const folder = import.meta.dirname
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''))
if (!name || !existsSync(join(folder, `${name}.bench.ts`))) {
  console.error(`Usage: npm run bench -- NAME, one of: ${names.join(', ')}`)
  process.exit(64)
}
const { bench } = (await import(join(folder, `${name}.bench.ts`))) as {
  bench: (argv: string[]) => Promise<void>
}
await bench(rest)
