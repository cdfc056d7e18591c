import type { PageContext } from '../../../ui/page-context.ts'
import { urls } from '../../../urls.ts'
import { QrPicture } from './qr.tsx'
import { embedCode, linkedInAddress, signatureCode } from './share-addresses.ts'
import { sharingMessages } from './sharing.messages.ts'

/** What only its holder sees on a credential's page. */
export interface OwnChoices {
  isShown: boolean
  isNamed: boolean
  isAddressed: boolean
  accountName: string
  /** The name on the public copy, where it is on it. */
  nameOnIt?: string
  /** Where the account's address is no longer the one that it was issued to. */
  changedAddress?: { email: string; isConfirmed: boolean }
  views: number
  title: string
  providerName: string
  issuedAt: Date
  isSaved: boolean
  isUnsure?: boolean
}

export function OwnPanel({
  page,
  credentialId,
  own,
}: {
  page: PageContext
  credentialId: string
  own: OwnChoices
}) {
  return (
    <>
      <ChoicesForm page={page} credentialId={credentialId} own={own} />
      <AddressOffer page={page} credentialId={credentialId} own={own} />
      <SharePanel page={page} credentialId={credentialId} own={own} />
      <DeletionForm page={page} credentialId={credentialId} own={own} />
    </>
  )
}

type Part = { page: PageContext; credentialId: string; own: OwnChoices }

function ChoicesForm({ page, credentialId: credential, own }: Part) {
  const t = sharingMessages(page.locale)
  const isRenamed = own.nameOnIt !== undefined && own.nameOnIt !== own.accountName
  return (
    <form class="own no-print" method="post" action={urls.issuedVisibility({ credential })}>
      <h2 class="smaller">{t('ownTitle')}</h2>
      {own.isSaved && (
        <p class="good" role="status">
          {t('saved')}
        </p>
      )}
      <p>{t(own.isShown ? 'ownShown' : 'ownHidden')}</p>
      <Tick name="shown" isOn={own.isShown} label={t('ownShow')} />
      {own.accountName ? (
        <Tick
          name="named"
          isOn={own.isNamed}
          label={t('ownName', { name: own.accountName })}
          hint={
            isRenamed
              ? t('ownNameChanged', { before: own.nameOnIt ?? '', now: own.accountName })
              : t('ownNameHint')
          }
        />
      ) : (
        <p>
          <a href={urls.account()}>{t('ownNoName')}</a>
        </p>
      )}
      <Tick name="addressed" isOn={own.isAddressed} label={t('ownAddress')} hint={t('ownAddressHint')} />
      <button class="btn plain">{t('save')}</button>
      <p class="quiet">{t('views', { n: own.views })}</p>
    </form>
  )
}

function Tick({ name, isOn, label, hint }: { name: string; isOn: boolean; label: string; hint?: string }) {
  return (
    <label class="choice">
      <input type="checkbox" name={name} value="yes" checked={isOn} />
      <span>
        {label}
        {hint && <small>{hint}</small>}
      </span>
    </label>
  )
}

function AddressOffer({ page, credentialId: credential, own }: Part) {
  const t = sharingMessages(page.locale)
  if (!own.changedAddress) return null
  const { email, isConfirmed } = own.changedAddress
  return (
    <form class="own no-print" method="post" action={urls.issuedAddress({ credential })}>
      <h2 class="smaller">{t('addressTitle')}</h2>
      {isConfirmed ? (
        <>
          <p>{t('addressText', { email })}</p>
          <button class="btn plain">{t('addressButton')}</button>
        </>
      ) : (
        <p>
          <a href={urls.account()}>{t('addressUnconfirmed', { email })}</a>
        </p>
      )}
    </form>
  )
}

function SharePanel({ page, credentialId: credential, own }: Part) {
  const t = sharingMessages(page.locale)
  const address = page.publicUrl + urls.issued({ credential })
  const says = t('shareAlt', { title: own.title, provider: own.providerName })
  const codes = [
    { name: 'signature', label: t('shareSignature'), code: signatureCode(page.publicUrl, credential, says) },
    { name: 'embed', label: t('shareEmbed'), code: embedCode(page.publicUrl, credential, says) },
  ]
  return (
    <section class="own share no-print">
      <h2 class="smaller">{t('shareTitle')}</h2>
      {own.isShown ? (
        <>
          <p class="field">
            <label for="share-address">{t('shareLink')}</label>
            <input id="share-address" readOnly dir="ltr" value={address} />
          </p>
          <p class="qr">
            <QrPicture text={address} says={t('shareQr')} />
          </p>
          <ul class="share-ways">
            <li>
              <a href={urls.issuedQr({ credential })}>{t('shareQrFile')}</a>
            </li>
            <li>
              <a href={linkedInAddress({ ...own, credential, site: page.publicUrl })} rel="noopener">
                {t('shareLinkedIn')}
              </a>
            </li>
          </ul>
          {codes.map(({ name, label, code }) => (
            <p key={name} class="field">
              <label for={`share-${name}`}>{label}</label>
              <textarea id={`share-${name}`} readOnly rows={3} dir="ltr" spellcheck={false}>
                {code}
              </textarea>
            </p>
          ))}
        </>
      ) : (
        <p>{t('shareHidden')}</p>
      )}
      <p>
        <a href={urls.shareLinks()}>{t('sharePrivate')}</a>
      </p>
    </section>
  )
}

function DeletionForm({ page, credentialId: credential, own }: Part) {
  const t = sharingMessages(page.locale)
  return (
    <details class="own no-print" open={own.isUnsure}>
      <summary>{t('deleteTitle')}</summary>
      <form class="stack" method="post" action={urls.issuedDeletion({ credential })}>
        {own.isUnsure && (
          <p class="bad" role="alert">
            {t('deleteUnsure')}
          </p>
        )}
        <p>{t('deleteText')}</p>
        <Tick name="sure" isOn={false} label={t('deleteSure')} />
        <button class="btn plain">{t('deleteButton')}</button>
      </form>
    </details>
  )
}
