import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey'
import { z } from 'zod'
import {
  controllerDocument,
  type DidDocument,
  didKey,
  didKeyMethod,
  didWeb,
  type VerificationMethod,
} from './did.ts'
import type { SigningKey } from './sign.ts'

/**
 * Where the issuers' keys lie: one file per provider, private parts encrypted with AES-256-GCM under a master secret,
 * which comes from the environment or from `master.secret` (0600) in the same folder. Backups of the folder hold both;
 * operators who don't want that give the secret by environment.
 */
export type KeyStore = { folder: string; masterSecret: string }

const keySchema = z.object({
  publicKeyMultibase: z.string(),
  secret: z.object({ nonce: z.string(), tag: z.string(), data: z.string() }),
  from: z.string(),
  until: z.string().nullable(),
  revoked: z.string().nullable(),
})
const keyFileSchema = z.object({ provider: z.string(), keys: z.array(keySchema).min(1) })
type KeyFile = z.infer<typeof keyFileSchema>
type StoredKey = z.infer<typeof keySchema>

const PROVIDER_SLUG = /^[a-z0-9][a-z0-9-]{0,79}$/

/** Opens the folder, making it (0700) and the master secret at the first start. `masterSecret` wins over the file. */
export async function openKeyStore(folder: string, masterSecret?: string): Promise<KeyStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (masterSecret) return { folder, masterSecret }
  const path = join(folder, 'master.secret')
  await createOnce(path, randomBytes(32).toString('base64url'))
  const found = (await readFile(path, 'utf8')).trim()
  if (found.length < 32) throw new Error(`${path} is damaged: restore it from a backup`)
  return { folder, masterSecret: found }
}

/**
 * The provider's DID and the key that signs at `now`; both are made on first use. `did:web` where the site is served
 * over https (others can then look the key up, and it can be rotated), else `did:key`.
 */
export async function selectSigningKey(
  store: KeyStore,
  provider: string,
  publicUrl: string,
  now: Date,
): Promise<SigningKey> {
  const file = await selectKeyFile(store, provider, now)
  const key = file.keys.find((candidate) => isInForce(candidate, now))
  if (!key) throw new Error(`${provider} has no key that is in force at ${now.toISOString()}`)
  const method = verificationMethod(key, provider, publicUrl)
  return {
    id: method.id,
    controller: method.controller,
    publicKeyMultibase: key.publicKeyMultibase,
    secretKeyMultibase: openSecret(store, provider, key),
  }
}

/** The provider's DID document with all keys it ever had, for `did:web`; undefined where the site is not https. */
export async function selectOptionalDidDocument(
  store: KeyStore,
  provider: string,
  publicUrl: string,
  now: Date,
): Promise<DidDocument | undefined> {
  if (!publicUrl.startsWith('https:')) return undefined
  const file = await selectKeyFile(store, provider, now)
  const methods = file.keys.map((key) => verificationMethod(key, provider, publicUrl))
  return controllerDocument(didWeb(publicUrl, ['providers', provider]), methods)
}

async function selectKeyFile(store: KeyStore, provider: string, now: Date): Promise<KeyFile> {
  if (!PROVIDER_SLUG.test(provider)) throw new Error(`${provider} is not a provider's short name`)
  const path = join(store.folder, `${provider}.json`)
  const existing = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (existing !== undefined) return readKeyFile(path, existing)
  await createOnce(path, JSON.stringify({ provider, keys: [await makeKey(store, provider, now)] }, null, 2))
  // Another process may have been first: what lies in the folder is the truth.
  return readKeyFile(path, await readFile(path, 'utf8'))
}

function readKeyFile(path: string, content: string): KeyFile {
  try {
    return keyFileSchema.parse(JSON.parse(content))
  } catch (cause) {
    throw new Error(`${path} is damaged: restore it from a backup`, { cause })
  }
}

function isInForce(key: StoredKey, now: Date): boolean {
  const withdrawn = [key.until, key.revoked].some((end) => end !== null && new Date(end) <= now)
  return new Date(key.from) <= now && !withdrawn
}

function verificationMethod(key: StoredKey, provider: string, publicUrl: string): VerificationMethod {
  const { publicKeyMultibase } = key
  const isWeb = publicUrl.startsWith('https:')
  const controller = isWeb ? didWeb(publicUrl, ['providers', provider]) : didKey(publicKeyMultibase)
  return {
    id: isWeb ? `${controller}#${publicKeyMultibase}` : didKeyMethod(publicKeyMultibase),
    type: 'Multikey',
    controller,
    publicKeyMultibase,
    ...(key.until ? { expires: key.until } : {}),
    ...(key.revoked ? { revoked: key.revoked } : {}),
  }
}

async function makeKey(store: KeyStore, provider: string, now: Date): Promise<StoredKey> {
  const pair = await Ed25519Multikey.generate()
  const { publicKeyMultibase, secretKeyMultibase } = pair
  const secret = sealSecret(store, provider, publicKeyMultibase, secretKeyMultibase)
  return { publicKeyMultibase, secret, from: now.toISOString(), until: null, revoked: null }
}

function sealSecret(store: KeyStore, provider: string, publicKey: string, secretKey: string) {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', encryptionKey(store, provider), nonce)
  cipher.setAAD(Buffer.from(publicKey))
  const data = Buffer.concat([cipher.update(secretKey, 'utf8'), cipher.final()])
  return {
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  }
}

function openSecret(store: KeyStore, provider: string, { secret, publicKeyMultibase }: StoredKey): string {
  try {
    const nonce = Buffer.from(secret.nonce, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', encryptionKey(store, provider), nonce)
    decipher.setAAD(Buffer.from(publicKeyMultibase))
    decipher.setAuthTag(Buffer.from(secret.tag, 'base64'))
    return Buffer.concat([decipher.update(Buffer.from(secret.data, 'base64')), decipher.final()]).toString(
      'utf8',
    )
  } catch (cause) {
    throw new Error(
      `The key of ${provider} can't be opened: the master secret is not the one it was locked with`,
      { cause },
    )
  }
}

function encryptionKey(store: KeyStore, provider: string): Buffer {
  return Buffer.from(hkdfSync('sha256', store.masterSecret, provider, 'candour issuer key v1', 32))
}

/** Writes a file whole or not at all, and never over an existing one, also when two processes start at once. */
async function createOnce(path: string, content: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.draft`
  await writeFile(draft, `${content}\n`, { mode: 0o600, flag: 'wx' })
  const handle = await open(draft, 'r')
  await handle.sync().finally(() => handle.close())
  try {
    await link(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await unlink(draft)
  }
}
