import type { Tx } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import { newId } from '../../../platform/random.ts'

interface Series {
  providerId: string
  kind: 'invoice' | 'credit_note'
  /** No real money: a series of its own. */
  simulated: boolean
}

/**
 * Takes the next number of a provider's series. Whoever comes at the same moment waits until this transaction ends;
 * if it fails, they get the number instead: no gap, no number twice.
 */
export async function nextNumber(
  tx: Tx,
  deps: Pick<Deps, 'clock' | 'random'>,
  series: Series,
): Promise<{ series_id: string; number: number; label: string }> {
  const taken = (await take(tx, series)) ?? (await open(tx, deps, series)) ?? (await take(tx, series))
  if (!taken) throw new Error(`no invoice series of provider ${series.providerId} could be opened`)
  const { id, prefix, last_number: number } = taken
  return { series_id: id, number, label: `${prefix}${String(number).padStart(6, '0')}` }
}

async function take(tx: Tx, { providerId, kind, simulated }: Series) {
  return tx
    .updateTable('invoice_series')
    .set((eb) => ({ last_number: eb('last_number', '+', 1) }))
    .where('provider_id', '=', providerId)
    .where('kind', '=', kind)
    .where('simulated', '=', simulated)
    .returning(['id', 'prefix', 'last_number'])
    .executeTakeFirst()
}

// The first paper of a series opens it. Prefixes are unique: MDW, or MDW2 where another provider has these initials.
async function open(
  tx: Tx,
  deps: Pick<Deps, 'clock' | 'random'>,
  series: Series,
): Promise<undefined | Awaited<ReturnType<typeof take>>> {
  const { slug } = await tx
    .selectFrom('providers')
    .select('slug')
    .where('id', '=', series.providerId)
    .executeTakeFirstOrThrow()
  const initials = slug
    .split('-')
    .map((word) => word[0] ?? '')
    .join('')
    .toUpperCase()
  for (let serial = 1; serial < 1000; serial++) {
    const name = `${initials}${serial > 1 ? serial : ''}`
    const prefix = `${series.simulated ? 'SIM-' : ''}${name}-${series.kind === 'credit_note' ? 'C-' : ''}`
    await tx
      .insertInto('invoice_series')
      .values({
        id: newId(deps.clock.now(), deps.random),
        provider_id: series.providerId,
        kind: series.kind,
        simulated: series.simulated,
        prefix,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const taken = await take(tx, series)
    if (taken) return taken
  }
  return undefined
}
