import { invitedAddresses } from '../../../domain/invited-addresses.ts'
import { access } from '../../../platform/access.ts'
import { isId, newId } from '../../../platform/random.ts'
import { limitRate } from '../../../platform/rate-limit.ts'
import { type Ctx, pageOf, viewerOf } from '../../../platform/web/context.ts'
import { type RawForm, readForm, readRawForm, textOf } from '../../../platform/web/form.ts'
import { found, HttpError, notFound } from '../../../platform/web/http-error.ts'
import { html, seeOther } from '../../../platform/web/respond.ts'
import { urls, withQuery } from '../../../urls.ts'
import { readEntryCheck } from '../../learn/api.ts'
import { billingRoom } from '../billing-room.ts'
import { afterCard, beginCardSetup } from '../cards/card-setup.ts'
import { gatewayOf } from '../gateway-of.ts'
import { countryField } from '../gifts/forms.ts'
import { selectOptionalWholeSale, type WholeSale } from '../grants/whole-sale.ts'
import { orderTotalMax } from '../orders/place-order.ts'
import { newSimulatedCard } from '../simulated-card.ts'
import { addAdmin, agreeOnSeats, changeAgreement, removeAdmin } from './agree.ts'
import { AgreementPage } from './agreement.page.tsx'
import { adminForm, agreementForm, domainForm, takeForm } from './forms.ts'
import { invite, releaseSeat } from './give-out.ts'
import { type OrganisationNotice, OrganisationPage, OrganisationsPage } from './organisation.page.tsx'
import {
  type Organisation,
  selectAgreements,
  selectOptionalOrganisation,
  selectOptionalSeatOffer,
  selectOwnOrganisations,
  selectOwnSeats,
} from './queries.ts'
import { OwnSeatsPage, SeatPage, type SeatProblem } from './seat.page.tsx'
import { seatsMessages } from './seats.messages.ts'
import { consent, type TakeWish, takeSeat } from './take-seat.ts'

// Seats: agreed on and given out by an organisation's administrators, taken by learners, who say what is seen of them.

const { get, post } = billingRoom
const invitedMax = 500

get(urls.seatAgreements, access.signedIn, async (c) =>
  agreementPage(c, await saleOf(c, slugOf(c), c.req.query('country') ?? c.var.country ?? undefined), {}),
)

post(urls.seatAgreements, access.signedIn, async (c) =>
  answerAgreement(c, slugOf(c), (await readRawForm(c)).raw),
)

// Where cards are given in the gateway's own fields, the form waits for one and comes back with it.
afterCard('seats', (c, form, card) => answerAgreement(c, textOf(form, 'credential'), { ...form, card }, true))

async function answerAgreement(c: Ctx, slug: string, raw: RawForm, hasCard = false): Promise<Response> {
  const { deps } = c.var
  const sale = await saleOf(c, slug, textOf(raw, 'country'))
  if (textOf(raw, 'reprice')) return agreementPage(c, sale, { raw })
  const cardComesNext = Boolean(gatewayOf(deps).fields) && !hasCard && textOf(raw, 'pays_by') === 'card'
  const form = agreementForm.safeParse(cardComesNext ? { ...raw, card: 'next' } : raw)
  if (!form.success) return agreementPage(c, sale, { raw, errors: errorsOf(form.error.issues) })
  const wish = form.data
  if (wish.seats_max * sale.unitMinor > orderTotalMax / 2)
    return agreementPage(c, sale, { raw, errors: { seats_max: 'seatsWrong' } })
  if (wish.unit !== `${sale.unitMinor} ${sale.currency}`)
    return agreementPage(c, sale, { raw, changed: true })
  const { personKey } = viewerOf(c)
  if (cardComesNext) {
    const kept = { ...raw, credential: slug }
    const back = urls.seatAgreements({ credential: slug })
    return seeOther(c, await beginCardSetup(deps, { personKey, purpose: 'seats', form: kept, back }))
  }
  await limitRate(deps.db, `seats:${personKey}`, { hitsMax: 30, windowSeconds: 3600 }, deps.clock.now())
  const outcome = found(
    await agreeOnSeats(deps, {
      personKey,
      sale,
      organisation: wish.organisation ? { id: wish.organisation } : { name: wish.name, kind: wish.kind },
      seatsMax: wish.seats_max,
      domain: wish.domain || null,
      paysBy: wish.pays_by,
      cardToken: wish.card,
      once: wish.once,
    }),
  )
  if ('refused' in outcome) return agreementPage(c, sale, { raw, errors: { card: outcome.refused } })
  return seeOther(c, withQuery(outcome.path, { now: 'agreed' }))
}

