import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { jsonSchemaFiles } from './json-schemas.ts'

test.each([...jsonSchemaFiles()])(
  'docs/schemas/%s says what the format says (mend: npx tsx scripts/write-schemas.ts)',
  async (name, text) => {
    const written = await readFile(new URL(`../../../docs/schemas/${name}`, import.meta.url), 'utf8')
    expect(written).toBe(text)
  },
)
