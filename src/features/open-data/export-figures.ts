import type { Db } from '../../platform/db/pool.ts'
import { urls } from '../../urls.ts'
import { csvHeader, figureLines, figureRow } from './dictionary.ts'
import { licence, releaseJson } from './machine-forms.ts'
import {
  type OpenFigure,
  type OpenRelease,
  type Place,
  selectFigures,
  selectOpenReleases,
} from './queries.ts'

/**
 * Everything since the beginning, piece by piece: no more than some thousand figures are in memory, and a release is a
 * few queries, however many figures it has. What was published is never changed, so that a file that is being read
 * while the next release is made is whole, without it.
 */
export async function* exportFigures(db: Db, form: 'csv' | 'json', origin: string): AsyncGenerator<string> {
  const releases = await selectOpenReleases(db)
  if (form === 'csv') {
    yield csvHeader
    for (const release of releases) for await (const rows of pagesOf(db, release)) yield figureLines(rows)
    return
  }
  yield `${JSON.stringify({
    licence: licence.url,
    schema: origin + urls.dataSchema(),
    releases: releases.map((release) => releaseJson(origin, release)),
  }).slice(0, -1)},"figures":[`
  let isFirst = true
  for (const release of releases)
    for await (const rows of pagesOf(db, release)) {
      yield rows
        .map((row, k) => `${isFirst && k === 0 ? '\n' : ',\n'}${JSON.stringify(figureRow(row))}`)
        .join('')
      isFirst = false
    }
  yield '\n]}\n'
}

const rowsAtOnce = 5000

async function* pagesOf(db: Db, { number }: OpenRelease): AsyncGenerator<OpenFigure[]> {
  let after: Place | undefined
  for (;;) {
    const rows = await selectFigures(db, { release: number }, { after, limit: rowsAtOnce })
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (!last || rows.length < rowsAtOnce) return
    after = placeAfter(last)
  }
}

export function placeAfter({ release, credential, figure, position }: OpenFigure): Place {
  return { release, credential, simulated: figure.simulated, position }
}
