import { access, providersOf } from '../../../platform/access.ts'
import { isId, newId } from '../../../platform/random.ts'
import { type Ctx, pageOf, viewerOf } from '../../../platform/web/context.ts'
import { type RawForm, readForm, textOf } from '../../../platform/web/form.ts'
import { found, notFound } from '../../../platform/web/http-error.ts'
import { once } from '../../../platform/web/once.ts'
import { html, seeOther } from '../../../platform/web/respond.ts'
import { urls, withQuery } from '../../../urls.ts'
import { readEntryCheck } from '../../learn/api.ts'
import { billingRoom } from '../billing-room.ts'
import { gatewayOf } from '../gateway-of.ts'
import { openOffer } from '../grants/open-offer.tsx'
import type { PricedOffer } from '../trial.page.tsx'
import { BatchPage } from './batch.page.tsx'
import { BatchesPage } from './batches.page.tsx'
import { type CodeError, CodePage } from './code.page.tsx'
import { batchesCsv, codesCsv } from './csv.ts'
import { type BatchForm, batchForm, codeTextForm } from './forms.ts'
import { limitCodeTries } from './limit-tries.ts'
import { closeBatch, codesOf, hashOfCode, makeBatch } from './make-batch.ts'
import {
  type OwnBatch,
  type Seller,
  selectBatches,
  selectCodes,
  selectOptionalOwnBatch,
  selectOptionalSeller,
} from './queries.ts'
import { useCode } from './use-code.ts'

// Codes: the learner's field, and the pages on which providers make and list them.

const { get, post } = billingRoom

get(urls.code, access.signedIn, async (c) => {
  const offer = await openOffer(c)
  return offer instanceof Response ? offer : codePage(c, offer, { typed: c.req.query('code') ?? '' })
})

post(urls.code, access.signedIn, async (c) => {
  const offer = await openOffer(c)
  if (offer instanceof Response) return offer
  const { deps } = c.var
  const { personKey } = viewerOf(c)
  const form = await readForm(c, codeTextForm)
  const typed = textOf(form.raw, 'code').slice(0, 60)
  if (!form.ok) return codePage(c, offer, { typed, error: form.errors.code as CodeError })
  await limitCodeTries(c)
  const outcome = await deps.db.transaction().execute((tx) =>
    useCode(tx, deps, {
      code: form.value.code,
      personKey,
      credentialId: offer.credential_id,
      editionId: offer.edition_id,
      intent: {},
      entryCheck: readEntryCheck(c, offer.slug),
    }),
  )
  if (outcome.kind === 'whole') return seeOther(c, urls.enrolment({ enrolment: outcome.enrolmentId }))
  if (outcome.kind === 'refused') return codePage(c, offer, { typed, error: outcome.why })
  return codePage(c, offer, {
    typed,
    ...(outcome.kind === 'discount' ? { used: outcome.discount } : { waits: outcome.discount }),
  })
})

get(urls.codes, access.author, async (c) => batchesPage(c, await ownSeller(c)))

post(urls.codes, access.author, async (c) => {
  const { deps } = c.var
  const seller = await ownSeller(c)
  const form = await readForm(c, batchForm)
  if (!form.ok) return batchesPage(c, seller, { raw: form.raw, errors: form.errors })
  const batch = form.value
  const now = deps.clock.now()
  const expiresAt = batch.expires ? new Date(Date.parse(batch.expires) + 86_400_000) : null
  if (expiresAt && expiresAt <= now)
    return batchesPage(c, seller, { raw: form.raw, errors: { expires: 'expiresWrong' } })
  if (batch.credential && !seller.credentials.some(({ id }) => id === batch.credential)) notFound()
  const { personKey } = viewerOf(c)
  let made = ''
  const path = await deps.db.transaction().execute((tx) =>
    once(tx, { key: batch.once, personKey, now }, async () => {
      const outcome = await makeBatch(tx, deps, {
        ...whatIsMade(batch),
        providerId: seller.id,
        credentialId: batch.credential || null,
        label: batch.label,
        percentBp: batch.percent * 100,
        charges: batch.charges,
        expiresAt,
        madeBy: personKey,
      })
      if (outcome.kind === 'word_taken') return ''
      const shown = urls.codeBatch({ batch: outcome.id })
      // The secret goes to the one who made it and nowhere else: pressing again leads to the page without it.
      made = batch.kind === 'single' ? withQuery(shown, { secret: outcome.secret }) : shown
      return shown
    }),
  )
  if (!path) return batchesPage(c, seller, { raw: form.raw, errors: { word: 'wordTaken' } })
  return seeOther(c, made || path)
})

