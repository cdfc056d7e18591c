/**
 * A verification method (W3C Controlled Identifiers 1.0, section 2.2): `Multikey`, or `JsonWebKey` for keys that have no
 * such form (RSA).
 */
export type VerificationMethod = {
  id: string
  controller: string
  /** From when on the key is no longer to be trusted. */
  revoked?: string
} & ({ type: 'Multikey'; publicKeyMultibase: string } | { type: 'JsonWebKey'; publicKeyJwk: object })

export type DidDocument = {
  '@context': string[]
  id: string
  alsoKnownAs?: string[]
  verificationMethod: VerificationMethod[]
  assertionMethod: string[]
}

/** `did:key` of a public key in multibase form (`z6Mk…`, `zDn…`). */
export function didKey(publicKeyMultibase: string): string {
  return `did:key:${publicKeyMultibase}`
}

/** The verification method inside a `did:key`: the method's name is the key once more (did:key method, 3.1.2). */
export function didKeyMethod(publicKeyMultibase: string): string {
  return `${didKey(publicKeyMultibase)}#${publicKeyMultibase}`
}

/**
 * `did:web` under a site (did:web method, 2.1): a port is percent-encoded, path segments are separated by colons.
 * Only https: the method resolves nothing else. Example: https://host:3000 + [providers, x] → did:web:host%3A3000:providers:x
 */
export function didWeb(publicUrl: string, path: string[]): string {
  const url = new URL(publicUrl)
  if (url.protocol !== 'https:') throw new Error(`did:web needs an https address, not ${publicUrl}`)
  const base = url.pathname.split('/').filter(Boolean)
  return ['did:web', encodeURIComponent(url.host), ...[...base, ...path].map(encodeURIComponent)].join(':')
}

/** Where the document of a `did:web` lies, or undefined if the identifier is malformed. */
export function didWebAddress(did: string): string | undefined {
  if (!did.startsWith('did:web:')) return undefined
  const [host, ...path] = did.slice('did:web:'.length).split(':')
  if (!host || path.includes('')) return undefined
  try {
    const place =
      path.length === 0
        ? '.well-known'
        : path.map((part) => encodeURIComponent(decodeURIComponent(part))).join('/')
    const url = new URL(`https://${decodeURIComponent(host)}/${place}/did.json`)
    // The host part must be nothing but host and port: no user, no path, no query smuggled in by an encoding.
    return url.host === decodeURIComponent(host).toLowerCase() && !url.search && !url.username
      ? url.href
      : undefined
  } catch {
    return undefined
  }
}

/** The controller of a verification method is its address without the fragment. */
export function controllerIdOf(methodId: string): string {
  return methodId.split('#')[0] ?? methodId
}

export function controllerDocument(
  id: string,
  methods: VerificationMethod[],
  alsoKnownAs?: string[],
): DidDocument {
  return {
    '@context': [
      'https://www.w3.org/ns/did/v1',
      'https://w3id.org/security/multikey/v1',
      ...(methods.some(({ type }) => type === 'JsonWebKey') ? ['https://w3id.org/security/jwk/v1'] : []),
    ],
    id,
    ...(alsoKnownAs?.length ? { alsoKnownAs } : {}),
    verificationMethod: methods,
    assertionMethod: methods.map((method) => method.id),
  }
}
