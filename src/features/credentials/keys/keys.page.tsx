import { ErrorSummary, Field } from '../../../ui/form.tsx'
import { formatDate } from '../../../ui/format.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { Table } from '../../../ui/table.tsx'
import { urls } from '../../../urls.ts'
import { KEY_KINDS } from './crypto.ts'
import { PROOF_NAMES, PROOFS, type ProofName } from './issuer-settings.ts'
import { keysMessages } from './keys.messages.ts'
import type { KeyRecord } from './queries.ts'

/** Everything that a provider ever signed with, for everybody. */
export function IssuerKeysPage({
  page,
  provider,
  keys,
}: {
  page: PageContext
  provider: { slug: string; name: string }
  keys: KeyRecord[]
}) {
  const t = keysMessages(page.locale)
  const title = t('publicTitle', { provider: provider.name })
  return (
    <Layout page={page} title={title}>
      <section>
        <h1 class="smaller">{title}</h1>
        <p class="measure">{t('publicLead', { provider: provider.name })}</p>
        {keys.length === 0 ? (
          <p class="none">{t('publicNone', { provider: provider.name })}</p>
        ) : (
          <KeyTable page={page} label={title} keys={keys} />
        )}
        {page.publicUrl.startsWith('https:') && keys.length > 0 && (
          <p>
            <a href={urls.issuerDid({ provider: provider.slug })}>{t('asData')}</a>
          </p>
        )}
      </section>
    </Layout>
  )
}

function KeyTable({ page, label, keys }: { page: PageContext; label: string; keys: KeyRecord[] }) {
  const t = keysMessages(page.locale)
  return (
    <Table
      label={label}
      rows={keys}
      keyOf={({ id }) => id}
      columns={[
        {
          title: t('key'),
          cell: ({ id }) => (
            <code class="key-name" dir="ltr">
              {id}
            </code>
          ),
        },
        { title: t('kind'), cell: ({ kind }) => t(`kind_${kind}`) },
        { title: t('since'), cell: ({ validFrom }) => formatDate(page.locale, validFrom) },
        { title: t('state'), cell: (key) => stateOf(page, key) },
      ]}
    />
  )
}

function stateOf(page: PageContext, { id, retiredAt, revokedAt, revocationReason }: KeyRecord): string {
  const t = keysMessages(page.locale)
  if (revokedAt) {
    return t('revoked', { date: formatDate(page.locale, revokedAt), reason: revocationReason ?? '–' })
  }
  if (!retiredAt) return t('inForce')
  return t(id.startsWith('did:web:') ? 'retired' : 'retiredKept', {
    date: formatDate(page.locale, retiredAt),
  })
}

export function IssuersPage({
  page,
  issuers,
}: {
  page: PageContext
  issuers: { slug: string; name: string; keys: number; since: Date | null; issued: number }[]
}) {
  const t = keysMessages(page.locale)
  return (
    <Layout page={page} title={t('listTitle')}>
      <section>
        <h1>{t('listTitle')}</h1>
        <p class="quiet">{t('listLead')}</p>
        <Table
          label={t('listTitle')}
          rows={issuers}
          keyOf={({ slug }) => slug}
          columns={[
            {
              title: t('provider'),
              cell: ({ slug, name }) => <a href={urls.keysOfIssuer({ provider: slug })}>{name}</a>,
            },
            { title: t('keysInForce'), cell: ({ keys }) => keys },
            {
              title: t('newest'),
              cell: ({ since }) => (since ? formatDate(page.locale, since) : t('none')),
            },
            { title: t('credentials'), cell: ({ issued }) => issued },
          ]}
        />
      </section>
    </Layout>
  )
}

export type RevocationTyped = { key?: string; from?: string; reason?: string }
type RevocationError = 'keyMissing' | 'dateMissing' | 'reasonMissing'

export interface IssuerPageProps {
  page: PageContext
  issuer: { slug: string; name: string; proofs: ProofName[] }
  keys: KeyRecord[]
  isWeb: boolean
  isSaved?: boolean
  refused?: 'rotateRsaHttp' | 'rotateGiven'
  typed?: RevocationTyped
  errors?: Partial<Record<keyof RevocationTyped, RevocationError>>
}

