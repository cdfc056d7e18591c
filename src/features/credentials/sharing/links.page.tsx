import { Choices, ErrorSummary, Field } from '../../../ui/form.tsx'
import { formatDate } from '../../../ui/format.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { urls } from '../../../urls.ts'
import { LINK_DAYS } from './forms.ts'
import type { ShareLinkRow } from './share-link.ts'
import { sharingMessages } from './sharing.messages.ts'

export interface LinksPageProps {
  page: PageContext
  links: ShareLinkRow[]
  credentials: { id: string; title: string; providerName: string }[]
  accountName: string
  typed?: { credentials: string[]; label: string; days: string; named: boolean; addressed: boolean }
  errors?: { credential?: 'linkWhichMissing'; label?: 'linkLabelLong' }
}

/** A holder's private links: make one, see how often it was opened, end it. */
export function LinksPage(props: LinksPageProps) {
  const { page, links, credentials } = props
  const t = sharingMessages(page.locale)
  return (
    <Layout page={page} title={t('linksTitle')}>
      <section class="narrow">
        <h1>{t('linksTitle')}</h1>
        <p>{t('linksLead')}</p>
        {credentials.length === 0 ? <p class="none">{t('linksNothing')}</p> : <NewLinkForm {...props} />}
        {links.length === 0 ? (
          credentials.length > 0 && <p class="none">{t('linksNone')}</p>
        ) : (
          <ul class="share-links">
            {links.map((link) => (
              <LinkLine key={link.id} page={page} link={link} />
            ))}
          </ul>
        )}
      </section>
    </Layout>
  )
}

function NewLinkForm({ page, credentials, accountName, typed, errors = {} }: LinksPageProps) {
  const t = sharingMessages(page.locale)
  const said = Object.entries(errors).map(([name, key]) => ({ name, text: t(key) }))
  return (
    <form class="own stack" method="post" action={urls.shareLinks()}>
      <h2 class="smaller">{t('linkNew')}</h2>
      <ErrorSummary title={t('formErrors')} says={said} />
      <fieldset class="field" id="f-credential">
        <legend>{t('linkWhich')}</legend>
        {credentials.map(({ id, title, providerName }) => (
          <label key={id} class="choice">
            <input
              type="checkbox"
              name="credential"
              value={id}
              checked={typed?.credentials.includes(id) ?? credentials.length === 1}
            />
            <span>
              {title} <small>{providerName}</small>
            </span>
          </label>
        ))}
        {errors.credential && <span class="error">{t(errors.credential)}</span>}
        {accountName && (
          <label class="choice">
            <input type="checkbox" name="named" value="yes" checked={typed?.named ?? true} />
            <span>{t('linkNamed', { name: accountName })}</span>
          </label>
        )}
        <label class="choice">
          <input type="checkbox" name="addressed" value="yes" checked={typed?.addressed ?? false} />
          <span>{t('linkAddressed')}</span>
        </label>
      </fieldset>
      <Choices
        name="days"
        legend={t('linkDays')}
        value={typed?.days ?? '30'}
        choices={LINK_DAYS.map((days) => ({ value: String(days), label: t(`linkDays_${days}`) }))}
      />
      <Field
        name="label"
        label={t('linkLabel')}
        value={typed?.label}
        error={errors.label && t(errors.label)}
        maxlength={100}
        autocomplete="off"
      />
      <button class="btn plain">{t('linkButton')}</button>
    </form>
  )
}

function LinkLine({ page, link }: { page: PageContext; link: ShareLinkRow }) {
  const t = sharingMessages(page.locale)
  const isGood = !link.ended_at && link.expires_at > page.now
  const address = page.publicUrl + urls.shared({ token: link.token })
  return (
    <li>
      <h2 class="smaller" dir="auto">
        {link.label || t('linkUnnamed')}
      </h2>
      <p class="quiet">
        {link.titles.join(' · ')} ·{' '}
        {isGood
          ? t('linkUntil', { date: formatDate(page.locale, link.expires_at, page.viewer?.timeZone) })
          : t('linkEnded')}{' '}
        · {t('linkViews', { n: link.views })}
      </p>
      {isGood && (
        <form class="link-address" method="post" action={urls.shareLinkEnd({ link: link.id })}>
          <input readOnly dir="ltr" value={address} aria-label={link.label || t('linkUnnamed')} />
          <button class="btn plain">{t('linkEnd')}</button>
        </form>
      )}
    </li>
  )
}
