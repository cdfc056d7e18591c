import { correctFigures, releaseFigures, startOfMonth } from '../features/outcomes/api.ts'
import type { Io } from './main.ts'
import { withSite } from './with-site.ts'

const usage =
  'Usage: candour figures release [--as-of DATE] [--json]\n       candour figures release --corrects DATE --reason TEXT [--json]'

/**
 * `candour figures release`: publishes the figures of a data date, by default the 1st of this month; with `--corrects`
 * those of the newest date again, as a release that names the old one and why.
 */
export async function figures([verb, ...rest]: string[], io: Io): Promise<number> {
  const options = readOptions(rest)
  if (verb !== 'release' || typeof options === 'string') {
    io.stderr(typeof options === 'string' && verb === 'release' ? `${options}\n${usage}` : usage)
    return 64
  }
  return withSite('figures', async (deps) => {
    const now = deps.clock.now()
    const asOf = options.corrects ?? options.asOf ?? startOfMonth(now)
    if (asOf > now) {
      io.stderr(`${asOf.toISOString().slice(0, 10)} lies in the future: there are no facts up to it yet.`)
      return 2
    }
    const date = asOf.toISOString().slice(0, 10)
    const release = options.corrects
      ? await correctFigures(deps, asOf, options.reason ?? '')
      : await releaseFigures(deps, asOf)
    if ('refused' in release) {
      io.stderr(
        release.refused === 'no_release'
          ? `There is no release of ${date} that could be corrected.`
          : `The release of ${date} is not the newest: the ones after it took its place already.`,
      )
      return 2
    }
    if (options.isJson)
      io.stdout(
        JSON.stringify({
          release: release.id,
          as_of: asOf.toISOString(),
          figures: release.figures,
          measured: release.measured,
          is_new: release.isNew,
          ...(options.corrects ? { corrects: date, reason: options.reason } : {}),
        }),
      )
    else if (options.corrects && release.isNew)
      io.stdout(
        `Corrected the figures of ${date}: ${release.figures} figures, ${release.measured} of them measured. The old release stays readable.`,
      )
    else if (release.isNew)
      io.stdout(
        `Released the figures of ${date}: ${release.figures} figures, ${release.measured} of them measured.`,
      )
    else io.stdout(`The figures of ${date} were released before and stay as they are.`)
    return 0
  })
}

interface Options {
  asOf?: Date
  corrects?: Date
  reason?: string
  isJson: boolean
}

function readOptions(words: string[]): Options | string {
  const options: Options = { isJson: false }
  const rest = [...words]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--json') options.isJson = true
    else if (word === '--as-of' || word === '--corrects') {
      const date = readDay(rest.shift() ?? '')
      if (!date) return `${word} needs a day, as 2026-11-01`
      options[word === '--as-of' ? 'asOf' : 'corrects'] = date
    } else if (word === '--reason') {
      const reason = (rest.shift() ?? '').trim()
      if (!reason || reason.length > 500) return '--reason needs a sentence of at most 500 characters'
      options.reason = reason
    } else return `${word} is not an option`
  }
  if (options.corrects && options.asOf) return '--corrects names the data date already: leave --as-of out'
  if ((options.corrects === undefined) !== (options.reason === undefined))
    return 'A correction needs both --corrects DATE and --reason TEXT: readers see why'
  return options
}

// A bare date is 00:00 UTC.
function readDay(text: string): Date | undefined {
  const date = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined
  return date && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? date : undefined
}
