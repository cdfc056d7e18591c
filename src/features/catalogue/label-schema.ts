import { z } from 'zod'
import { FIGURE_KINDS, FIGURE_STATUSES } from '../../domain/figure.ts'
import { CredentialFile } from '../authoring/format.ts'

// The shape of a label for programs, published as JSON Schema under /schemas/label.json. Keys may be added; what is
// there keeps its name and meaning.

const Day = z.string().regex(/^\d{4}-\d\d-\d\d$/)
const Instant = z.iso.datetime()

const LabelFigure = z.strictObject({
  name: z.string().describe('stable; the data dictionary says what it is'),
  grouping: z.string().describe('empty for everybody, else dimension=value'),
  status: z.enum(FIGURE_STATUSES),
  why: z.string().optional().describe('why there is no value'),
  kind: z.enum(FIGURE_KINDS),
  value: z.number().optional().describe('there only when measured; shares are 0 to 1, money is in cents'),
  lower: z.number().optional(),
  upper: z.number().optional(),
  level: z.number().describe('of the interval, 0.95'),
  numerator: z.number().optional(),
  denominator: z.number().optional(),
  population: z.string().describe('who was counted, in words'),
  period: z.strictObject({ from: Day, to: Day }),
  computed_at: z.string(),
  as_of: Instant.describe(
    'the data date of this figure: earlier than the release’s where too few people came or went',
  ),
  method: z.string(),
  simulated: z.boolean().describe('true: of invented people'),
})

// Answers of the self-check are left out: they would be read by those who are to answer it.
const statedQuestion = CredentialFile.shape.self_check.element.omit({ answer: true, tolerance: true })

export const Label = z.strictObject({
  $schema: z.url(),
  schema: z.literal('candour-label/1'),
  credential: z.strictObject({
    id: z.string(),
    url: z.url(),
    title: z.string(),
    kind: z.string(),
    status: z.string(),
    edition: z.strictObject({ number: z.int(), published_at: Instant }),
    provider: z.strictObject({
      id: z.string(),
      name: z.string(),
      country: z.string(),
      kind: z.string(),
      demonstration: z.boolean(),
      quality: z.looseObject({}),
    }),
  }),
  stated: CredentialFile.extend({
    self_check: z.array(statedQuestion),
    price: z.union([z.literal('free'), z.strictObject({ monthly_minor: z.int(), currency: z.string() })]),
    planned: z.array(z.looseObject({})).optional(),
  }).describe('what the provider states, in the words of the content format'),
  measured: z.strictObject({
    release: z
      .strictObject({ id: z.string(), number: z.int(), as_of: Instant, url: z.url() })
      .nullable()
      .describe('null: no figures were released yet'),
    simulated: z.boolean(),
    currency: z.string().nullable(),
    figures: z.array(LabelFigure),
    not_measured: z.array(z.strictObject({ row: z.string(), why: z.string() })),
  }),
  notes: z
    .array(
      z.strictObject({
        id: z.string(),
        number: z.int(),
        text: z.string(),
        written_at: Instant,
        release: z.url().describe('the figures that it answers to'),
        signed: z.url().describe('the signed statement'),
      }),
    )
    .describe('what the provider answers to the figures, the newest first'),
  links: z.strictObject({ csv: z.url(), json_ld: z.url(), image: z.url(), embed: z.url() }),
})

/** The published schema, as it stands in docs/schemas/label.json (JSON Schema 2020-12). */
export function labelJsonSchema(): string {
  return `${JSON.stringify({ title: 'Candour label', ...z.toJSONSchema(Label) }, null, 2)}\n`
}
