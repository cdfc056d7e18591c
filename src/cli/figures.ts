import { releaseFigures, startOfMonth } from '../features/outcomes/api.ts'
import type { Io } from './main.ts'
import { withSite } from './with-site.ts'

const usage = 'Usage: candour figures release [--as-of DATE] [--json]'

/** `candour figures release`: publishes the figures of a data date, by default the 1st of this month. */
export async function figures([verb, ...rest]: string[], io: Io): Promise<number> {
  const options = readOptions(rest)
  if (verb !== 'release' || typeof options === 'string') {
    io.stderr(typeof options === 'string' && verb === 'release' ? `${options}\n${usage}` : usage)
    return 64
  }
  return withSite('figures', async (deps) => {
    const now = deps.clock.now()
    const asOf = options.asOf ?? startOfMonth(now)
    if (asOf > now) {
      io.stderr(`${asOf.toISOString().slice(0, 10)} lies in the future: there are no facts up to it yet.`)
      return 2
    }
    const release = await releaseFigures(deps, asOf)
    const date = asOf.toISOString().slice(0, 10)
    if (options.isJson)
      io.stdout(
        JSON.stringify({
          release: release.id,
          as_of: asOf.toISOString(),
          figures: release.figures,
          measured: release.measured,
          is_new: release.isNew,
        }),
      )
    else if (release.isNew)
      io.stdout(
        `Released the figures of ${date}: ${release.figures} figures, ${release.measured} of them measured.`,
      )
    else io.stdout(`The figures of ${date} were released before and stay as they are.`)
    return 0
  })
}

function readOptions(words: string[]): { asOf?: Date; isJson: boolean } | string {
  const options: { asOf?: Date; isJson: boolean } = { isJson: false }
  const rest = [...words]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--json') options.isJson = true
    else if (word === '--as-of') {
      const text = rest.shift() ?? ''
      // A bare date is 00:00 UTC.
      const date = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined
      if (!date || Number.isNaN(date.getTime()) || !date.toISOString().startsWith(text))
        return '--as-of needs a day, as 2026-11-01'
      options.asOf = date
    } else return `${word} is not an option`
  }
  return options
}
