import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { locales } from '../src/domain/locales.ts'
import type { defineMessages } from '../src/ui/messages.ts'

const src = resolve(import.meta.dirname, '../src')
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (file) =>
    file.endsWith('messages.ts') &&
    file !== join('ui', 'messages.ts') &&
    readFileSync(join(src, file), 'utf8').includes('= defineMessages('),
)

test.each(files)(
  '%s says everything in every language, with the same values, and nothing is left untranslated',
  async (file) => {
    const module = (await import(join(src, file))) as Record<string, ReturnType<typeof defineMessages>>
    const catalogues = Object.values(module).filter((one) => typeof one === 'function' && 'catalogue' in one)
    expect(catalogues.length).toBeGreaterThan(0)
    for (const messages of catalogues) {
      for (const key of messages.keys) {
        const texts = locales.map((locale) => messages.catalogue[locale][key]!)
        const [english = '', arabic = ''] = texts
        expect(placeholders(arabic), `${file} ${key}`).toEqual(placeholders(english))
        const values = Object.fromEntries(placeholders(english).map((name) => [name, 2]))
        for (const locale of locales)
          expect(messages(locale)(key, values), `${file} ${key} ${locale}`).not.toMatch(/[{}]/)
        // Letters of a sentence in English must not stand in the Arabic catalogue as they are.
        if (/[a-z]{4,} [a-z]{3,} [a-z]{2,}/i.test(english.replace(/\{[^}]*\}/g, '')))
          expect(arabic, `${file} ${key}`).not.toBe(english)
      }
    }
  },
)

function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*[,}]/g)].map(([, name]) => name!))]
    .filter((name) => !['plural', 'select'].includes(name))
    .sort()
}
