import { access } from '../../platform/access.ts'
import { isId } from '../../platform/random.ts'
import { limitRate } from '../../platform/rate-limit.ts'
import { type Ctx, pageOf, viewerOf } from '../../platform/web/context.ts'
import { type RawForm, readForm, readRawForm, textOf } from '../../platform/web/form.ts'
import { found, notFound } from '../../platform/web/http-error.ts'
import { hashedAddressOf } from '../../platform/web/network-address.ts'
import { html, seeOther } from '../../platform/web/respond.ts'
import { room } from '../../platform/web/room.ts'
import { urls, withQuery } from '../../urls.ts'
import { checkHandedIn, type HandedIn } from './check-handed-in.ts'
import { recipientForm, verifyForm, visibilityForm } from './forms.ts'
import { readHowEarned } from './how-earned.ts'
import { emailHash } from './identity-hash.ts'
import { IssuedPage, type IssuedPageProps } from './issued.page.tsx'
import { keyRoutes } from './keys/routes.tsx'
import { MyCredentialsPage } from './my-credentials.page.tsx'
import { didDocumentOf } from './own-documents.ts'
import { achievementJson, issuerJson } from './public-json.ts'
import {
  selectIssuerKeys,
  selectOptionalAchievement,
  selectOptionalProvider,
  selectOwnIssued,
  selectOwnWaiting,
} from './queries.ts'
import { revokingRoutes } from './revoking/routes.tsx'
import { chooseCopy } from './sharing/choose.ts'
import { countView } from './sharing/count-view.ts'
import type { OwnChoices } from './sharing/own-panel.tsx'
import { sharingRoutes } from './sharing/routes.tsx'
import { statusRoutes } from './status/routes.ts'
import { vcApiRoutes } from './vc-api/routes.ts'
import { INPUT_BYTES_MAX } from './verify/limits.ts'
import { VerifiedPage, VerifyPage } from './verify.page.tsx'
import { isOwn, selectVisible, shownCopy, type Visible, verifyIssued } from './visible.ts'

// What was earned: shown, checked by anybody, and the documents that other people's software reads.

export const credentialsRoom = room('credentials')
const { get, post } = credentialsRoom
keyRoutes(credentialsRoom)
statusRoutes(credentialsRoom)
revokingRoutes(credentialsRoom)
sharingRoutes(credentialsRoom)
vcApiRoutes(credentialsRoom)

get(urls.verify, access.everyone, (c) => html(c, <VerifyPage page={pageOf(c)} />), { kept: true })

post(
  urls.verify,
  access.everyone,
  async (c) => {
    const { deps } = c.var
    // Checking costs tens of milliseconds, and an address costs a look-up somewhere else.
    await limitRate(
      deps.db,
      `verify:${hashedAddressOf(c)}`,
      { hitsMax: 60, windowSeconds: 60 },
      deps.clock.now(),
    )
    const { raw, files } = await readRawForm(c)
    const form = verifyForm.safeParse(raw)
    if (!form.success) return html(c, <VerifyPage page={pageOf(c)} {...again(raw, form.error.issues)} />, 422)
    const handedIn = await handedInOf(form.data, files)
    if (!handedIn) {
      return html(c, <VerifyPage page={pageOf(c)} errors={{ file: 'verifyNothing' }} />, 422)
    }
    return html(c, <VerifiedPage page={pageOf(c)} {...(await checkHandedIn(deps, handedIn))} />)
  },
  { bodyBytesMax: INPUT_BYTES_MAX + 2 * 1024 * 1024 },
)

get(urls.myCredentials, access.signedIn, async (c) => {
  const { personKey } = viewerOf(c)
  const issued = await selectOwnIssued(c.var.deps.db, personKey)
  const waiting = await selectOwnWaiting(c.var.deps.db, personKey)
  const credentials = issued.map((row) => ({
    id: row.id,
    title: row.title,
    providerName: row.provider_name,
    issuedAt: row.issued_at,
    isShown: row.shown,
    isWithdrawn: row.revoked_at !== null,
    isDemonstration: row.demonstration,
  }))
  const isDeleted = c.req.query('deleted') !== undefined
  const props = { page: pageOf(c), credentials, waiting, isDeleted }
  return html(c, <MyCredentialsPage {...props} />)
})

get(urls.issued, access.everyone, async (c) => {
  const issued = await selectVisible(c)
  if (wantsDocument(c)) return documentResponse(c, issued.document)
  if (!isOwn(c, issued)) await countView(c.var.deps.db, issued.id, c.var.deps.clock.now())
  return html(c, <IssuedPage {...(await issuedProps(c, issued))} />)
})

get(urls.issuedJson, access.everyone, async (c) => {
  const issued = await selectVisible(c)
  const { document } = await shownCopy(c, issued)
  return documentResponse(c, document, `credential-${issued.id}.json`)
})

// Typed addresses are compared and forgotten; the bound keeps anybody from trying a list of addresses.
post(urls.issuedRecipient, access.everyone, async (c) => {
  const { deps } = c.var
  const issued = await selectVisible(c)
  await limitRate(deps.db, `recipient:${issued.id}`, { hitsMax: 30, windowSeconds: 3600 }, deps.clock.now())
  const props = await issuedProps(c, issued)
  const form = await readForm(c, recipientForm)
  if (!form.ok) {
    const recipient = { email: textOf(form.raw, 'email'), error: 'emailInvalid' as const }
    return html(c, <IssuedPage {...props} recipient={recipient} />, 422)
  }
  const { email } = form.value
  const { identity } = issued
  const matches = identity !== null && identity.identityHash === emailHash(email, identity.salt)
  return html(c, <IssuedPage {...props} recipient={{ email, matches }} />)
})