get(urls.codesCsv, access.author, async (c) => {
  const seller = await ownSeller(c)
  return csv(c, `codes-${seller.slug}`, batchesCsv(await selectBatches(c.var.deps.db, seller.id)))
})

get(urls.codeBatch, access.signedIn, async (c) => {
  const batch = await ownBatch(c)
  const codes = await visibleCodes(c, batch)
  const isAuthor = providersOf(viewerOf(c), 'author').includes(batch.provider_id)
  return html(
    c,
    <BatchPage
      page={pageOf(c)}
      batch={batch}
      codes={codes?.map(({ code }) => code)}
      secret={codes && batch.uses_max === 1 ? c.req.query('secret') : undefined}
      isAuthor={isAuthor}
    />,
  )
})

get(urls.codeBatchCsv, access.signedIn, async (c) => {
  const batch = await ownBatch(c)
  const codes = found(await visibleCodes(c, batch))
  const { origin } = c.var.deps.config.publicUrl
  const address = batch.slug ? origin + urls.code({ credential: batch.slug }) : origin
  return csv(c, `codes-${batch.id.slice(-8)}`, codesCsv(batch, codes, address))
})

post(urls.codeBatchClosure, access.signedIn, async (c) => {
  const batch = await ownBatch(c)
  await closeBatch(c.var.deps, batch.id, viewerOf(c).personKey)
  return seeOther(c, urls.codeBatch({ batch: batch.id }))
})

function whatIsMade(batch: BatchForm): { count: number; usesMax: number; word?: string } {
  return batch.kind === 'single'
    ? { count: batch.count ?? 1, usesMax: 1 }
    : { count: 1, usesMax: batch.uses ?? 2, word: batch.word }
}

// Codes that many use can always be read; single ones only with the secret from which they were made.
async function visibleCodes(c: Ctx, batch: OwnBatch) {
  const { db } = c.var.deps
  const rows = await selectCodes(db, batch.id)
  if (batch.uses_max > 1)
    return rows.flatMap(({ shown, ...row }) => (shown === null ? [] : [{ code: shown, ...row }]))
  const secret = c.req.query('secret')
  if (!secret) return undefined
  const byHash = new Map(rows.map((row) => [row.code_hash.toString('hex'), row]))
  const codes = codesOf(secret, batch.code_count).flatMap((code) => {
    const row = byHash.get(hashOfCode(code).toString('hex'))
    return row ? [{ code, ...row }] : []
  })
  return codes.length === batch.code_count ? codes : undefined
}

async function ownSeller(c: Ctx): Promise<Seller> {
  const providers = providersOf(viewerOf(c), 'author')
  return found(await selectOptionalSeller(c.var.deps.db, c.req.param('provider') ?? '', providers))
}

async function ownBatch(c: Ctx): Promise<OwnBatch> {
  const id = c.req.param('batch') ?? ''
  if (!isId(id)) notFound()
  const viewer = viewerOf(c)
  return found(
    await selectOptionalOwnBatch(c.var.deps.db, id, {
      personKey: viewer.personKey,
      providerIds: providersOf(viewer, 'author'),
    }),
  )
}

async function batchesPage(c: Ctx, seller: Seller, again?: { raw: RawForm; errors: Record<string, string> }) {
  const { deps } = c.var
  const typed =
    again && Object.fromEntries(Object.keys(again.raw).map((name) => [name, textOf(again.raw, name)]))
  return html(
    c,
    <BatchesPage
      page={pageOf(c)}
      seller={seller}
      batches={await selectBatches(deps.db, seller.id)}
      once={newId(deps.clock.now(), deps.random)}
      typed={typed}
      errors={again?.errors}
    />,
    again ? 422 : 200,
  )
}

function codePage(
  c: Ctx,
  offer: PricedOffer,
  says: Omit<Parameters<typeof CodePage>[0], 'page' | 'offer' | 'simulated'>,
) {
  return html(
    c,
    <CodePage page={pageOf(c)} offer={offer} simulated={gatewayOf(c.var.deps).simulated} {...says} />,
    says.error ? 422 : 200,
  )
}

function csv(c: Ctx, name: string, text: string) {
  return c.body(text, 200, {
    ...c.var.answerHeaders,
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}.csv"`,
    'cache-control': 'no-store',
  })
}
