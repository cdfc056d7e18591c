import { mayApply } from '../../../domain/aid.ts'
import { access } from '../../../platform/access.ts'
import { isId } from '../../../platform/random.ts'
import { limitRate } from '../../../platform/rate-limit.ts'
import { type Ctx, pageOf, viewerOf } from '../../../platform/web/context.ts'
import { type RawForm, readForm, textOf } from '../../../platform/web/form.ts'
import { found, notFound } from '../../../platform/web/http-error.ts'
import { html, seeOther } from '../../../platform/web/respond.ts'
import { urls, withQuery } from '../../../urls.ts'
import { readEntryCheck } from '../../learn/api.ts'
import { billingRoom } from '../billing-room.ts'
import { gatewayOf } from '../gateway-of.ts'
import { openOffer } from '../grants/open-offer.tsx'
import type { PricedOffer } from '../trial.page.tsx'
import { AidDecisionPage, type AidErrors, AidFormPage } from './aid.page.tsx'
import { AidRulesPage } from './aid-rules.page.tsx'
import { appealAid, decideAppeal, mayAppeal } from './appeal.ts'
import { type AppealNotice, AppealsPage } from './appeals.page.tsx'
import { applyForAid } from './apply-for-aid.ts'
import { aidForm, aidWhereForm, appealDecisionForm, appealForm } from './forms.ts'
import {
  type AidApplication,
  selectOpenAppeals,
  selectOptionalApplication,
  selectOptionalOwnApplication,
} from './queries.ts'
import { acceptWholeAid } from './use-aid.ts'

// Financial aid: the rules for everybody, the form and its decision for the learner, appeals for the operator.

const { get, post } = billingRoom

get(urls.aidRules, access.everyone, (c) => html(c, <AidRulesPage page={pageOf(c)} />), {
  kept: 'without_query',
})

get(urls.aid, access.signedIn, async (c) => {
  const offer = await openOffer(c)
  if (offer instanceof Response) return offer
  const { deps } = c.var
  const application = await selectOptionalApplication(deps.db, viewerOf(c).personKey, offer.credential_id)
  if (application && !mayApply(application.applied_at, deps.clock.now()))
    return decisionPage(c, offer, application)
  const [country, household] = [c.req.query('country'), c.req.query('household')]
  if (country === undefined) return formPage(c, offer, {})
  const where = aidWhereForm.safeParse({ country, household })
  if (where.success)
    return formPage(c, offer, { country: where.data.country, household: String(where.data.household) })
  const errors = Object.fromEntries(where.error.issues.map((issue) => [issue.path[0], issue.message]))
  return formPage(c, offer, { country, household: household ?? '' }, errors)
})

post(urls.aid, access.signedIn, async (c) => {
  const offer = await openOffer(c)
  if (offer instanceof Response) return offer
  const { deps } = c.var
  const { personKey } = viewerOf(c)
  const form = await readForm(c, aidForm)
  if (!form.ok) return formPage(c, offer, typedOf(form.raw), form.errors as AidErrors)
  await limitRate(deps.db, `aid:${personKey}`, { hitsMax: 30, windowSeconds: 3600 }, deps.clock.now())
  await applyForAid(deps, { personKey, credentialId: offer.credential_id, answers: form.value })
  return seeOther(c, urls.aid({ credential: offer.slug }))
})

post(urls.aidAppeals, access.signedIn, async (c) => {
  const { deps } = c.var
  const { application, slug } = await ownApplication(c)
  const form = await readForm(c, appealForm)
  if (!form.ok) {
    const offer = await openOffer(c, slug)
    if (offer instanceof Response) return offer
    return decisionPage(c, offer, application, {
      typed: textOf(form.raw, 'text'),
      errors: form.errors as AidErrors,
    })
  }
  await appealAid(deps, { id: application.id, personKey: viewerOf(c).personKey, text: form.value.text })
  return seeOther(c, urls.aid({ credential: slug }))
})

post(urls.aidAcceptances, access.signedIn, async (c) => {
  const { deps } = c.var
  const { application, slug, edition_id } = await ownApplication(c)
  const enrolment = await deps.db.transaction().execute((tx) =>
    acceptWholeAid(tx, deps, application, {
      editionId: edition_id,
      intent: {},
      entryCheck: readEntryCheck(c, slug),
    }),
  )
  return seeOther(c, enrolment ? urls.enrolment({ enrolment }) : urls.aid({ credential: slug }))
})

get(urls.aidAppealQueue, access.operator, (c) =>
  appealsPage(c, c.req.query('decided') ? 'decidedNow' : undefined),
)

post(urls.aidAppealDecision, access.operator, async (c) => {
  const id = c.req.param('application') ?? ''
  if (!isId(id)) notFound()
  const form = await readForm(c, appealDecisionForm)
  if (!form.ok || form.value.percent === undefined) return appealsPage(c, 'percentMissing', 422)
  const { percent, answer } = form.value
  const actor = viewerOf(c).personKey
  const decided = await decideAppeal(c.var.deps, id, { by: 'person', actor, percent, answer })
  return decided
    ? seeOther(c, withQuery(urls.aidAppealQueue(), { decided: '1' }))
    : appealsPage(c, 'decidedBefore', 409)
})

async function ownApplication(c: Ctx) {
  const id = c.req.param('application') ?? ''
  if (!isId(id)) notFound()
  return found(await selectOptionalOwnApplication(c.var.deps.db, id, viewerOf(c).personKey))
}

async function appealsPage(c: Ctx, notice?: AppealNotice, status: 200 | 409 | 422 = 200) {
  const appeals = await selectOpenAppeals(c.var.deps.db)
  return html(c, <AppealsPage page={pageOf(c)} appeals={appeals} notice={notice} />, status)
}

function decisionPage(
  c: Ctx,
  offer: PricedOffer,
  application: AidApplication,
  again: { typed?: string; errors?: AidErrors } = {},
) {
  const { deps } = c.var
  return html(
    c,
    <AidDecisionPage
      page={pageOf(c)}
      offer={offer}
      simulated={gatewayOf(deps).simulated}
      application={application}
      mayAppeal={mayAppeal(application, deps.clock.now())}
      {...again}
    />,
    again.errors ? 422 : 200,
  )
}

function formPage(c: Ctx, offer: PricedOffer, typed: Record<string, string>, errors?: AidErrors) {
  const page = (
    <AidFormPage
      page={pageOf(c)}
      offer={offer}
      simulated={gatewayOf(c.var.deps).simulated}
      typed={typed}
      errors={errors}
    />
  )
  return html(c, page, errors ? 422 : 200)
}

function typedOf(raw: RawForm): Record<string, string> {
  return Object.fromEntries(
    ['country', 'household', 'income', 'situation'].map((name) => [name, textOf(raw, name)]),
  )
}