/** One provider's keys, for the operator: replace, revoke, and how the next credentials are signed. */
export function IssuerPage(props: IssuerPageProps) {
  const { page, issuer, keys } = props
  const t = keysMessages(page.locale)
  const title = t('issuerTitle', { provider: issuer.name })
  return (
    <Layout page={page} title={title}>
      <section class="stack">
        <p>
          <a href={urls.keysOfIssuers()}>{t('back')}</a>
        </p>
        <h1 class="smaller">{title}</h1>
        {props.isSaved && (
          <p class="good" role="status">
            {t('changed')}
          </p>
        )}
        {props.refused && (
          <p class="bad" role="alert">
            {t(props.refused)}
          </p>
        )}
        {keys.length === 0 ? (
          <p class="none">{t('publicNone', { provider: issuer.name })}</p>
        ) : (
          <KeyTable page={page} label={title} keys={keys} />
        )}
        <p>
          <a href={urls.issuerKeys({ provider: issuer.slug })}>{t('publicPage')}</a>
        </p>
        <div class="key-forms">
          <RotateForm {...props} />
          <ProofsForm {...props} />
          <RevokeForm {...props} />
        </div>
      </section>
    </Layout>
  )
}

function RotateForm({ page, issuer, isWeb }: IssuerPageProps) {
  const t = keysMessages(page.locale)
  return (
    <form class="own stack" method="post" action={urls.keyRotations({ provider: issuer.slug })}>
      <h2 class="smaller">{t('rotateTitle')}</h2>
      <p>{t('rotateLead')}</p>
      <fieldset class="field">
        <legend>{t('kind')}</legend>
        {KEY_KINDS.filter((kind) => isWeb || kind === 'ed25519').map((kind) => (
          <label key={kind} class="choice">
            <input type="radio" name="kind" value={kind} checked={kind === 'ed25519'} />
            <span>{t(`kind_${kind}`)}</span>
          </label>
        ))}
      </fieldset>
      <button class="btn plain">{t('rotateButton')}</button>
    </form>
  )
}

function ProofsForm({ page, issuer, isWeb }: IssuerPageProps) {
  const t = keysMessages(page.locale)
  const usable = PROOF_NAMES.filter((name) => isWeb || PROOFS[name].kind === 'ed25519')
  return (
    <form class="own stack" method="post" action={urls.issuerProofs({ provider: issuer.slug })}>
      <h2 class="smaller">{t('proofsTitle')}</h2>
      <p>{t('proofsLead')}</p>
      {!isWeb && <p class="quiet">{t('proofsHttp')}</p>}
      <fieldset class="field">
        <legend>{t('proofsInside')}</legend>
        {usable
          .filter((name) => PROOFS[name].form === 'proof')
          .map((name) => (
            <label key={name} class="choice">
              <input type="checkbox" name="proof" value={name} checked={issuer.proofs.includes(name)} />
              <span dir="ltr">{name}</span>
            </label>
          ))}
      </fieldset>
      <fieldset class="field">
        <legend>{t('proofsToken')}</legend>
        {(['', ...usable.filter((name) => PROOFS[name].form === 'token')] as ('' | ProofName)[]).map(
          (name) => (
            <label key={name} class="choice">
              <input
                type="radio"
                name="token"
                value={name}
                checked={
                  name === ''
                    ? !issuer.proofs.some((one) => PROOFS[one].form === 'token')
                    : issuer.proofs.includes(name)
                }
              />
              <span dir={name === '' ? undefined : 'ltr'}>{name === '' ? t('proofsNoToken') : name}</span>
            </label>
          ),
        )}
      </fieldset>
      <button class="btn plain">{t('save')}</button>
    </form>
  )
}

function RevokeForm({ page, issuer, keys, typed = {}, errors = {} }: IssuerPageProps) {
  const t = keysMessages(page.locale)
  const open = keys.filter(({ revokedAt }) => !revokedAt)
  if (open.length === 0) return null
  const said = Object.entries(errors).map(([name, key]) => ({ name, text: t(key) }))
  return (
    <form class="own stack" method="post" action={urls.keyRevocations({ provider: issuer.slug })}>
      <h2 class="smaller">{t('revokeTitle')}</h2>
      <ErrorSummary title={t('formErrors')} says={said} />
      <p>{t('revokeLead')}</p>
      <fieldset class="field" id="f-key">
        <legend>{t('revokeKey')}</legend>
        {open.map(({ id }) => (
          <label key={id} class="choice">
            <input type="radio" name="key" value={id} checked={typed.key === id} />
            <code class="key-name" dir="ltr">
              {id}
            </code>
          </label>
        ))}
        {errors.key && <span class="error">{t(errors.key)}</span>}
      </fieldset>
      <Field
        name="from"
        type="date"
        label={t('revokeFrom')}
        hint={t('revokeFromHint')}
        value={typed.from ?? page.now.toISOString().slice(0, 10)}
        error={errors.from && t(errors.from)}
      />
      <Field
        name="reason"
        label={t('revokeReason')}
        value={typed.reason}
        maxlength={300}
        error={errors.reason && t(errors.reason)}
        autocomplete="off"
      />
      <button class="btn plain">{t('revokeButton')}</button>
    </form>
  )
}
