import { isoInstant } from '../domain/iso-instant.ts'
import { DEFAULT_DAYS } from '../domain/outcomes-report.ts'
import { ALL_COLUMNS, type OutcomesOptions } from '../domain/outcomes-table.ts'

export interface Options extends OutcomesOptions {
  file: string
  days: number[]
  publish: boolean
  minimumCell: number
  strict: boolean
  json: boolean
  out?: string
}

/** What was asked for; or what is wrong with it, in a line; or nothing of either, when no file was named. */
export function parseOptions(argv: readonly string[]): Options | string {
  const words = [...argv]
  const files: string[] = []
  const map: Record<string, string> = {}
  const options: Partial<Options> = {}
  let days: number[] = [...DEFAULT_DAYS]
  let minimumCell = 10
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const [flag, inline] = word.startsWith('--') ? split(word) : ['', undefined]
    const value = () => inline ?? words.shift()
    if (flag === '') files.push(word)
    else if (flag === '--publish' || flag === '--strict' || flag === '--json') {
      if (inline !== undefined) return `${flag} takes no value.`
      options[flag.slice(2) as 'publish' | 'strict' | 'json'] = true
    } else if (flag === '--as-of') {
      const text = value() ?? ''
      options.asOf = isoInstant(text.trim())
      if (Number.isNaN(options.asOf)) return `--as-of ${text} is not an ISO 8601 date, such as 2025-03-01.`
    } else if (flag === '--days') {
      const given = value() ?? ''
      days = given.split(',').map((day) => (day.trim() === '' ? Number.NaN : Number(day)))
      if (!days.every((day) => day >= 0 && Number.isFinite(day)))
        return '--days takes numbers of days, such as 30,120,240.'
      days = [...new Set(days)].sort((a, b) => a - b)
    } else if (flag === '--minimum-cell') {
      minimumCell = Number(value())
      if (!(Number.isSafeInteger(minimumCell) && minimumCell >= 1))
        return '--minimum-cell takes a whole number from 1 on.'
    } else if (flag === '--group' || flag === '--out' || flag === '--credential') {
      const text = value()
      if (text === undefined || text === '') return `${flag} needs a name.`
      if (flag === '--group') options.group = text
      else if (flag === '--out') options.out = text
      else map.credential_id = text
    } else if (flag === '--map') {
      // One or several pairs may follow.
      for (let pair = value(); pair !== undefined; pair = isPair(words[0]) ? words.shift() : undefined) {
        if (!isPair(pair)) return `--map takes NAME=COLUMN, not ${pair}.`
        for (const one of pairsIn(pair)) map[one.slice(0, one.indexOf('='))] = one.slice(one.indexOf('=') + 1)
      }
      if (Object.keys(map).length === 0) return '--map takes NAME=COLUMN.'
    } else return `There is no option ${flag}.`
  }
  const [file] = files
  if (file === undefined) return ''
  if (files.length > 1) return `Give one file, not ${files.join(' and ')}.`
  if (options.asOf === undefined)
    return '--as-of DATE is missing: the date up to which the table is complete.'
  return {
    publish: false,
    strict: false,
    json: false,
    ...options,
    file,
    asOf: options.asOf,
    days,
    minimumCell,
    map,
  }
}

function split(word: string): [flag: string, inline: string | undefined] {
  const at = word.indexOf('=')
  // --map=a=b has its own equals sign after the first.
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}

function isPair(word: string | undefined): word is string {
  return word !== undefined && !word.startsWith('--') && /^[a-z_]+=./.test(word)
}

// "learner_id=id,enrolled_at=start": a comma ends a pair only before another of our columns.
function pairsIn(text: string): string[] {
  return text.split(new RegExp(`,(?=(?:${ALL_COLUMNS.join('|')})=)`))
}
