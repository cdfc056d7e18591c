import { createHash } from 'node:crypto'
import type { Locale } from '../../domain/locales.ts'
import { access } from '../../platform/access.ts'
import { audit } from '../../platform/audit.ts'
import { limitRate } from '../../platform/rate-limit.ts'
import { closeSession, openSession } from '../../platform/sessions.ts'
import { type Ctx, pageOf, viewerOf } from '../../platform/web/context.ts'
import {
  clearSessionCookie,
  readSessionCookie,
  setPreferenceCookie,
  setSessionCookie,
} from '../../platform/web/cookies.ts'
import { type FormErrors, type RawForm, readForm, textOf } from '../../platform/web/form.ts'
import { hashedAddressOf } from '../../platform/web/network-address.ts'
import { html, seeOther } from '../../platform/web/respond.ts'
import { room } from '../../platform/web/room.ts'
import { urls, withQuery } from '../../urls.ts'
import { AccountPage } from './account.page.tsx'
import { confirmAddress } from './confirm-address.ts'
import { erasePerson } from './erase-person.ts'
import {
  erasureForm,
  forgotForm,
  nameForm,
  nextPath,
  operatorForm,
  preferencesForm,
  resetForm,
  signInForm,
  signUpForm,
} from './forms.ts'
import { acceptInvitation } from './operators.ts'
import { passwordFits } from './passwords.ts'
import { selectAccount, selectOptionalLink, selectOptionalSignIn } from './queries.ts'
import { resetPassword, sendReset } from './reset-password.ts'
import { sendConfirmation, signUp } from './sign-up.ts'
import {
  ConfirmPage,
  ForgotPage,
  type FormErrorKeys,
  OperatorPage,
  ResetPage,
  SayingPage,
  SignInPage,
  SignUpPage,
} from './signing-in.page.tsx'

// Who you are: signing up, in and out, confirming, resetting, erasing.

export const accountRoom = room('account')
const { get, post } = accountRoom

get(
  urls.signUp,
  access.everyone,
  (c) => html(c, <SignUpPage page={pageOf(c)} next={nextPath.parse(c.req.query('next'))} />),
  { kept: true },
)

post(urls.signUp, access.everyone, async (c) => {
  const { deps, locale } = c.var
  await limitRate(
    deps.db,
    `sign-up:${hashedAddressOf(c)}`,
    { hitsMax: 20, windowSeconds: 3600 },
    deps.clock.now(),
  )
  const form = await readForm(c, signUpForm)
  if (!form.ok) return html(c, <SignUpPage page={pageOf(c)} {...again(form)} />, 422)
  const { email, password, name, time_zone: timeZone, next } = form.value
  const personKey = await signUp(deps, { email, password, name, locale, timeZone })
  if (!personKey)
    return html(
      c,
      <SignUpPage page={pageOf(c)} {...again({ raw: form.raw, errors: { email: 'emailTaken' } })} />,
      422,
    )
  setSessionCookie(c, await openSession(deps.db, personKey, deps.clock.now(), deps.random))
  return seeOther(c, next === '/' ? urls.myLearning() : next)
})

get(
  urls.signIn,
  access.everyone,
  (c) => html(c, <SignInPage page={pageOf(c)} next={nextPath.parse(c.req.query('next'))} />),
  { kept: true },
)

post(urls.sessions, access.everyone, async (c) => {
  const { deps } = c.var
  const form = await readForm(c, signInForm)
  if (!form.ok) return html(c, <SignInPage page={pageOf(c)} {...again(form)} />, 422)
  const { email, password, next } = form.value
  const now = deps.clock.now()
  await limitRate(deps.db, `sign-in:${hashedAddressOf(c)}`, { hitsMax: 100, windowSeconds: 900 }, now)
  await limitRate(deps.db, `sign-in:${hashed(email)}`, { hitsMax: 15, windowSeconds: 900 }, now)
  const account = await selectOptionalSignIn(deps.db, email)
  if (!(await passwordFits(account?.password_hash, password)) || !account)
    return html(
      c,
      <SignInPage page={pageOf(c)} {...again({ raw: form.raw, errors: { email: 'credentialsWrong' } })} />,
      422,
    )
  await closeOwnSession(c)
  setSessionCookie(c, await openSession(deps.db, account.person_key, now, deps.random))
  return seeOther(c, next === '/' ? urls.myLearning() : next)
})