get(urls.organisations, access.signedIn, async (c) => {
  const organisations = await selectOwnOrganisations(c.var.deps.db, viewerOf(c).personKey)
  return html(c, <OrganisationsPage page={pageOf(c)} organisations={organisations} />)
})

get(urls.organisation, access.signedIn, async (c) => {
  const t = seatsMessages(c.var.locale)
  const n = Math.max(0, Math.floor(Number(c.req.query('n'))) || 0)
  const notices: Record<string, OrganisationNotice> = {
    agreed: { good: true, text: t('agreedNow') },
    invited: { good: true, text: t('invitedNow', { n }) },
    released: { good: true, text: t('releasedNow') },
    started: { good: false, text: t('startedAlready') },
    saved: { good: true, text: t('savedNow') },
    closed: { good: true, text: t('closedNow') },
  }
  const now = c.req.query('now') ?? ''
  return organisationPage(c, await ownOrganisation(c), Object.hasOwn(notices, now) ? notices[now] : undefined)
})

post(urls.organisationAdmins, access.signedIn, async (c) => {
  const organisation = await ownOrganisation(c)
  const { deps } = c.var
  const actor = viewerOf(c).personKey
  await limitRate(deps.db, `admins:${actor}`, { hitsMax: 20, windowSeconds: 3600 }, deps.clock.now())
  const form = await readForm(c, adminForm)
  const added =
    form.ok && (await addAdmin(deps, { organisationId: organisation.id, email: form.value.email, actor }))
  return added ? backTo(c, organisation.id, 'saved') : organisationSays(c, organisation, 'adminUnknown')
})

post(urls.organisationAdminRemoval, access.signedIn, async (c) => {
  const organisation = await ownOrganisation(c)
  const { raw } = await readRawForm(c)
  const personKey = textOf(raw, 'person')
  if (!organisation.admins.some((admin) => admin.person_key === personKey)) notFound()
  const actor = viewerOf(c).personKey
  const removed = await removeAdmin(c.var.deps, { organisationId: organisation.id, personKey, actor })
  if (!removed) return organisationSays(c, organisation, 'adminLast')
  return personKey === actor ? seeOther(c, urls.organisations()) : backTo(c, organisation.id, 'saved')
})

post(urls.seatInvitations, access.signedIn, async (c) => {
  const { deps } = c.var
  const agreementId = idOf(c, 'agreement')
  const organisation = await organisationOfAgreement(c, agreementId)
  const { raw } = await readRawForm(c)
  const emails = textOf(raw, 'emails')
  const says = (
    key: 'inviteNone' | 'inviteMany' | 'inviteOdd' | 'inviteNoRoom' | 'closedText',
    values = {},
  ) => organisationSays(c, organisation, key, values, { agreement: agreementId, emails })
  const { addresses, odd } = invitedAddresses(emails)
  if (odd) return says('inviteOdd', odd)
  if (addresses.length === 0) return says('inviteNone')
  if (addresses.length > invitedMax) return says('inviteMany', { n: addresses.length })
  const actor = viewerOf(c).personKey
  await limitRate(deps.db, `invite:${actor}`, { hitsMax: 60, windowSeconds: 3600 }, deps.clock.now())
  const outcome = found(await invite(deps, { agreementId, actor, addresses }))
  if (outcome.kind === 'no_room') return says('inviteNoRoom', { n: outcome.n, free: outcome.free })
  if (outcome.kind === 'over') return says('closedText')
  return seeOther(
    c,
    withQuery(urls.organisation({ organisation: organisation.id }), { now: 'invited', n: outcome.n }),
  )
})

