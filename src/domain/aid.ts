import { aidCountries, type IncomeGroup } from './aid-countries.ts'

// The rules of financial aid, as pure decisions: the page that publishes them, the form, the decision and its reason
// all come from here. Nobody has to write an essay, and no proof is asked for.

/** Changes with the rules; kept with every decision. */
export const aidRulesVersion = '2026-11'
/** A decision, also on an appeal, comes within so many days; an appeal that waits longer is decided for the learner. */
export const aidDaysMax = 3
/** After a decision there may be an appeal for so long; then the answers are deleted. */
export const appealDays = 30
/** After a decision one may apply again, because circumstances change. */
export const applyAgainDays = 90
export const householdMax = 12

/** Shares of the price that aid may take over. */
export const aidPercents = [0, 50, 75, 100] as const
export type AidPercent = (typeof aidPercents)[number]

/** What a household has a month, measured by the line of its country and size. */
export const incomeBands = ['under_half', 'under_line', 'under_double', 'over', 'unsaid'] as const
export type IncomeBand = (typeof incomeBands)[number]

export const situations = ['none', 'displaced', 'no_work', 'student', 'carer'] as const
export type Situation = (typeof situations)[number]

export interface AidAnswers {
  /** ISO 3166 code of where the household lives */
  country: string
  /** People who live on this income, the learner among them. */
  household: number
  income: IncomeBand
  situation: Situation
}

export interface AidDecision {
  percent: AidPercent
  rule: 'displaced' | IncomeBand
  /** A situation lifted it by one step. */
  isRaised: boolean
}

/**
 * What one person needs in a month, in international dollars, by the income group of their country: twice the World
 * Bank's poverty line of the group (3.00, 4.20 and 8.30 a day in 2021 prices), rounded up to 50; for the high-income
 * group, which has no such line, set by us.
 */
export const lineDollars: Record<IncomeGroup, number> = { low: 200, lower: 300, upper: 550, high: 1600 }

const percentOfBand: Record<IncomeBand, AidPercent> = {
  under_half: 100,
  under_line: 75,
  under_double: 50,
  over: 0,
  unsaid: 0,
}

/** The decision; the same answers always get the same one. */
export function decideAid({ income, situation }: AidAnswers): AidDecision {
  if (situation === 'displaced') return { percent: 100, rule: 'displaced', isRaised: false }
  const percent = percentOfBand[income]
  const isRaised = situation !== 'none' && income !== 'over' && percent < 100
  return { percent: isRaised ? oneStepUp(percent) : percent, rule: income, isRaised }
}

/** What an appeal gets that nobody decided in time. */
export function oneStepUp(percent: AidPercent): AidPercent {
  return aidPercents[Math.min(aidPercents.indexOf(percent) + 1, aidPercents.length - 1)]!
}

/**
 * Half the line, the line and twice the line for a household, a month after tax, in its country's currency: whole units,
 * rounded up to two digits. A household of n needs √n times what one person needs (the OECD's square-root scale).
 * @returns undefined for a country that isn't one
 */
export function incomeLines(
  country: string,
  household: number,
): { currency: string; half: number; line: number; double: number } | undefined {
  const place = aidCountries.get(country)
  if (!place) return undefined
  const line = lineDollars[place.group] * place.perDollar * Math.sqrt(household)
  return {
    currency: place.currency,
    half: upToTwoDigits(line / 2),
    line: upToTwoDigits(line),
    double: upToTwoDigits(line * 2),
  }
}

/** Whether somebody may apply (again): the first time, and a while after the last decision. */
export function mayApply(lastAppliedAt: Date | null, now: Date): boolean {
  return !lastAppliedAt || now.getTime() - lastAppliedAt.getTime() >= applyAgainDays * 86_400_000
}

function upToTwoDigits(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1)
  return Math.ceil(value / unit - 1e-9) * unit
}
