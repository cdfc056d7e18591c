export type FigureStatus =
  | 'measured'
  | 'suppressed'
  | 'too_early'
  | 'not_reached'
  | 'not_measured'
  | 'refused'

export type FigureKind =
  | 'proportion'
  | 'cumulative_incidence'
  | 'survival'
  | 'quantile'
  | 'mean'
  | 'money'
  | 'count'
  | 'rate'

/** Dates (ISO 8601, UTC), both inclusive: the people counted fall between them. */
export interface Period {
  from: string
  to: string
}

/**
 * One published number with everything that belongs to it: the only shape in which a figure is stored, sent or
 * shown (`docs/figure.schema.json`). Keys are written as in the JSON, so that no step translates them.
 *
 * `value` is there only when `status` is `measured`; suppressed is neither zero nor null. Proportions, cumulative
 * incidences and survival are between 0 and 1; money is in integers of the currency's minor unit.
 */
export interface Figure {
  name: string
  status: FigureStatus
  why?: string
  kind: FigureKind
  value?: number
  lower?: number
  upper?: number
  level: number
  numerator?: number
  denominator?: number
  population: string
  period: Period
  computed_at: string
  method: string
  simulated: boolean
}

/** What is known of a figure before it is computed: its name, whom it is about, when and how. */
export interface FigureSubject {
  name: string
  kind: FigureKind
  /** In words, so that it can follow "of": "the 1,930 people who enrolled in 2025". */
  population: string
  period: Period
  /** Instant of the computation, ISO 8601: an argument, because the domain has no clock. */
  computed_at: string
  /** Identifier of the method with its version, such as `wilson/1`. */
  method: string
  simulated: boolean
  /** Coverage of the interval; 0.95 unless said. */
  level?: number
}

export interface Measurement {
  value: number
  lower?: number
  upper?: number
  numerator?: number
  denominator?: number
}

export const FIGURE_STATUSES: readonly FigureStatus[] = [
  'measured',
  'suppressed',
  'too_early',
  'not_reached',
  'not_measured',
  'refused',
]

export const FIGURE_KINDS: readonly FigureKind[] = [
  'proportion',
  'cumulative_incidence',
  'survival',
  'quantile',
  'mean',
  'money',
  'count',
  'rate',
]

/** A figure with its value. Throws on a value or bound that is not a finite number: that is a defect of ours. */
export function measured(subject: FigureSubject, measurement: Measurement): Figure {
  for (const [key, number] of Object.entries(measurement)) {
    if (number !== undefined && !Number.isFinite(number)) {
      throw new Error(`Figure ${subject.name}: ${key} is ${number}`)
    }
  }
  return { ...head(subject, 'measured'), ...present(measurement), ...tail(subject) }
}

/** There are people, but too few of them to say the number. `denominator` only where it is itself public. */
export function suppressed(
  subject: FigureSubject,
  why: string,
  known: { denominator?: number } = {},
): Figure {
  return { ...head(subject, 'suppressed', why), ...present(known), ...tail(subject) }
}

/** Nobody was followed for long enough yet. */
export function tooEarly(subject: FigureSubject, why: string): Figure {
  return { ...head(subject, 'too_early', why), ...tail(subject) }
}

/** A quantile that the curve does not cross; a bound of its interval may still be known. */
export function notReached(
  subject: FigureSubject,
  why: string,
  known: { lower?: number; upper?: number; denominator?: number } = {},
): Figure {
  return { ...head(subject, 'not_reached', why), ...present(known), ...tail(subject) }
}

/** Nothing records it yet. */
export function notMeasured(subject: FigureSubject, why: string): Figure {
  return { ...head(subject, 'not_measured', why), ...tail(subject) }
}

/** The data would give a number, and the number would mislead. */
export function refused(subject: FigureSubject, why: string): Figure {
  return { ...head(subject, 'refused', why), ...tail(subject) }
}

/**
 * What is wrong with something that claims to be a figure, as short sentences; none when it is one. The same rules
 * as `docs/figure.schema.json`, for figures that come back from a database or from somebody else.
 */
export function figureProblems(candidate: unknown): string[] {
  if (typeof candidate !== 'object' || candidate === null) return ['not an object']
  const figure = candidate as Record<string, unknown>
  const problems: string[] = []
  const require = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem)
  }
  for (const key of Object.keys(figure))
    require(FIGURE_KEYS.some((known) => known === key), `unknown key ${key}`)
  for (const key of ['name', 'population', 'computed_at', 'method']) {
    require(typeof figure[key] === 'string' && figure[key] !== '', `${key} is not a text`)
  }
  require(FIGURE_STATUSES.some((status) => status === figure.status), 'unknown status')
  require(FIGURE_KINDS.some((kind) => kind === figure.kind), 'unknown kind')
  require(typeof figure.simulated === 'boolean', 'simulated is not true or false')
  require(isFiniteNumber(figure.level) &&
    figure.level > 0 &&
    figure.level < 1, 'level is not between 0 and 1')
  require(isPeriod(figure.period), 'period is not { from, to } of ISO dates')
  for (const key of ['value', 'lower', 'upper', 'numerator', 'denominator']) {
    require(figure[key] === undefined || isFiniteNumber(figure[key]), `${key} is not a finite number`)
  }
  const isMeasured = figure.status === 'measured'
  require(isMeasured === (figure.value !== undefined), 'value must be there exactly when measured')
  require(isMeasured || figure.numerator === undefined, 'numerator is only for measured figures')
  require(isMeasured || typeof figure.why === 'string', 'why is missing')
  return problems
}

/** Everything that a figure may hold, in the order in which it is written. */
export const FIGURE_KEYS = [
  'name',
  'status',
  'why',
  'kind',
  'value',
  'lower',
  'upper',
  'level',
  'numerator',
  'denominator',
  'population',
  'period',
  'computed_at',
  'method',
  'simulated',
] as const

function head(subject: FigureSubject, status: FigureStatus, why?: string) {
  return { name: subject.name, status, ...(why === undefined ? {} : { why }), kind: subject.kind }
}

function tail(subject: FigureSubject) {
  return {
    level: subject.level ?? 0.95,
    population: subject.population,
    period: subject.period,
    computed_at: subject.computed_at,
    method: subject.method,
    simulated: subject.simulated,
  }
}

// Absent and undefined are the same to TypeScript but not to a database or a test that compares.
function present<T extends object>(numbers: T): T {
  return Object.fromEntries(Object.entries(numbers).filter(([, number]) => number !== undefined)) as T
}

function isFiniteNumber(candidate: unknown): candidate is number {
  return typeof candidate === 'number' && Number.isFinite(candidate)
}

function isPeriod(candidate: unknown): boolean {
  if (typeof candidate !== 'object' || candidate === null) return false
  const { from, to } = candidate as Record<string, unknown>
  const date = /^\d{4}-\d\d-\d\d$/
  return typeof from === 'string' && typeof to === 'string' && date.test(from) && date.test(to)
}
