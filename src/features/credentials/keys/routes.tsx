import { access } from '../../../platform/access.ts'
import { SetupError } from '../../../platform/config.ts'
import { type Ctx, pageOf, viewerOf } from '../../../platform/web/context.ts'
import { readForm, readRawForm, textOf } from '../../../platform/web/form.ts'
import { found, notFound } from '../../../platform/web/http-error.ts'
import { html, seeOther } from '../../../platform/web/respond.ts'
import type { Room } from '../../../platform/web/room.ts'
import { urls, withQuery } from '../../../urls.ts'
import { type KeyChange, revokeKey, rotateKey } from './change-keys.ts'
import { chooseProofs } from './choose-proofs.ts'
import { proofsForm, revocationForm, rotationForm } from './forms.ts'
import { IssuerKeysPage, IssuerPage, type IssuerPageProps, IssuersPage } from './keys.page.tsx'
import { selectIssuers, selectKeyRecords, selectOptionalIssuer } from './queries.ts'

/** What providers sign with: the history for everybody, replacing and revoking for the operator. */
export function keyRoutes({ get, post }: Room): void {
  get(urls.issuerKeys, access.everyone, async (c) => {
    const provider = found(await selectOptionalIssuer(c.var.deps.db, slugOf(c)))
    const keys = await selectKeyRecords(c.var.deps.db, provider.id)
    return html(c, <IssuerKeysPage page={pageOf(c)} provider={provider} keys={keys} />)
  })

  get(urls.keysOfIssuers, access.operator, async (c) =>
    html(c, <IssuersPage page={pageOf(c)} issuers={await selectIssuers(c.var.deps.db)} />),
  )

  get(urls.keysOfIssuer, access.operator, async (c) =>
    html(c, <IssuerPage {...(await issuerProps(c))} isSaved={c.req.query('saved') !== undefined} />),
  )

  post(urls.keyRotations, access.operator, async (c) => {
    const form = await readForm(c, rotationForm)
    const kind = form.ok ? form.value.kind : 'ed25519'
    const wish = { provider: slugOf(c), kind, actor: viewerOf(c).personKey }
    const change = await rotateKey(c.var.deps, wish).catch((error: unknown) => {
      if (error instanceof SetupError) return { status: 'given' as const }
      throw error
    })
    if (change.status === 'given' || change.status === 'only_web') {
      const refused = change.status === 'given' ? 'rotateGiven' : 'rotateRsaHttp'
      return html(c, <IssuerPage {...(await issuerProps(c))} refused={refused} />, 409)
    }
    return changed(c, change)
  })

  post(urls.keyRevocations, access.operator, async (c) => {
    const { raw } = await readRawForm(c)
    const form = revocationForm.safeParse(raw)
    const typed = { key: textOf(raw, 'key'), from: textOf(raw, 'from'), reason: textOf(raw, 'reason') }
    if (!form.success) {
      const errors = Object.fromEntries(form.error.issues.map(({ path, message }) => [path[0], message]))
      return html(c, <IssuerPage {...(await issuerProps(c))} typed={typed} errors={errors} />, 422)
    }
    const { key: keyId, from, reason } = form.data
    const wish = { provider: slugOf(c), keyId, from: new Date(from), reason, actor: viewerOf(c).personKey }
    const change = await revokeKey(c.var.deps, wish)
    if (change.status === 'not_yet' || change.status === 'no_key') {
      const errors: IssuerPageProps['errors'] =
        change.status === 'not_yet' ? { from: 'dateMissing' } : { key: 'keyMissing' }
      return html(c, <IssuerPage {...(await issuerProps(c))} typed={typed} errors={errors} />, 422)
    }
    return changed(c, change)
  })

  post(urls.issuerProofs, access.operator, async (c) => {
    const { raw } = await readRawForm(c)
    const proofs = proofsForm.parse(raw)
    const wish = { provider: slugOf(c), proofs, actor: viewerOf(c).personKey }
    if (!(await chooseProofs(c.var.deps, wish))) notFound()
    return seeOther(c, withQuery(urls.keysOfIssuer({ provider: slugOf(c) }), { saved: '1' }))
  })
}

function changed(c: Ctx, change: KeyChange): Response {
  if (change.status !== 'changed') notFound()
  return seeOther(c, withQuery(urls.keysOfIssuer({ provider: slugOf(c) }), { saved: '1' }))
}

async function issuerProps(c: Ctx): Promise<IssuerPageProps> {
  const { db, config } = c.var.deps
  const issuer = found(await selectOptionalIssuer(db, slugOf(c)))
  return {
    page: pageOf(c),
    issuer,
    keys: await selectKeyRecords(db, issuer.id),
    isWeb: config.publicUrl.protocol === 'https:',
  }
}

function slugOf(c: Ctx): string {
  return c.req.param('provider') ?? ''
}
