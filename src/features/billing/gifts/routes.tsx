import { access } from '../../../platform/access.ts'
import { isId, newId } from '../../../platform/random.ts'
import { limitRate } from '../../../platform/rate-limit.ts'
import { type Ctx, pageOf, viewerOf } from '../../../platform/web/context.ts'
import { type RawForm, readRawForm, textOf } from '../../../platform/web/form.ts'
import { found, HttpError, notFound } from '../../../platform/web/http-error.ts'
import { html, seeOther } from '../../../platform/web/respond.ts'
import { urls, withQuery } from '../../../urls.ts'
import { readEntryCheck } from '../../learn/api.ts'
import { billingRoom } from '../billing-room.ts'
import { afterCard, beginCardSetup } from '../cards/card-setup.ts'
import { gatewayOf } from '../gateway-of.ts'
import { selectOptionalWholeSale, type WholeSale } from '../grants/whole-sale.ts'
import { orderAmounts } from '../orders/place-order.ts'
import { newSimulatedCard } from '../simulated-card.ts'
import { buyGift } from './buy-gift.ts'
import { countryField, giftForm } from './forms.ts'
import { GiftPage } from './gift.page.tsx'
import { type GiftNotice, GiftsPage, GivenPage } from './gifts.page.tsx'
import { selectOptionalGiven, selectOwnGifts } from './queries.ts'
import { sendGiftAgain } from './send-gifts.ts'
import { acceptGift, takeGiftBack } from './settle-gift.ts'

// Gifts: buying one, following it, accepting it.

const { get, post } = billingRoom
const dayMs = 86_400_000

get(urls.gift, access.signedIn, async (c) =>
  giftPage(c, await saleOf(c, slugOf(c), c.req.query('country') ?? c.var.country ?? undefined), {}),
)

post(urls.gift, access.signedIn, async (c) => answerGift(c, slugOf(c), (await readRawForm(c)).raw))

// Where cards are given in the gateway's own fields, the form waits for one and comes back with it.
afterCard('gift', (c, form, card) => answerGift(c, textOf(form, 'credential'), { ...form, card }, true))

async function answerGift(c: Ctx, slug: string, raw: RawForm, hasCard = false): Promise<Response> {
  const { deps } = c.var
  const { personKey } = viewerOf(c)
  const sale = await saleOf(c, slug, textOf(raw, 'country'))
  if (textOf(raw, 'reprice')) return giftPage(c, sale, { raw })
  const cardComesNext = Boolean(gatewayOf(deps).fields) && !hasCard
  const form = giftForm.safeParse(cardComesNext ? { ...raw, card: 'next' } : raw)
  if (!form.success) return giftPage(c, sale, { raw, errors: errorsOf(form.error.issues) })
  const gift = form.data
  const { totalMinor } = orderAmounts({ quantity: 1, unitMinor: sale.unitMinor, tax: sale.tax })
  if (gift.total !== `${totalMinor} ${sale.currency}`) return giftPage(c, sale, { raw, changed: true })
  const now = deps.clock.now()
  const sendAt = gift.send_on ? new Date(`${gift.send_on}T08:00:00Z`) : now
  const days = (sendAt.getTime() - now.getTime()) / dayMs
  if (days < -1 || days > 366) return giftPage(c, sale, { raw, errors: { send_on: 'dateWrong' } })
  if (cardComesNext) {
    const kept = { ...raw, credential: slug }
    const back = urls.gift({ credential: slug })
    return seeOther(c, await beginCardSetup(deps, { personKey, purpose: 'gift', form: kept, back }))
  }
  await limitRate(deps.db, `gift:${personKey}`, { hitsMax: 30, windowSeconds: 3600 }, now)
  const outcome = await buyGift(deps, {
    personKey,
    sale,
    recipientEmail: gift.recipient_email,
    recipientName: gift.recipient_name,
    giverName: gift.giver_name,
    message: gift.message,
    sendAt,
    cardToken: gift.card,
    once: gift.once,
  })
  if (outcome.kind === 'refused') return giftPage(c, sale, { raw, errors: { card: outcome.why } })
  if (outcome.kind === 'failed') return giftPage(c, sale, { raw, errors: { card: 'payFailed' } })
  if (outcome.kind === 'confirm') return seeOther(c, outcome.url)
  return seeOther(c, withQuery(urls.gifts(), { now: outcome.kind === 'paid' ? 'paid' : 'underway' }))
}

get(urls.gifts, access.signedIn, async (c) => {
  const notices: Record<string, GiftNotice> = {
    paid: 'paidNow',
    underway: 'underWayNow',
    sent: 'sentNow',
    back: 'backNow',
  }
  const now = c.req.query('now') ?? ''
  return giftsPage(c, Object.hasOwn(notices, now) ? notices[now] : undefined)
})

