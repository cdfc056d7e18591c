import { access } from '../../../platform/access.ts'
import { isId } from '../../../platform/random.ts'
import { type Ctx, pageOf, viewerOf } from '../../../platform/web/context.ts'
import { readForm, readRawForm, textOf } from '../../../platform/web/form.ts'
import { found, notFound } from '../../../platform/web/http-error.ts'
import { html, seeOther } from '../../../platform/web/respond.ts'
import type { Room } from '../../../platform/web/room.ts'
import { urls, withQuery } from '../../../urls.ts'
import { badgeOf, signatureOf } from '../badge/badge-of.ts'
import { pngOf, svgOf } from '../badge/bake.ts'
import { readHowEarned } from '../how-earned.ts'
import { type Issued, selectOptionalIssued, selectOwnIssued, selectSharedIssued } from '../queries.ts'
import type { SignedCredential } from '../sign.ts'
import { selectVisible, shownCopy, type Visible, verifyIssued } from '../visible.ts'
import { certificatePdf } from './certificate-pdf.ts'
import { deleteFromView } from './choose.ts'
import { countLinkView } from './count-view.ts'
import { EmbedPage } from './embed.page.tsx'
import { deletionForm, linkForm } from './forms.ts'
import { LinksPage, type LinksPageProps } from './links.page.tsx'
import { copyWith } from './own-copy.ts'
import { qrSvg } from './qr.tsx'
import { reissueToAddress } from './reissue.ts'
import { endShareLink, makeShareLink, selectOptionalShareLink, selectShareLinks } from './share-link.ts'
import { SharedPage } from './shared.page.tsx'
import { sharingMessages } from './sharing.messages.ts'

const BADGE_DOTS = 600

/** Holding and sharing: every form of a credential, the holder's choices, private links. */
export function sharingRoutes({ get, post }: Room): void {
  get(urls.issuedToken, access.everyone, async (c) => {
    const issued = await selectVisible(c)
    const { token } = await shownCopy(c, issued)
    return file(c, found(token), 'application/vc+jwt', `credential-${issued.id}.jwt`)
  })

  get(
    urls.issuedBadgeSvg,
    access.everyone,
    async (c) => {
      const issued = await selectVisible(c)
      const { document } = await shownCopy(c, issued)
      const { title, provider_name } = issued
      const svg = svgOf(drawingOf(c, issued), { title, description: provider_name }, document)
      return file(c, svg, 'image/svg+xml', `badge-${issued.id}.svg`, 'inline')
    },
    { embeddable: { style: '' } },
  )

  get(
    urls.issuedBadgePng,
    access.everyone,
    async (c) => {
      const issued = await selectVisible(c)
      const { document } = await shownCopy(c, issued)
      const png = pngOf(drawingOf(c, issued), BADGE_DOTS, document)
      return file(c, png, 'image/png', `badge-${issued.id}.png`, 'inline')
    },
    { embeddable: { style: '' } },
  )

  get(
    urls.issuedSignature,
    access.everyone,
    async (c) => {
      const issued = await selectVisible(c)
      const png = pngOf(signatureOf(c.var.locale, factsOf(issued)), 640)
      return file(c, png, 'image/png', `signature-${issued.id}.png`, 'inline')
    },
    { embeddable: { style: '' } },
  )

  get(urls.issuedQr, access.everyone, async (c) => {
    const issued = await selectVisible(c)
    return file(c, qrSvg(addressOf(c, issued.id), issued.title), 'image/svg+xml', `qr-${issued.id}.svg`)
  })

  get(urls.issuedPdf, access.everyone, async (c) => {
    const issued = await selectVisible(c)
    const { name } = issued.document.credentialSubject
    const facts = {
      ...factsOf(issued),
      name: typeof name === 'string' ? name : undefined,
      edition: issued.edition_number,
      issuedAt: issued.issued_at,
      isRevoked: issued.revoked_at !== null,
      isSuspended: issued.suspended_at !== null,
      how: readHowEarned(issued.document),
      address: addressOf(c, issued.id),
    }
    const paper = c.req.query('paper') === 'letter' ? 'Letter' : 'A4'
    const pdf = await certificatePdf(c.var.locale, facts, { paper, now: c.var.deps.clock.now() })
    return file(c, pdf, 'application/pdf', `certificate-${issued.id}.pdf`)
  })

  get(
    urls.issuedEmbed,
    access.everyone,
    async (c) => {
      const issued = await selectVisible(c)
      const { verdict } = await verifyIssued(c, issued, issued.document)
      const t = sharingMessages(c.var.locale)
      const says = t('shareAlt', { title: issued.title, provider: issued.provider_name })
      return html(c, <EmbedPage page={pageOf(c)} credentialId={issued.id} says={says} verdict={verdict} />)
    },
    { embeddable: 'frame' },
  )

  post(urls.issuedAddress, access.signedIn, async (c) => {
    const credentialId = idOf(c, 'credential')
    const { personKey } = viewerOf(c)
    const outcome = await reissueToAddress(c.var.deps, { credentialId, personKey })
    if (outcome === 'not_found') notFound()
    if (outcome === 'not_confirmed') return seeOther(c, urls.account())
    return seeOther(c, withQuery(urls.issued({ credential: credentialId }), { saved: '1' }))
  })

  post(urls.issuedDeletion, access.signedIn, async (c) => {
    const credentialId = idOf(c, 'credential')
    const { personKey } = viewerOf(c)
    const issued = found(await selectOptionalIssued(c.var.deps.db, credentialId))
    if (issued.person_key !== personKey) notFound()
    const form = await readForm(c, deletionForm)
    if (!form.ok || form.value.sure !== 'yes')
      return seeOther(c, withQuery(urls.issued({ credential: credentialId }), { unsure: '1' }))
    await deleteFromView(c.var.deps, { credentialId, personKey })
    return seeOther(c, withQuery(urls.myCredentials(), { deleted: '1' }))
  })

  get(urls.shareLinks, access.signedIn, async (c) => html(c, <LinksPage {...(await linksProps(c))} />))

  post(urls.shareLinks, access.signedIn, async (c) => {
    const { raw } = await readRawForm(c)
    const form = linkForm.safeParse(raw)
    if (form.success) {
      const { credential, named, addressed, days, label } = form.data
      const wish = { credentialIds: credential.filter(isId), days, label }
      const outcome = await makeShareLink(c.var.deps, {
        ...wish,
        personKey: viewerOf(c).personKey,
        named: named === 'yes' && viewerOf(c).name !== '',
        addressed: addressed === 'yes',
      })
      if (outcome === 'made') return seeOther(c, urls.shareLinks())
    }
    const issues = form.success ? [{ path: ['credential'], message: 'linkWhichMissing' }] : form.error.issues
    const errors = Object.fromEntries(issues.map(({ path, message }) => [path[0], message]))
    const typed = {
      credentials: [raw.credential ?? []].flat(),
      label: textOf(raw, 'label'),
      days: textOf(raw, 'days'),
      named: raw.named === 'yes',
      addressed: raw.addressed === 'yes',
    }
    return html(c, <LinksPage {...(await linksProps(c))} typed={typed} errors={errors} />, 422)
  })

  post(urls.shareLinkEnd, access.signedIn, async (c) => {
    const wish = { linkId: idOf(c, 'link'), personKey: viewerOf(c).personKey }
    if (!(await endShareLink(c.var.deps, wish))) notFound()
    return seeOther(c, urls.shareLinks())
  })

  get(urls.shared, access.link, async (c) => {
    const { deps } = c.var
    const now = deps.clock.now()
    const token = c.req.param('token') ?? ''
    const link = found(await selectOptionalShareLink(deps.db, token, now))
    const shown = await selectSharedIssued(deps.db, link.id)
    const credentials = []
    let name: string | undefined
    for (const issued of shown) {
      const copy = await sharedCopy(c, issued, link)
      if (!copy) continue
      if (typeof copy.credentialSubject.name === 'string') name = copy.credentialSubject.name
      credentials.push({
        id: issued.id,
        title: issued.title,
        providerName: issued.provider_name,
        edition: issued.edition_number,
        issuedAt: issued.issued_at,
        isDemonstration: issued.demonstration,
        verification: await verifyIssued(c, issued, copy),
        how: readHowEarned(copy),
      })
    }
    if (shown[0]?.person_key !== c.var.viewer?.personKey) await countLinkView(deps.db, link.id, now)
    const props = { page: pageOf(c), token, name, expiresAt: link.expires_at, credentials }
    const response = await html(c, <SharedPage {...props} />)
    response.headers.set('x-robots-tag', 'noindex')
    response.headers.set('referrer-policy', 'no-referrer')
    return response
  })

  get(urls.sharedJson, access.link, async (c) => {
    const { deps } = c.var
    const link = found(await selectOptionalShareLink(deps.db, c.req.param('token') ?? '', deps.clock.now()))
    const shown = await selectSharedIssued(deps.db, link.id)
    const issued = found(shown.find(({ id }) => id === c.req.param('credential')))
    const document = found(await sharedCopy(c, issued, link))
    return file(c, JSON.stringify(document, null, 2), 'application/vc', `credential-${issued.id}.json`)
  })
}