post(urls.endSession, access.everyone, async (c) => {
  await closeOwnSession(c)
  clearSessionCookie(c)
  return seeOther(c, urls.home())
})

get(urls.forgotPassword, access.everyone, (c) => html(c, <ForgotPage page={pageOf(c)} />), { kept: true })

post(urls.forgotPassword, access.everyone, async (c) => {
  const { deps } = c.var
  const form = await readForm(c, forgotForm)
  if (!form.ok) return html(c, <ForgotPage page={pageOf(c)} {...again(form)} />, 422)
  await limitRate(
    deps.db,
    `forgot:${hashedAddressOf(c)}`,
    { hitsMax: 20, windowSeconds: 3600 },
    deps.clock.now(),
  )
  await limitRate(
    deps.db,
    `forgot:${hashed(form.value.email)}`,
    { hitsMax: 5, windowSeconds: 3600 },
    deps.clock.now(),
  )
  await sendReset(deps, form.value.email)
  return html(c, <ForgotPage page={pageOf(c)} sent />)
})

get(urls.resetPassword, access.link, async (c) => {
  const { deps } = c.var
  const token = c.req.param('token') ?? ''
  const link = await selectOptionalLink(deps.db, token, 'reset-password', deps.clock.now())
  if (!link) return html(c, <SayingPage page={pageOf(c)} title="resetTitle" says="linkDead" />, 404)
  return html(c, <ResetPage page={pageOf(c)} token={token} />)
})

post(urls.resetPassword, access.link, async (c) => {
  const { deps } = c.var
  const token = c.req.param('token') ?? ''
  const form = await readForm(c, resetForm)
  if (!form.ok) return html(c, <ResetPage page={pageOf(c)} token={token} {...again(form)} />, 422)
  const personKey = await resetPassword(deps, token, form.value.password)
  if (!personKey) return html(c, <SayingPage page={pageOf(c)} title="resetTitle" says="linkDead" />, 404)
  setSessionCookie(c, await openSession(deps.db, personKey, deps.clock.now(), deps.random))
  return seeOther(c, urls.myLearning())
})

// A GET changes nothing: mail scanners open every link.
get(urls.confirmEmail, access.link, async (c) => {
  const { deps } = c.var
  const token = c.req.param('token') ?? ''
  const link = await selectOptionalLink(deps.db, token, 'confirm-address', deps.clock.now())
  if (!link) return html(c, <SayingPage page={pageOf(c)} title="confirmTitle" says="linkDead" />, 404)
  return html(c, <ConfirmPage page={pageOf(c)} token={token} />)
})

post(urls.confirmEmail, access.link, async (c) => {
  const done = await confirmAddress(c.var.deps, c.req.param('token') ?? '')
  return html(
    c,
    <SayingPage page={pageOf(c)} title="confirmTitle" says={done ? 'confirmed' : 'linkDead'} />,
    done ? 200 : 404,
  )
})

get(urls.operatorInvitation, access.link, async (c) => {
  const { deps } = c.var
  const token = c.req.param('token') ?? ''
  const link = await selectOptionalLink(deps.db, token, 'operator', deps.clock.now())
  if (!link) return html(c, <SayingPage page={pageOf(c)} title="operatorTitle" says="linkDead" />, 404)
  return html(c, <OperatorPage page={pageOf(c)} token={token} typed={{ email: link.subject_id ?? '' }} />)
})

