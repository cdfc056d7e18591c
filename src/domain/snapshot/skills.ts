import type { CatalogueRow } from './catalogue.ts'

/** The skills that most entries name, under their commonest spelling. */
export function topSkills(rows: readonly CatalogueRow[], count: number): { name: string; n: number }[] {
  const spellings = new Map<string, Map<string, number>>()
  for (const { skills } of rows) {
    for (const [folded, skill] of distinct(skills)) {
      const found = spellings.get(folded) ?? new Map<string, number>()
      found.set(skill, (found.get(skill) ?? 0) + 1)
      spellings.set(folded, found)
    }
  }
  return [...spellings.values()]
    .map((found) => ({
      name: largest([...found])[0]?.[0] ?? '',
      n: [...found.values()].reduce((sum, one) => sum + one, 0),
    }))
    .toSorted((a, b) => b.n - a.n || (a.name < b.name ? -1 : 1))
    .slice(0, count)
}

/** The pairs of skills that most entries name together, among the hundred commonest skills. */
export function skillPairs(
  rows: readonly CatalogueRow[],
  count: number,
): { skills: [string, string]; n: number }[] {
  const names = topSkills(rows, 100).map(({ name }) => name)
  const placeOf = new Map(names.map((name, at) => [fold(name), at]))
  const counts = new Map<number, number>()
  for (const { skills } of rows) {
    const places = [...distinct(skills).keys()]
      .map((skill) => placeOf.get(skill))
      .filter((place) => place !== undefined)
      .toSorted((a, b) => a - b)
    places.forEach((first, at) => {
      for (const second of places.slice(at + 1)) {
        const pair = first * names.length + second
        counts.set(pair, (counts.get(pair) ?? 0) + 1)
      }
    })
  }
  return [...counts]
    .filter(([, n]) => n > 1)
    .toSorted((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, count)
    .map(([pair, n]) => ({
      skills: [names[Math.floor(pair / names.length)] as string, names[pair % names.length] as string],
      n,
    }))
}

/**
 * For each entry whether another provider's entry teaches much the same: at least half of all skills that the two name
 * are named by both (Jaccard 1901), three or more. Undefined for an entry that names fewer than three.
 */
export function skillOverlaps(rows: readonly CatalogueRow[]): (boolean | undefined)[] {
  const skillsOf = rows.map(({ skills }) => [...distinct(skills).keys()])
  const naming = new Map<string, number[]>()
  skillsOf.forEach((skills, row) => {
    for (const skill of skills) {
      const found = naming.get(skill)
      if (found) found.push(row)
      else naming.set(skill, [row])
    }
  })
  return skillsOf.map((skills, row) => {
    if (skills.length < 3) return undefined
    const shared = new Map<number, number>()
    for (const skill of skills)
      for (const other of naming.get(skill) ?? []) shared.set(other, (shared.get(other) ?? 0) + 1)
    for (const [other, both] of shared) {
      const isOther = rows[other]?.provider !== rows[row]?.provider
      const either = skills.length + (skillsOf[other]?.length ?? 0) - both
      if (isOther && both >= 3 && both * 2 >= either) return true
    }
    return false
  })
}

/** Names with how often they stand there, the most frequent first, then by name. */
export function largest(counts: readonly (readonly [string, number])[]): (readonly [string, number])[] {
  return counts.toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
}

function distinct(skills: readonly string[]): Map<string, string> {
  return new Map(skills.map((skill) => [fold(skill), skill]))
}

function fold(skill: string): string {
  return skill.toLowerCase()
}
