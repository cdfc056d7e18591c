import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Ctx } from './context.ts'

// Over https the name carries the __Host- prefix: no other host and no http page can set it.
function sessionCookieName(secure: boolean): string {
  return secure ? '__Host-candour-session' : 'candour-session'
}

export function hasSessionCookie(header: string | undefined): boolean {
  return header?.includes('candour-session=') ?? false
}

export function readSessionCookie(c: Ctx): string | undefined {
  return getCookie(c, sessionCookieName(isSecure(c)))
}

export function setSessionCookie(c: Ctx, token: string): void {
  setCookie(c, sessionCookieName(isSecure(c)), token, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: isSecure(c),
    maxAge: 30 * 86_400,
  })
}

export function clearSessionCookie(c: Ctx): void {
  deleteCookie(c, sessionCookieName(isSecure(c)), { path: '/', secure: isSecure(c) })
}

export function setPreferenceCookie(
  c: Ctx,
  name: 'candour-language' | 'candour-theme' | 'candour-country',
  value: string,
): void {
  setCookie(c, name, value, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: isSecure(c),
    maxAge: 400 * 86_400,
  })
}

function isSecure(c: Ctx): boolean {
  return c.var.deps.config.publicUrl.protocol === 'https:'
}