post(urls.operatorInvitation, access.link, async (c) => {
  const { deps } = c.var
  const token = c.req.param('token') ?? ''
  const form = await readForm(c, operatorForm)
  if (!form.ok) return html(c, <OperatorPage page={pageOf(c)} token={token} {...again(form)} />, 422)
  const accepted = await acceptInvitation(deps, token, form.value)
  if (accepted === 'dead')
    return html(c, <SayingPage page={pageOf(c)} title="operatorTitle" says="linkDead" />, 404)
  if (accepted === 'taken')
    return html(
      c,
      <OperatorPage
        page={pageOf(c)}
        token={token}
        {...again({ raw: form.raw, errors: { email: 'emailTaken' } })}
      />,
      422,
    )
  setSessionCookie(c, await openSession(deps.db, accepted.personKey, deps.clock.now(), deps.random))
  return seeOther(c, urls.outbox())
})

get(urls.account, access.signedIn, async (c) => {
  const account = await selectAccount(c.var.deps.db, viewerOf(c).personKey)
  return html(
    c,
    <AccountPage page={pageOf(c)} account={account} saved={c.req.query('saved') !== undefined} />,
  )
})

post(urls.accountName, access.signedIn, async (c) => {
  const { deps } = c.var
  const { personKey } = viewerOf(c)
  const form = await readForm(c, nameForm)
  if (!form.ok) {
    const account = await selectAccount(deps.db, personKey)
    return html(
      c,
      <AccountPage
        page={pageOf(c)}
        account={{ ...account, display_name: textOf(form.raw, 'name') }}
        errors={again(form).errors}
      />,
      422,
    )
  }
  await deps.db.transaction().execute(async (tx) => {
    await tx
      .updateTable('accounts')
      .set({ display_name: form.value.name, time_zone: form.value.time_zone })
      .where('person_key', '=', personKey)
      .execute()
    await audit(tx, {
      at: deps.clock.now(),
      actor: personKey,
      action: 'account.name-changed',
      subjectKind: 'person',
      subjectId: personKey,
    })
  })
  return seeOther(c, withQuery(urls.account(), { saved: '1' }))
})

post(urls.confirmationMails, access.signedIn, async (c) => {
  const { deps, locale } = c.var
  const { personKey, email, emailConfirmed } = viewerOf(c)
  await limitRate(deps.db, `confirm:${personKey}`, { hitsMax: 5, windowSeconds: 3600 }, deps.clock.now())
  if (!emailConfirmed)
    await deps.db.transaction().execute((tx) => sendConfirmation(tx, deps, { personKey, email, locale }))
  return seeOther(c, withQuery(urls.account(), { saved: '1' }))
})

post(urls.erasure, access.signedIn, async (c) => {
  const { deps } = c.var
  const viewer = viewerOf(c)
  const form = await readForm(c, erasureForm)
  if (!form.ok || form.value.email !== viewer.email.toLowerCase()) {
    const account = await selectAccount(deps.db, viewer.personKey)
    return html(
      c,
      <AccountPage page={pageOf(c)} account={account} errors={{ email: 'eraseMismatch' }} />,
      422,
    )
  }
  await erasePerson(deps, viewer.personKey)
  clearSessionCookie(c)
  c.set('viewer', undefined)
  return html(c, <SayingPage page={pageOf(c)} title="eraseTitle" says="erased" />)
})

post(urls.preferences, access.everyone, async (c) => {
  const form = await readForm(c, preferencesForm)
  if (!form.ok) return seeOther(c, urls.home())
  const { language, theme, back } = form.value
  if (language) {
    setPreferenceCookie(c, 'candour-language', language)
    const viewer = c.var.viewer
    if (viewer)
      await c.var.deps.db
        .updateTable('accounts')
        .set({ locale: language satisfies Locale })
        .where('person_key', '=', viewer.personKey)
        .execute()
  }
  if (theme) setPreferenceCookie(c, 'candour-theme', theme)
  return seeOther(c, back)
})

async function closeOwnSession(c: Ctx): Promise<void> {
  const token = readSessionCookie(c)
  if (token) await closeSession(c.var.deps.db, token)
}

/** What was typed and what is wrong with it, for showing the form again; passwords are typed anew. */
function again({ raw, errors }: { raw: RawForm; errors: FormErrors }) {
  return {
    typed: { email: textOf(raw, 'email'), name: textOf(raw, 'name') },
    next: nextPath.parse(textOf(raw, 'next') || '/'),
    errors: errors as FormErrorKeys,
  }
}

function hashed(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}
