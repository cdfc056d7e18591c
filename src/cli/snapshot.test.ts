import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { hasSharedData, sharedDataFolder, sharedDataReason } from '../../tests/support/shared-data.ts'
import type { SnapshotReport } from '../domain/snapshot/shape.ts'
import { snapshot } from './snapshot.ts'

const folder = mkdtempSync(join(tmpdir(), 'candour-snapshot-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function run(...argv: string[]) {
  let out = ''
  let err = ''
  const io = {
    stdout: (text: string) => {
      out += text
    },
    stderr: (text: string) => {
      err += text
    },
  }
  const code = await snapshot(argv, io, new Date('2026-01-02T00:00:00Z'))
  return { code, out, err }
}

function file(name: string, text: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe.skipIf(!hasSharedData)(`candour snapshot on the catalogue sample${sharedDataReason}`, () => {
  const sample = `${sharedDataFolder}/coursera/professional-certificates-and-more.csv`

  test('prints the reference figures as JSON and nothing else', async () => {
    const { code, out, err } = await run(sample, '--json')
    const report: SnapshotReport = JSON.parse(out)
    expect([code, err]).toEqual([0, ''])
    expect(report.source).toBe('professional-certificates-and-more.csv')
    expect(report.by_type['Professional Certificate']).toBe(124)
    expect(report.professional_certificates).toMatchObject({
      n: 124,
      beginner: { numerator: 100, denominator: 124 },
      provider_university: { numerator: 1 },
      rating_coverage: { refused: expect.any(String) },
    })
  })

  test('says it in words, and writes a page that needs nothing else', async () => {
    const page = join(folder, 'report.html')
    const { out } = await run(sample, '--out', page)
    expect(out).toContain('for beginners: 80.6 % = 100 of 124 (72.8 % to 86.6 %)')
    const html = readFileSync(page, 'utf8')
    expect(html.startsWith('<!doctype html>')).toBe(true)
    expect(html.includes('prefers-color-scheme: dark')).toBe(true)
    expect(html.includes('<desc>Shares, their intervals as lines: Companies 96.8%')).toBe(true)
    expect(/<script|(?:src|href)="(?!#|data:,)/.test(html)).toBe(false)
  })
})

describe('candour snapshot', () => {
  test('reads JSON, lines of JSON, and tables with other delimiters and encodings', async () => {
    const json = JSON.stringify([{ title: 'SQL', type: 'Professional Certificate', level: 'Beginner' }])
    for (const path of [
      file('a.json', json),
      file('a.jsonl', `${json.slice(1, -1)}\n${json.slice(1, -1)}\n`),
      file('a.csv', 'Name;Certificate Type;Difficulty\nSQL;Professional Certificate;Beginner\n'),
      file(
        'b.csv',
        Buffer.from('\uFEFFName\tType\tLevel\nSQL\tProfessional Certificate\tBeginner\n', 'utf16le'),
      ),
    ]) {
      const { code, out } = await run(path, '--json')
      expect(code, path).toBe(0)
      expect((JSON.parse(out) as SnapshotReport).professional_certificates.beginner.value, path).toBe(1)
    }
  })

  test('without an argument and without a database analyses the folder content/', async () => {
    const before = { ...process.env }
    process.env.CANDOUR_DATA = join(folder, 'none')
    delete process.env.DATABASE_URL
    try {
      const { code, out } = await run('--json')
      const report: SnapshotReport = JSON.parse(out)
      expect(code).toBe(0)
      expect(report.source).toBe('the folder content/')
      expect(report.all.provider_unknown.numerator).toBe(0)
      expect(report.cannot_say.join()).not.toContain('Who marks')
    } finally {
      process.env = before
    }
  })

  test('reads a site on this machine when it is named, and nothing else without https', async () => {
    const server = createServer((request, answer) => {
      answer.setHeader('content-type', 'application/json')
      if (request.url === '/snapshot/catalogue.json')
        answer.end(
          JSON.stringify({
            as_of: '2025-05-01',
            simulated: true,
            entries: [{ title: 'SQL', level: 'beginner' }],
          }),
        )
      else answer.writeHead(404).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      const report: SnapshotReport = JSON.parse((await run(site, '--json')).out)
      expect([report.source, report.as_of, report.n]).toEqual([site, '2025-05-01', 1])
      expect(report.all.beginner.simulated).toBe(true)
      expect((await run(`${site}/other.json`)).code).toBe(2)
      expect((await run('http://example.org')).err).toContain('https only')
    } finally {
      server.close()
    }
  })

  test('says in one line what it cannot use', async () => {
    expect(await run(join(folder, 'none.csv'))).toMatchObject({ code: 2, out: '' })
    expect((await run(file('empty.csv', ''))).err).toContain('is empty')
    expect((await run(file('x.json', '{"a": 1}'))).err).toContain('no list of entries')
    expect((await run(file('broken.json', '[{'))).err).toContain('not JSON')
    expect((await run(file('odd.csv', 'x,y\n1,2\n'))).err).toContain('--map title=COLUMN')
    expect((await run(file('header.csv', 'title,level\n'), '--json')).code).toBe(0)
  })

  test('explains itself when it is used wrongly', async () => {
    for (const argv of [
      ['a.csv', 'b.csv'],
      ['a.csv', '--map', 'title'],
      ['a.csv', '--map'],
      ['a.csv', '--out'],
      ['a.csv', '--as-of', 'soon'],
      ['a.csv', '--colour'],
    ]) {
      const { code, out, err } = await run(...argv)
      expect([code, out], argv.join(' ')).toEqual([64, ''])
      expect(err).toContain('Usage: candour snapshot')
    }
  })
})
