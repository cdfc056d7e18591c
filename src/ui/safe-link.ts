/**
 * The one gate for links whose address comes from people: only http, https, mailto and paths of our own.
 * Preact does not neutralise `javascript:` links by itself.
 * @returns the address, or undefined where it must not become a link
 */
export function safeHref(address: string): string | undefined {
  const trimmed = address.trim()
  if (/^\/(?!\/)[^\\]*$/.test(trimmed)) return trimmed
  try {
    const { protocol } = new URL(trimmed)
    return ['http:', 'https:', 'mailto:'].includes(protocol) ? trimmed : undefined
  } catch {
    return undefined
  }
}
