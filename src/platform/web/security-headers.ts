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

/** Sent where the site itself is https: browsers must not fall back to http. */
export const transportHeaders: Record<string, string> = { 'strict-transport-security': 'max-age=31536000' }

/** A short fingerprint for ETags of what is rendered for one viewer. */
export function fingerprint(body: string): string {
  return createHash('sha1').update(body).digest('base64url')
}
