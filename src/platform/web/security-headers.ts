import { createHash } from 'node:crypto'

// Nothing inline, nothing from elsewhere. Labs may compile WebAssembly; nobody may evaluate text.
const policy = (script: string) =>
  [
    "default-src 'none'",
    `script-src 'self'${script}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

const common = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
}

export const pageHeaders: Record<string, string> = { 'content-security-policy': policy(''), ...common }
export const wasmPageHeaders: Record<string, string> = {
  'content-security-policy': policy(" 'wasm-unsafe-eval'"),
  ...common,
}

// For what other sites may show: the frame holds no script and no form, so that nothing in it can be clicked into; the
// image's one style sheet is known by its hash.
const shared = { ...common, 'cross-origin-resource-policy': 'cross-origin' }

/** Of the one page with Stripe's own fields for cards: its script, its frames, its hosted page; nothing else opens. */
export const stripePageHeaders: Record<string, string> = {
  ...common,
  'content-security-policy': policy(' https://js.stripe.com https://*.js.stripe.com')
    .replace("connect-src 'self'", "connect-src 'self' https://api.stripe.com")
    .replace("img-src 'self' data:", "img-src 'self' data: https://*.stripe.com")
    .replace("form-action 'self'", "form-action 'self' https://checkout.stripe.com")
    .concat('; frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com'),
  // Banks confirm in windows of their own.
  'cross-origin-opener-policy': 'same-origin-allow-popups',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(self "https://js.stripe.com")',
}

/** Of a page that others may show in a frame. */
export const framedPageHeaders: Record<string, string> = {
  ...shared,
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors *",
}

/** Of an image that others may show, with this style sheet inside. */
export function embeddedImageHeaders(style: string): Record<string, string> {
  const hash = createHash('sha256').update(style).digest('base64')
  return {
    ...shared,
    'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'`,
  }
}

/** Sent where the site itself is https: browsers must not fall back to http. */
export const transportHeaders: Record<string, string> = { 'strict-transport-security': 'max-age=31536000' }

/** A short fingerprint for ETags of what is rendered for one viewer. */
export function fingerprint(body: string): string {
  return createHash('sha1').update(body).digest('base64url')
}