post(urls.issuedVisibility, access.signedIn, async (c) => {
  const credentialId = idOf(c)
  const form = await readForm(c, visibilityForm)
  if (!form.ok) notFound()
  const { shown, named, addressed } = form.value
  const outcome = await chooseCopy(c.var.deps, {
    credentialId,
    personKey: viewerOf(c).personKey,
    isShown: shown === 'yes',
    isNamed: named === 'yes',
    isAddressed: addressed === 'yes',
  })
  if (outcome === 'not_found') notFound()
  if (outcome === 'name_missing') return seeOther(c, urls.account())
  return seeOther(c, withQuery(urls.issued({ credential: credentialId }), { saved: '1' }))
})

get(urls.issuerDid, access.everyone, async (c) => {
  const { db, config } = c.var.deps
  const provider = c.req.param('provider') ?? ''
  const document = didDocumentOf(await selectIssuerKeys(db, provider), config.publicUrl.origin, provider)
  return jsonResponse(c, found(document), 'application/did+json')
})

get(urls.issuerProfile, access.everyone, async (c) => {
  const { db, config } = c.var.deps
  const slug = c.req.param('provider') ?? ''
  const provider = found(await selectOptionalProvider(db, slug))
  if (!wantsDocument(c)) return seeOther(c, urls.provider({ provider: slug }))
  const keys = await selectIssuerKeys(db, slug)
  return jsonResponse(c, issuerJson(provider, keys, config.publicUrl.origin))
})

get(urls.achievement, access.everyone, async (c) => {
  const editionId = c.req.param('edition') ?? ''
  if (!isId(editionId)) notFound()
  const achievement = found(await selectOptionalAchievement(c.var.deps.db, editionId))
  if (!wantsDocument(c)) return seeOther(c, urls.credential({ credential: achievement.slug }))
  return jsonResponse(c, achievementJson(achievement, c.var.deps.config.publicUrl.origin))
})

async function issuedProps(c: Ctx, issued: Visible): Promise<IssuedPageProps> {
  const { name } = issued.document.credentialSubject
  return {
    page: pageOf(c),
    id: issued.id,
    title: issued.title,
    name: typeof name === 'string' ? name : undefined,
    providerName: issued.provider_name,
    providerSlug: issued.provider_slug,
    credentialSlug: issued.credential_slug,
    edition: issued.edition_number,
    issuedAt: issued.issued_at,
    isDemonstration: issued.demonstration,
    verification: await verifyIssued(c, issued, issued.document),
    how: readHowEarned(issued.document),
    hasToken: issued.token !== null,
    own: isOwn(c, issued) ? ownChoices(c, issued) : undefined,
  }
}

function ownChoices(c: Ctx, issued: Visible): OwnChoices {
  const { email, emailConfirmed, name: accountName } = viewerOf(c)
  const { name } = issued.document.credentialSubject
  const { identity } = issued
  const isChanged = identity !== null && identity.identityHash !== emailHash(email, identity.salt)
  return {
    isShown: issued.shown ?? true,
    isNamed: issued.named ?? false,
    isAddressed: issued.addressed ?? false,
    accountName,
    nameOnIt: typeof name === 'string' ? name : undefined,
    changedAddress: isChanged ? { email, isConfirmed: emailConfirmed } : undefined,
    views: issued.views,
    title: issued.title,
    providerName: issued.provider_name,
    issuedAt: issued.issued_at,
    isSaved: c.req.query('saved') !== undefined,
    isUnsure: c.req.query('unsure') !== undefined,
  }
}

/** One of the three ways to hand something in; the file first, because nobody chooses one by accident. */
async function handedInOf(
  { text, address }: { text: string; address: string },
  files: File[],
): Promise<HandedIn | undefined> {
  const [file] = files
  if (file) return { bytes: new Uint8Array(await file.arrayBuffer()) }
  if (text.trim()) return { bytes: Buffer.from(text) }
  return address ? { address } : undefined
}

function again(raw: RawForm, issues: { path: PropertyKey[]; message: string }[]) {
  const errors = Object.fromEntries(issues.map(({ path, message }) => [String(path[0]), message]))
  return { address: textOf(raw, 'address'), errors: errors as Record<string, 'textLong' | 'addressLong'> }
}

function idOf(c: Ctx): string {
  const id = c.req.param('credential') ?? ''
  if (!isId(id)) notFound()
  return id
}

/** Programs ask for the document itself, browsers for a page. */
function wantsDocument(c: Ctx): boolean {
  const accept = c.req.header('accept') ?? ''
  return !accept.includes('text/html') && /json|application\/vc/.test(accept)
}

function documentResponse(c: Ctx, document: object, fileName?: string): Response {
  const response = jsonResponse(c, document, 'application/vc+ld+json')
  if (fileName) response.headers.set('content-disposition', `attachment; filename="${fileName}"`)
  return response
}

/** Public documents may be read by pages of others: verifiers run in browsers too. */
function jsonResponse(c: Ctx, document: object, type = 'application/ld+json'): Response {
  return c.body(JSON.stringify(document, null, 2), 200, {
    'content-type': type,
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  })
}
