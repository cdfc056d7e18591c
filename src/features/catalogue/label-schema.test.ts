import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { labelJsonSchema } from './label-schema.ts'

test('docs/schemas/label.json says what the code says (mend: npx tsx scripts/write-schemas.ts)', async () => {
  const written = await readFile(new URL('../../../docs/schemas/label.json', import.meta.url), 'utf8')
  expect(written).toBe(labelJsonSchema())
})
