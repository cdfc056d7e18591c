import type { JsonWebKey, KeyObject } from 'node:crypto'
import { SetupError } from '../../../platform/config.ts'
import { kindOf, privateKeyOfJwk, publicJwkOf, signWith } from './crypto.ts'
import { keyName } from './signing-key.ts'
import type { HeldKey, KeyVault } from './vault.ts'

type Given = HeldKey & { provider: string; key: KeyObject }

/**
 * A vault whose keys come by the setting CANDOUR_ISSUER_KEYS, for operators who keep secrets elsewhere: a JSON object of
 * providers' short names, each with its private keys as JWKs, the newest last. Providers that it doesn't name have their
 * keys in `rest`.
 * @throws SetupError that says which part can't be read, without showing it
 */
export function environmentVault(setting: string, rest: KeyVault): KeyVault {
  const given = readGiven(setting)
  const ofProvider = (provider: string) => given.filter((key) => key.provider === provider)
  const isNamed = (provider: string) => ofProvider(provider).length > 0
  return {
    list: async (provider) =>
      isNamed(provider)
        ? ofProvider(provider).map(({ name, kind, publicJwk }) => ({ name, kind, publicJwk }))
        : rest.list(provider),
    async make(provider, kind, now) {
      if (!isNamed(provider)) return rest.make(provider, kind, now)
      throw new SetupError(
        `The keys of ${provider} come by CANDOUR_ISSUER_KEYS: put a new ${kind} key behind the others there, and start again.`,
      )
    },
    async sign(provider, name, data) {
      if (!isNamed(provider)) return rest.sign(provider, name, data)
      const found = ofProvider(provider).find((key) => key.name === name)
      if (!found) throw new SetupError(`CANDOUR_ISSUER_KEYS no longer holds the key ${name} of ${provider}.`)
      return signWith(found.key, found.kind, data)
    },
    // What was given is the giver's to take away.
    destroy: async (provider, name) => (isNamed(provider) ? undefined : rest.destroy(provider, name)),
  }
}

function readGiven(setting: string): Given[] {
  const providers = readJson(setting)
  return Object.entries(providers).flatMap(([provider, jwks]) => {
    if (!Array.isArray(jwks)) throw unusable(`"${provider}" must have a list of JWKs`)
    return jwks.map((jwk, index) => readKey(provider, jwk, index))
  })
}

function readJson(setting: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(setting)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch {
    // Said below; the parser's message could hold a part of a secret.
  }
  throw unusable('it must be a JSON object')
}

function readKey(provider: string, jwk: unknown, index: number): Given {
  const place = `key ${index + 1} of "${provider}"`
  try {
    const key = privateKeyOfJwk(jwk as JsonWebKey)
    const publicJwk = publicJwkOf(key)
    const kind = kindOf(publicJwk)
    if (kind) return { provider, key, kind, publicJwk, name: keyName(publicJwk) }
  } catch {
    throw unusable(`${place} is no private JWK`)
  }
  throw unusable(`${place} must be Ed25519, P-256 or RSA`)
}

function unusable(why: string): SetupError {
  return new SetupError(`Setting CANDOUR_ISSUER_KEYS: what was given can't be used (${why}).`)
}