post(urls.seatDomain, access.signedIn, async (c) => {
  const id = idOf(c, 'agreement')
  const organisation = await organisationOfAgreement(c, id)
  const form = await readForm(c, domainForm)
  if (!form.ok) return organisationSays(c, organisation, 'domainWrong')
  const change = { domain: form.value.domain || null }
  found(await changeAgreement(c.var.deps, { id, actor: viewerOf(c).personKey, change }))
  return backTo(c, organisation.id, 'saved')
})

post(urls.seatClosure, access.signedIn, async (c) => {
  const actor = viewerOf(c).personKey
  const change = { close: true } as const
  const changed = found(await changeAgreement(c.var.deps, { id: idOf(c, 'agreement'), actor, change }))
  return backTo(c, changed.organisationId, 'closed')
})

post(urls.seatRelease, access.signedIn, async (c) => {
  const actor = viewerOf(c).personKey
  const outcome = found(await releaseSeat(c.var.deps, { seatId: idOf(c, 'seat'), actor }))
  return backTo(c, outcome.organisationId, outcome.kind)
})

get(urls.ownSeats, access.signedIn, async (c) =>
  html(
    c,
    <OwnSeatsPage page={pageOf(c)} seats={await selectOwnSeats(c.var.deps.db, viewerOf(c).personKey)} />,
  ),
)

post(urls.seatConsent, access.signedIn, async (c) => {
  const seatId = idOf(c, 'seat')
  const form = await readForm(c, takeForm)
  const showsProgress = form.ok && form.value.progress === 'yes'
  if (!(await consent(c.var.deps, { seatId, personKey: viewerOf(c).personKey, showsProgress }))) notFound()
  return seeOther(c, urls.ownSeats())
})

// A GET changes nothing: mail scanners open every link.
get(urls.seatByLink, access.link, (c) => {
  const token = c.req.param('token') ?? ''
  return offerPage(c, { token }, urls.seatByLink({ token }))
})

post(urls.seatByLink, access.link, (c) => {
  const token = c.req.param('token') ?? ''
  return take(c, { token }, urls.seatByLink({ token }))
})

get(urls.seatOfDomain, access.link, (c) => {
  const agreementId = idOf(c, 'agreement')
  return offerPage(c, { agreementId }, urls.seatOfDomain({ agreement: agreementId }))
})

post(urls.seatOfDomain, access.link, (c) => {
  const agreementId = idOf(c, 'agreement')
  return take(c, { agreementId }, urls.seatOfDomain({ agreement: agreementId }))
})

async function offerPage(c: Ctx, by: TakeWish['by'], action: string) {
  const offer = await selectOptionalSeatOffer(c.var.deps.db, by)
  const isDead = !offer || ('agreementId' in by && !offer.email_domain)
  if (isDead) return html(c, <SeatPage page={pageOf(c)} action={action} problem="takeDead" />, 404)
  const isMine = offer.person_key !== null && offer.person_key === c.var.viewer?.personKey
  if (isMine && offer.enrolment_id) return seeOther(c, urls.enrolment({ enrolment: offer.enrolment_id }))
  const isOver = offer.closed_at !== null || offer.ends_at <= c.var.deps.clock.now()
  const problem = isOver ? 'takeOver' : offer.person_key !== null ? 'takeDead' : undefined
  return html(c, <SeatPage page={pageOf(c)} action={action} offer={offer} problem={problem} />)
}

