import { getCookie, setCookie } from 'hono/cookie'
import type { Ctx } from '../../platform/web/context.ts'

// How somebody's self-check went is kept on their own browser until they enrol, for some credentials and some time: it
// works without an account, and nothing is stored here of those who only try. What somebody writes into the cookie by
// hand fools nobody but the count of their own group.

export interface EntryCheck {
  result: 'passed' | 'not_passed'
  checkedAt: Date
}

const cookieName = 'candour-checks'
const daysKept = 90
const keptMax = 12
const dayMs = 86_400_000

/** Keeps the result of a self-check until enrolment; a later one of the same credential replaces it. */
export function keepEntryCheck(c: Ctx, credential: string, { result, checkedAt }: EntryCheck): void {
  const day = Math.floor(checkedAt.getTime() / dayMs)
  const own = `${credential}~${result === 'passed' ? 'p' : 'n'}~${day}`
  const others = readAll(c).filter((one) => one.credential !== credential)
  const all = [own, ...others.map((one) => `${one.credential}~${one.mark}~${one.day}`)].slice(0, keptMax)
  setCookie(c, cookieName, all.join('.'), {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: c.var.deps.config.publicUrl.protocol === 'https:',
    maxAge: daysKept * 86_400,
  })
}

/** The result of the last self-check of a credential on this browser, if it is not too long ago. */
export function readEntryCheck(c: Ctx, credential: string): EntryCheck | undefined {
  const found = readAll(c).find((one) => one.credential === credential)
  if (!found) return undefined
  const now = c.var.deps.clock.now().getTime()
  const checkedAt = new Date(Math.min(found.day * dayMs, now))
  if (now - checkedAt.getTime() > (daysKept + 1) * dayMs) return undefined
  return { result: found.mark === 'p' ? 'passed' : 'not_passed', checkedAt }
}

function readAll(c: Ctx): { credential: string; mark: string; day: number }[] {
  return (getCookie(c, cookieName) ?? '').split('.').flatMap((part) => {
    const [, credential, mark, day] = /^([a-z0-9-]{1,80})~([pn])~(\d{1,6})$/.exec(part) ?? []
    return credential && mark && day ? [{ credential, mark, day: Number(day) }] : []
  })
}
