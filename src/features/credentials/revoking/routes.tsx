import type { z } from 'zod'
import { access, providersOf } from '../../../platform/access.ts'
import { isId } from '../../../platform/random.ts'
import { type Ctx, pageOf, viewerOf } from '../../../platform/web/context.ts'
import { readForm, readRawForm, textOf } from '../../../platform/web/form.ts'
import { found, notFound } from '../../../platform/web/http-error.ts'
import { html, seeOther } from '../../../platform/web/respond.ts'
import type { Room } from '../../../platform/web/room.ts'
import { urls, withQuery } from '../../../urls.ts'
import {
  type Actor,
  askForRevocation,
  decideRevocation,
  reinstateCredential,
  type Standing,
  suspendCredential,
} from './change-standing.ts'
import { decisionForm, requestForm, suspensionForm } from './forms.ts'
import { selectIssuedFor, selectOptionalStanding } from './queries.ts'
import { IssuingPage, StandingPage, type StandingPageProps } from './revoking.page.tsx'

/** For those who answer for what was issued: the provider's authors, and the operator. */
export function revokingRoutes({ get, post }: Room): void {
  get(urls.issuing, access.issuer, async (c) => {
    const actor = actorOf(c)
    const typed = (c.req.query('find') ?? '').trim().slice(0, 300)
    const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(typed.toLowerCase())?.[0]
    if (id && (await selectOptionalStanding(c.var.deps.db, id, actor)))
      return seeOther(c, urls.standing({ credential: id }))
    const rows = await selectIssuedFor(c.var.deps.db, actor)
    return html(c, <IssuingPage page={pageOf(c)} rows={rows} find={typed ? { typed } : undefined} />)
  })

  get(urls.standing, access.issuer, async (c) =>
    html(c, <StandingPage {...(await standingProps(c))} isDone={c.req.query('done') !== undefined} />),
  )

  post(urls.suspension, access.issuer, async (c) => {
    const form = await readTyped(c, 'suspension', suspensionForm)
    if (!form.ok) return form.response
    return answer(c, await suspendCredential(c.var.deps, { ...actOf(c), ...form.value }))
  })

  post(urls.reinstatement, access.issuer, async (c) =>
    answer(c, await reinstateCredential(c.var.deps, actOf(c))),
  )

  post(urls.revocationRequests, access.issuer, async (c) => {
    const form = await readTyped(c, 'request', requestForm)
    if (!form.ok) return form.response
    return answer(c, await askForRevocation(c.var.deps, { ...actOf(c), ...form.value }))
  })

  post(urls.revocationDecisions, access.issuer, async (c) => {
    const form = await readForm(c, decisionForm)
    const isConfirmed = form.ok && form.value.decision === 'confirm'
    return answer(c, await decideRevocation(c.var.deps, { ...actOf(c), isConfirmed }))
  })
}

function actorOf(c: Ctx): Actor {
  const viewer = viewerOf(c)
  const isOperator = viewer.roles.some(({ role }) => role === 'operator')
  return { personKey: viewer.personKey, providerIds: isOperator ? null : providersOf(viewer, 'author') }
}

function actOf(c: Ctx) {
  return { credentialId: idOf(c), actor: actorOf(c) }
}

async function answer(c: Ctx, outcome: Standing): Promise<Response> {
  if (outcome === 'not_found') notFound()
  if (outcome === 'changed')
    return seeOther(c, withQuery(urls.standing({ credential: idOf(c) }), { done: '1' }))
  return html(c, <StandingPage {...(await standingProps(c))} refused={outcome} />, 409)
}

async function readTyped<S extends z.ZodType>(
  c: Ctx,
  name: 'suspension' | 'request',
  schema: S,
): Promise<{ ok: true; value: z.output<S> } | { ok: false; response: Response }> {
  const { raw } = await readRawForm(c)
  const form = schema.safeParse(raw)
  if (form.success) return { ok: true, value: form.data }
  const errors = Object.fromEntries(form.error.issues.map(({ path, message }) => [path[0], message]))
  const typed = { form: name, kind: textOf(raw, 'kind'), reason: textOf(raw, 'reason') }
  const props = await standingProps(c)
  return {
    ok: false,
    response: await html(c, <StandingPage {...props} typed={typed} errors={errors} />, 422),
  }
}

async function standingProps(c: Ctx): Promise<StandingPageProps> {
  const standing = found(await selectOptionalStanding(c.var.deps.db, idOf(c), actorOf(c)))
  return { page: pageOf(c), standing, viewerKey: viewerOf(c).personKey }
}

function idOf(c: Ctx): string {
  const id = c.req.param('credential') ?? ''
  if (!isId(id)) notFound()
  return id
}