post(urls.giftMails, access.signedIn, async (c) => {
  const { deps } = c.var
  const id = ownId(c)
  const { personKey } = viewerOf(c)
  await limitRate(
    deps.db,
    `gift-mail:${id}:${personKey}`,
    { hitsMax: 3, windowSeconds: 86_400 },
    deps.clock.now(),
  )
  if (!(await sendGiftAgain(deps, { id, actor: personKey }))) notFound()
  return seeOther(c, withQuery(urls.gifts(), { now: 'sent' }))
})

post(urls.giftTakenBack, access.signedIn, async (c) => {
  const back = await takeGiftBack(c.var.deps, { id: ownId(c), actor: viewerOf(c).personKey })
  if (back === undefined) notFound()
  return back ? seeOther(c, withQuery(urls.gifts(), { now: 'back' })) : giftsPage(c, 'tooLate', 409)
})

// A GET changes nothing: mail scanners open every link.
get(urls.giftByLink, access.link, async (c) => {
  const token = c.req.param('token') ?? ''
  const gift = await selectOptionalGiven(c.var.deps.db, token)
  if (!gift) return html(c, <GivenPage page={pageOf(c)} token={token} problem="linkDead" />, 404)
  const isMine = gift.accepted_by !== null && gift.accepted_by === c.var.viewer?.personKey
  if (isMine && gift.enrolment_id) return seeOther(c, urls.enrolment({ enrolment: gift.enrolment_id }))
  const problem = gift.state === 'accepted' ? 'linkTaken' : gift.state === 'sent' ? undefined : 'linkDead'
  return html(c, <GivenPage page={pageOf(c)} token={token} gift={gift} problem={problem} />)
})

post(urls.giftByLink, access.link, async (c) => {
  const { deps, viewer } = c.var
  const token = c.req.param('token') ?? ''
  if (!viewer) return seeOther(c, withQuery(urls.signIn(), { next: urls.giftByLink({ token }) }))
  const gift = await selectOptionalGiven(deps.db, token)
  if (!gift) return html(c, <GivenPage page={pageOf(c)} token={token} problem="linkDead" />, 404)
  const { personKey } = viewer
  const outcome = await acceptGift(deps, { token, personKey, entryCheck: readEntryCheck(c, gift.slug) })
  if (outcome.kind === 'accepted') return seeOther(c, urls.enrolment({ enrolment: outcome.enrolmentId }))
  const problem = ({ had_already: 'linkHad', taken: 'linkTaken', dead: 'linkDead' } as const)[outcome.kind]
  return html(c, <GivenPage page={pageOf(c)} token={token} gift={gift} problem={problem} />, 409)
})

function ownId(c: Ctx): string {
  const id = c.req.param('gift') ?? ''
  if (!isId(id)) notFound()
  return id
}

function slugOf(c: Ctx): string {
  return c.req.param('credential') ?? ''
}

async function saleOf(c: Ctx, slug: string, country: string | undefined): Promise<WholeSale> {
  return found(await selectOptionalWholeSale(c.var.deps, slug, countryField.parse(country)))
}

function giftPage(
  c: Ctx,
  sale: WholeSale,
  { raw, errors, changed }: { raw?: RawForm; errors?: Record<string, string>; changed?: boolean },
) {
  const { deps } = c.var
  const typed = raw ? Object.fromEntries(Object.keys(raw).map((name) => [name, textOf(raw, name)])) : {}
  const page = (
    <GiftPage
      page={pageOf(c)}
      sale={sale}
      simulated={gatewayOf(deps).simulated}
      hasFields={Boolean(gatewayOf(deps).fields)}
      once={newId(deps.clock.now(), deps.random)}
      typed={{ card: newSimulatedCard(deps.random), ...typed }}
      errors={errors}
      changed={changed}
    />
  )
  return html(c, page, changed ? 409 : errors ? 422 : 200)
}

async function giftsPage(c: Ctx, notice?: GiftNotice, status: 200 | 409 = 200) {
  const { deps } = c.var
  const gifts = await selectOwnGifts(deps.db, viewerOf(c).personKey)
  const { simulated } = gatewayOf(deps)
  return html(c, <GiftsPage page={pageOf(c)} gifts={gifts} simulated={simulated} notice={notice} />, status)
}

function errorsOf(issues: { path: PropertyKey[]; message: string }[]): Record<string, string> {
  // A fault without a message key is no person's doing: the form wasn't ours.
  const odd = issues.find((issue) => !/^\w+$/.test(issue.message))
  if (odd) throw new HttpError(400, `field ${odd.path.join('.')}: ${odd.message}`)
  return Object.fromEntries(issues.toReversed().map((issue) => [String(issue.path[0]), issue.message]))
}
