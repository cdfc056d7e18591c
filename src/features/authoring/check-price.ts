import { formatMinor } from '../../domain/format-minor.ts'
import { chargesMaxOf } from '../../domain/trial.ts'
import type { Credential } from './format.ts'
import type { YamlPath } from './yaml-source.ts'

type Say = (at: YamlPath, message: string, mend: string) => void

/** Prices that contradict each other: one country on two lists, or paying once dearer than the cap. */
export function checkPrice({ price, weeks }: Credential, say: Say): void {
  if (price === 'free') return
  const chargesMax = chargesMaxOf(weeks, price.cap_months ?? null)
  checkOnce(price, ['price'], chargesMax, say)
  const listOf = new Map<string, number>()
  price.lists?.forEach((list, index) => {
    checkOnce(list, ['price', 'lists', index], chargesMax, say)
    list.countries.forEach((country, place) => {
      const before = listOf.get(country)
      if (before === undefined) listOf.set(country, index)
      else
        say(
          ['price', 'lists', index, 'countries', place],
          before === index ? `"${country}" is named twice` : `"${country}" is on list ${before + 1} already`,
          'A country has one price: take it away here or there.',
        )
    })
  })
}

function checkOnce(
  { monthly, currency, once }: { monthly: number; currency: string; once?: number },
  at: YamlPath,
  chargesMax: number,
  say: Say,
): void {
  const cap = monthly * chargesMax
  if (once === undefined || once <= cap) return
  say(
    [...at, 'once'],
    `Paying once would cost ${formatMinor(once, currency)}, more than anybody pays by the month: at most ${formatMinor(cap, currency)}`,
    `Write once: ${cap} or less.`,
  )
}
