import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectFolder } from '../../src/platform/project.ts'
import { type PagesWorld, pathsOf, preparePages } from '../support/pages.ts'
import { type ServedSite, serveTestSite } from '../support/served.ts'

// npm run shots [-- FILTER]: pictures of every page, to be looked at, and one sheet to look through.

const folder = join(projectFolder, 'shots')
const filter = process.env.SHOTS_FILTER ?? ''
const looks = [
  { name: 'phone-light', width: 390, dark: false, locale: 'en-GB' },
  { name: 'phone-dark', width: 390, dark: true, locale: 'en-GB' },
  { name: 'desk-light', width: 1280, dark: false, locale: 'en-GB' },
  { name: 'desk-dark', width: 1280, dark: true, locale: 'en-GB' },
  { name: 'phone-arabic', width: 390, dark: false, locale: 'ar' },
  { name: 'desk-arabic', width: 1280, dark: false, locale: 'ar' },
  { name: 'print', width: 800, dark: false, locale: 'en-GB', print: true },
]

let site: ServedSite
let world: PagesWorld

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  site = await serveTestSite({ demo: true })
  world = await preparePages(site)
})
afterAll(() => site.close())

test('pictures of every page', { timeout: 30 * 60_000 }, async () => {
  const pages = pathsOf(world).map((page, n) => ({
    ...page,
    file: `${String(n).padStart(2, '0')}${page.path
      .split('?')[0]!
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '')
      .replace(/[^a-z]+/gi, '-')
      .slice(0, 60)}`,
  }))
  const wanted = pages.filter((page) => `${page.name} ${page.path} ${page.file}`.includes(filter))
  for (const look of looks) {
    for (const who of ['nobody', 'learner', 'payer', 'educator', 'operator'] as const) {
      const own = wanted.filter((page) => page.as === who)
      if (own.length === 0) continue
      const window = await site.person(look)
      await window.context().addCookies(world.cookies[who])
      if (look.print) await window.emulateMedia({ media: 'print' })
      for (const { path, file } of own) {
        await window.goto(path)
        // An editor measures its lines when it comes into view, which a picture of the whole page doesn't do.
        const island = window.locator('[data-island]').first()
        if ((await island.count()) > 0) await island.scrollIntoViewIfNeeded()
        await window.waitForTimeout(150)
        await window.screenshot({ path: join(folder, `${file}.${look.name}.png`), fullPage: true })
      }
      await window.context().close()
    }
  }
  writeFileSync(join(folder, 'index.html'), sheet(wanted))
  expect(wanted.length).toBeGreaterThan(0)
  console.log(`${wanted.length * looks.length} pictures in shots/, all on shots/index.html`)
})

function sheet(pages: { file: string; path: string; as: string }[]): string {
  const rows = pages.map(
    (page) =>
      `<h2>${page.path} <small>${page.as}</small></h2><p>${looks.map((look) => `<a href="${page.file}.${look.name}.png"><img loading=lazy height=420 alt="${look.name}" title="${look.name}" src="${page.file}.${look.name}.png"></a>`).join(' ')}</p>`,
  )
  return `<!doctype html><meta charset=utf-8><title>Pages</title><style>body{font-family:sans-serif}p{display:flex;gap:8px;overflow-x:auto}img{border:1px solid #999}</style>${rows.join('\n')}`
}
