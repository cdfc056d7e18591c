import { PNG } from 'pngjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildCredentialDocument } from '../credential-document.ts'
import { exampleCredentialInput, exampleSigningKey } from '../example-credential.ts'
import { type SignedCredential, signCredential } from '../sign.ts'
import { verifyCredential } from '../verify/verify-credential.ts'
import { pngOf, svgOf } from './bake.ts'
import { drawBadge } from './draw-badge.ts'
import { rectangle } from './outline.ts'
import { rasterise } from './rasterise.ts'

const words = {
  kind: 'Certificate',
  title: 'Data Analysis',
  provider: 'Meridian Data Works',
  direction: 'ltr' as const,
  marks: { computer: 0.5, peers: 0.3, educators: 0.2 },
}
const says = { title: 'Data Analysis', description: 'Certificate of Meridian Data Works' }
let credential: SignedCredential

beforeAll(async () => {
  const key = await exampleSigningKey()
  const input = exampleCredentialInput(key.controller)
  const document = { ...input, achievement: { ...input.achievement, criteria: 'A ]]> and a <tag> & "more"' } }
  credential = await signCredential(buildCredentialDocument(document), key, input.issuedAt)
})

describe('a badge', () => {
  test('as SVG carries the credential, whatever signs stand in it, and still draws', async () => {
    const svg = svgOf(drawBadge(words), says, credential)
    const { verdict, summary } = await verifyCredential(Buffer.from(svg), options())
    expect(verdict).toBe('valid')
    expect(summary?.criteria).toContain(']]>')
    expect(svg).toContain('<title>Data Analysis</title>')
    expect(svg).not.toMatch(/<script|<text|href=/)
  })

  test('as PNG carries the same, and opens as the picture that it is', async () => {
    const png = pngOf(drawBadge(words), 240, credential)
    expect((await verifyCredential(png, options())).verdict).toBe('valid')
    const { width, height, data } = PNG.sync.read(png)
    expect([width, height]).toEqual([240, 240])
    const inks = Array.from({ length: data.length / 4 }, (_, dot) => data[dot * 4]!).filter((red) => red < 60)
    expect(inks.length).toBeGreaterThan(2_000)
  })

  test('stays in its frame with any title: long, Arabic, of one endless word', () => {
    for (const title of [
      'Foundations of Responsible Commissioning of Residential Heat Pumps in Cold Climates',
      'تحليل البيانات من ملف خام إلى رسم صادق',
      'W'.repeat(80),
    ]) {
      const { shapes } = drawBadge({ ...words, title, direction: /[ء-ي]/.test(title) ? 'rtl' : 'ltr' })
      for (const { commands } of shapes)
        for (const command of commands)
          if (command.to !== 'Z') {
            expect(command.x).toBeGreaterThanOrEqual(-0.01)
            expect(command.x).toBeLessThanOrEqual(480.01)
            expect(command.y).toBeLessThanOrEqual(480.01)
          }
    }
  })
})

test('half a dot is half covered, in either direction', () => {
  const drawing = {
    width: 4,
    height: 4,
    shapes: [{ color: '#000000' as const, commands: rectangle(0.5, 1, 2, 1.5) }],
  }
  const pixels = rasterise(drawing, 4)
  const row = (y: number) => [0, 1, 2, 3].map((x) => pixels[(y * 4 + x) * 4])
  expect(row(0)).toEqual([255, 255, 255, 255])
  expect(row(1)).toEqual([128, 0, 128, 255])
  expect(row(2)).toEqual([191, 128, 191, 255])
})

function options() {
  const ownStatus = async () => ({ revokedReason: null })
  return { now: new Date('2026-06-01T00:00:00Z'), ownStatus }
}
