import type { Catalogue, CatalogueRow } from './catalogue.ts'
import type { CatalogueColumn } from './columns.ts'
import { oddities } from './oddities.ts'
import { snapshotSection } from './section.ts'
import type { SnapshotOptions, SnapshotReport } from './shape.ts'
import { largest } from './skills.ts'
import { Subject } from './subject.ts'
import { PROFESSIONAL_CERTIFICATE, typeOf } from './types.ts'

/** The snapshot analysis of a catalogue: the review's questions, each with its numbers and what they can't say. */
export function snapshotReport(catalogue: Catalogue, options: SnapshotOptions): SnapshotReport {
  const { rows, has } = catalogue
  const subject = new Subject(options)
  const kindOf = (row: CatalogueRow) => typeOf(row, has.has('type'))
  const professional = rows.filter((row) => kindOf(row) === PROFESSIONAL_CERTIFICATE)
  const types = new Map<string, number>()
  for (const row of rows) types.set(kindOf(row), (types.get(kindOf(row)) ?? 0) + 1)
  return {
    source: options.source,
    as_of: options.asOf,
    n: rows.length,
    columns: catalogue.columns,
    by_type: has.has('type') || professional.length > 0 ? Object.fromEntries(largest([...types])) : {},
    all: snapshotSection(rows, has, subject, 'entries of the catalogue'),
    professional_certificates: snapshotSection(professional, has, subject, 'professional certificates'),
    cannot_say: cannotSay(catalogue, professional.length),
    warnings: oddities(catalogue),
  }
}

/** What the columns of this catalogue leave open. */
function cannotSay({ rows, has }: Catalogue, professionals: number): string[] {
  const said: string[] = []
  const without = (columns: readonly CatalogueColumn[], sentence: string) => {
    if (!columns.some((column) => has.has(column))) said.push(sentence)
  }
  const silent = (column: CatalogueColumn, count: number, sentence: string) => {
    if (has.has(column) && count > 0 && count < rows.length)
      said.push(`${count} of ${rows.length} entries do not state ${sentence}.`)
  }
  without(['completion'], 'How many of those who enrol complete: there is no column for it.')
  without(['outcomes'], 'Whether anybody got a job by it: there is no column for it.')
  without(['who_marks'], 'Who marks the work (computer, peers or educators): there is no column for it.')
  without(
    ['support'],
    'How much support there is, and how soon questions are answered: there is no column for it.',
  )
  without(['enrolled'], 'How many enrol, and so how many of them rated: there is no column for it.')
  without(['ratings_count'], 'How many people a rating stands for: there is no column for it.')
  without(['rating'], 'How those who rated liked it: there is no column for it.')
  without(['price', 'is_free', 'is_paid'], 'What it costs: there is no column for a price.')
  without(
    ['description'],
    'Whether it claims to be hands-on: there is no text to look at, and a claim would be no measurement.',
  )
  without(['level'], 'For whom it is: there is no column for a level.')
  without(['skills'], 'Which skills it teaches: there is no column for them.')
  without(
    ['duration', 'duration_months', 'duration_weeks', 'duration_days', 'duration_hours'],
    'How long it takes: there is no column for it.',
  )
  without(['provider'], 'Who provides it: there is no column for a provider.')
  if (!has.has('type'))
    said.push(
      professionals > 0
        ? `Of which kind most entries are: there is no column for it. The ${professionals} whose titles say “Professional Certificate” were taken for such. Name a column with --map type=COLUMN.`
        : 'Which entries are professional certificates: there is no column for the kind. Name one with --map type=COLUMN.',
    )
  else if (professionals === 0) said.push('Anything of professional certificates: no entry is of that kind.')
  if (has.has('level')) {
    silent('level', rows.filter((row) => row.level === undefined).length, 'a level')
    without(
      ['prerequisites'],
      'What a level means: it is the provider’s own word, without prerequisites that could be checked.',
    )
  }
  if (has.has('duration'))
    said.push(
      'How long people really take: a duration is what is advertised, at a pace that the provider assumes.',
    )
  silent('duration', rows.filter((row) => row.duration === undefined).length, 'a duration that can be read')
  silent('rating', rows.filter((row) => row.rating === undefined).length, 'a rating')
  silent('skills', rows.filter((row) => row.skills.length === 0).length, 'any skill')
  if (has.has('rating')) said.push('What those who did not rate think: a mean rating is of those who did.')
  return said
}