type SharedRow = Issued & { copy: SignedCredential | null }

/** The copy that the link promised; signed again where it was dropped since, because something on it changed. */
async function sharedCopy(
  c: Ctx,
  issued: SharedRow,
  { named, addressed }: { named: boolean; addressed: boolean },
): Promise<SignedCredential | undefined> {
  if (!issued.document) return undefined
  if (issued.named === named && issued.addressed === addressed) return issued.document
  return issued.copy ?? (await copyWith(c.var.deps, issued.id, { named, addressed }))?.document
}

async function linksProps(c: Ctx): Promise<LinksPageProps> {
  const { db } = c.var.deps
  const { personKey, name } = viewerOf(c)
  const issued = await selectOwnIssued(db, personKey)
  return {
    page: pageOf(c),
    links: await selectShareLinks(db, personKey),
    credentials: issued.map((row) => ({ id: row.id, title: row.title, providerName: row.provider_name })),
    accountName: name,
  }
}

function drawingOf(c: Ctx, issued: Visible) {
  return badgeOf(c.var.locale, factsOf(issued), readHowEarned(issued.document).marks)
}

function factsOf({ kind, title, provider_name: providerName, demonstration: isDemonstration }: Issued) {
  return { kind, title, providerName, isDemonstration }
}

function addressOf(c: Ctx, credential: string): string {
  return c.var.deps.config.publicUrl.origin + urls.issued({ credential })
}

function idOf(c: Ctx, name: string): string {
  const id = c.req.param(name) ?? ''
  if (!isId(id)) notFound()
  return id
}

function file(
  c: Ctx,
  body: string | Uint8Array,
  type: string,
  name: string,
  disposition: 'attachment' | 'inline' = 'attachment',
): Response {
  return c.body(body as string | Uint8Array<ArrayBuffer>, 200, {
    'content-type': type,
    'content-disposition': `${disposition}; filename="${name}"`,
  })
}