async function take(c: Ctx, by: TakeWish['by'], action: string) {
  const { deps, viewer } = c.var
  if (!viewer) return seeOther(c, withQuery(urls.signIn(), { next: action }))
  const offer = await selectOptionalSeatOffer(deps.db, by)
  if (!offer) return html(c, <SeatPage page={pageOf(c)} action={action} problem="takeDead" />, 404)
  const form = await readForm(c, takeForm)
  if (!form.ok) return html(c, <SeatPage page={pageOf(c)} action={action} offer={offer} unanswered />, 422)
  const { personKey, email } = viewer
  const showsProgress = form.value.progress === 'yes'
  const entryCheck = readEntryCheck(c, offer.slug)
  const outcome = await takeSeat(deps, { by, personKey, showsProgress, entryCheck })
  if (outcome.kind === 'taken') return seeOther(c, urls.enrolment({ enrolment: outcome.enrolmentId }))
  const problems: Record<typeof outcome.kind, SeatProblem> = {
    had: 'takeHad',
    dead: 'takeDead',
    over: 'takeOver',
    full: 'takeFull',
    domain: 'takeDomain',
  }
  const problem = problems[outcome.kind]
  return html(
    c,
    <SeatPage page={pageOf(c)} action={action} offer={offer} problem={problem} email={email} />,
    409,
  )
}

function idOf(c: Ctx, name: 'agreement' | 'seat' | 'organisation'): string {
  const id = c.req.param(name) ?? ''
  if (!isId(id)) notFound()
  return id
}

function slugOf(c: Ctx): string {
  return c.req.param('credential') ?? ''
}

async function saleOf(c: Ctx, slug: string, country: string | undefined): Promise<WholeSale> {
  return found(await selectOptionalWholeSale(c.var.deps, slug, countryField.parse(country)))
}

async function ownOrganisation(c: Ctx): Promise<Organisation> {
  const { personKey } = viewerOf(c)
  return found(await selectOptionalOrganisation(c.var.deps.db, idOf(c, 'organisation'), personKey))
}

async function organisationOfAgreement(c: Ctx, agreementId: string): Promise<Organisation> {
  const { db } = c.var.deps
  const row = await db
    .selectFrom('seat_agreements')
    .select('organisation_id')
    .where('id', '=', agreementId)
    .executeTakeFirst()
  return found(row && (await selectOptionalOrganisation(db, row.organisation_id, viewerOf(c).personKey)))
}

function backTo(c: Ctx, organisation: string, now: string) {
  return seeOther(c, withQuery(urls.organisation({ organisation }), { now }))
}

async function organisationPage(
  c: Ctx,
  organisation: Organisation,
  notice?: OrganisationNotice,
  typed?: { agreement: string; emails: string },
) {
  const { deps } = c.var
  return html(
    c,
    <OrganisationPage
      page={pageOf(c)}
      organisation={organisation}
      agreements={await selectAgreements(deps.db, organisation.id)}
      simulated={gatewayOf(deps).simulated}
      notice={notice}
      typed={typed}
    />,
    notice && !notice.good ? 422 : 200,
  )
}

function organisationSays(
  c: Ctx,
  organisation: Organisation,
  key: Parameters<ReturnType<typeof seatsMessages>>[0],
  values: Record<string, string | number> = {},
  typed?: { agreement: string; emails: string },
) {
  const text = seatsMessages(c.var.locale)(key, values)
  return organisationPage(c, organisation, { good: false, text }, typed)
}

async function agreementPage(
  c: Ctx,
  sale: WholeSale,
  { raw, errors, changed }: { raw?: RawForm; errors?: Record<string, string>; changed?: boolean },
) {
  const { deps } = c.var
  const typed = raw ? Object.fromEntries(Object.keys(raw).map((name) => [name, textOf(raw, name)])) : {}
  const seats = Math.floor(Number(typed.seats_max))
  const fits = seats >= 1 && seats <= 10_000 && seats * sale.unitMinor <= orderTotalMax / 2
  const page = (
    <AgreementPage
      page={pageOf(c)}
      sale={sale}
      organisations={await selectOwnOrganisations(deps.db, viewerOf(c).personKey)}
      seatsMax={fits ? seats : 10}
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

function errorsOf(issues: { path: PropertyKey[]; message: string }[]): Record<string, string> {
  // A fault without a message key is no person's doing: the form wasn't ours.
  const odd = issues.find((issue) => !/^\w+$/.test(issue.message))
  if (odd) throw new HttpError(400, `field ${odd.path.join('.')}: ${odd.message}`)
  return Object.fromEntries(issues.toReversed().map((issue) => [String(issue.path[0]), issue.message]))
}
