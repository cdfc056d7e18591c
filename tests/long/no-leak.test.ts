import { expect, test } from 'vitest'
import { GrowingSite } from '../support/growing-site.ts'
import { auditReleases } from '../support/release-audit.ts'

// The audit of src/features/outcomes/no-leak.test.ts over many sites and two years of releases each.

const months = Array.from({ length: 24 }, (_, k) => Date.UTC(2024, k, 1))

test('a solver finds no suppressed number in two years of releases of thirty growing sites', () => {
  const seen = { targets: 0, measured: 0 }
  for (let k = 0; k < 30; k++) {
    const people = [40, 90, 150, 260, 400, 700][k % 6]!
    const site = new GrowingSite(`site ${k}`, {
      people,
      from: Date.UTC(2022, 6, 1),
      until: Date.UTC(2026, 0, 1),
    })
    const { findings, targets, measured } = auditReleases(site, months)
    expect(findings, `site ${k} of ${people} people`).toEqual([])
    seen.targets += targets
    seen.measured += measured
  }
  console.log(`withheld numbers looked for: ${seen.targets}; figures seen: ${seen.measured}`)
  expect(seen.targets).toBeGreaterThan(10_000)
})
