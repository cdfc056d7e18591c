// Writes docs/schemas/*.json from the content format and the label: npx tsx scripts/write-schemas.ts
import { mkdir, writeFile } from 'node:fs/promises'
import { jsonSchemaFiles } from '../src/features/authoring/json-schemas.ts'
import { labelJsonSchema } from '../src/features/catalogue/label-schema.ts'

const folder = new URL('../docs/schemas/', import.meta.url)
await mkdir(folder, { recursive: true })
for (const [name, text] of jsonSchemaFiles()) await writeFile(new URL(name, folder), text)
await writeFile(new URL('label.json', folder), labelJsonSchema())
