import {
  createCipheriv,
  createDecipheriv,
  createHash,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { link, mkdir, open, readdir, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import {
  generateKey,
  kindOf,
  privateKeyOfJwk,
  privateKeyOfMultibase,
  publicJwkOf,
  signWith,
} from './crypto.ts'
import { jwkOfMultikey, type PublicJwk } from './public-jwk.ts'
import { keyName } from './signing-key.ts'
import type { HeldKey, KeyVault } from './vault.ts'

// A vault in a folder: one file per key, private parts encrypted with AES-256-GCM under a master secret, which comes from
// the environment or from `master.secret` (0600) in the same folder. Backups of the folder hold both; operators who don't
// want that give the secret by environment.

const sealedSchema = z.object({ nonce: z.string(), tag: z.string(), data: z.string() })
type Sealed = z.infer<typeof sealedSchema>
const keyFileSchema = z.object({
  provider: z.string(),
  made: z.string(),
  publicJwk: z.object({ kty: z.string() }).catchall(z.string()),
  secret: sealedSchema,
})
/** The first form: one file per provider, Ed25519 only. */
const firstFormSchema = z.object({
  provider: z.string(),
  keys: z.array(z.looseObject({ publicKeyMultibase: z.string(), secret: sealedSchema, from: z.string() })),
})

type Stored = HeldKey & { made: string; open: () => KeyObject }

const PROVIDER_SLUG = /^[a-z0-9][a-z0-9-]{0,79}$/

/** Opens the folder, making it (0700) and the master secret at the first start. `masterSecret` wins over the file. */
export async function openFileVault(folder: string, masterSecret?: string): Promise<KeyVault> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const master = masterSecret ?? (await readMasterSecret(folder))
  const opened = new Map<string, { key: KeyObject; kind: HeldKey['kind'] }>()
  const held = (provider: string) => readKeys({ folder, master }, provider)

  const openKey = async (provider: string, name: string) => {
    const known = opened.get(`${provider} ${name}`)
    if (known) return known
    const stored = (await held(provider)).find((key) => key.name === name)
    if (!stored)
      throw new Error(`The folder ${folder} holds no key ${name} of ${provider}: restore it from a backup`)
    const key = { key: stored.open(), kind: stored.kind }
    opened.set(`${provider} ${name}`, key)
    return key
  }

  return {
    list: async (provider) =>
      (await held(provider)).map(({ name, kind, publicJwk }) => ({ name, kind, publicJwk })),
    async make(provider, kind, now) {
      const key = await generateKey(kind)
      const publicJwk = publicJwkOf(key)
      const name = keyName(publicJwk)
      const secret = seal(master, provider, name, JSON.stringify(key.export({ format: 'jwk' })))
      const content = { provider, made: now.toISOString(), publicJwk, secret }
      await createOnce(keyPath(folder, provider, name), JSON.stringify(content, null, 2))
      return { name, kind, publicJwk }
    },
    async sign(provider, name, data) {
      const { key, kind } = await openKey(provider, name)
      return signWith(key, kind, data)
    },
    async destroy(provider, name) {
      opened.delete(`${provider} ${name}`)
      await unlink(keyPath(folder, provider, name)).catch(ignoreAbsent)
      await dropFromFirstForm(folder, provider, name)
    },
  }
}

type Place = { folder: string; master: string }

async function readKeys(place: Place, provider: string): Promise<Stored[]> {
  refuseStrangeName(provider)
  const names = (await readdir(place.folder)).filter(
    (name) => name.startsWith(`${provider}.`) && name.endsWith('.json') && name !== `${provider}.json`,
  )
  const keys = [...(await readFirstForm(place, provider))]
  for (const name of names) {
    const path = join(place.folder, name)
    const content = await readFile(path, 'utf8').catch(ignoreAbsent)
    if (content !== undefined) keys.push(readKey(place, provider, path, content))
  }
  return keys.toSorted((a, b) => a.made.localeCompare(b.made))
}

function readKey({ master }: Place, provider: string, path: string, content: string): Stored {
  const { publicJwk: jwk, secret, made } = parse(path, content, keyFileSchema)
  const publicJwk = jwk as PublicJwk
  const kind = kindOf(publicJwk)
  if (!kind) throw damaged(path)
  const name = keyName(publicJwk)
  const open = () => privateKeyOfJwk(JSON.parse(unseal(master, provider, name, secret)))
  return { name, kind, publicJwk, made, open }
}

async function readFirstForm({ folder, master }: Place, provider: string): Promise<Stored[]> {
  const path = join(folder, `${provider}.json`)
  const content = await readFile(path, 'utf8').catch(ignoreAbsent)
  if (content === undefined) return []
  return parse(path, content, firstFormSchema).keys.map(({ publicKeyMultibase: name, secret, from }) => {
    const publicJwk = jwkOfMultikey(name)
    if (!publicJwk) throw damaged(path)
    const open = () => privateKeyOfMultibase(unseal(master, provider, name, secret), publicJwk)
    return { name, kind: 'ed25519', publicJwk, made: from, open }
  })
}

async function dropFromFirstForm(folder: string, provider: string, name: string): Promise<void> {
  const path = join(folder, `${provider}.json`)
  const content = await readFile(path, 'utf8').catch(ignoreAbsent)
  if (content === undefined) return
  const file = parse(path, content, firstFormSchema)
  const keys = file.keys.filter((key) => key.publicKeyMultibase !== name)
  if (keys.length === file.keys.length) return
  const draft = await writeDraft(path, JSON.stringify({ ...file, keys }, null, 2))
  await rename(draft, path)
}

function parse<S extends z.ZodType>(path: string, content: string, schema: S): z.output<S> {
  try {
    return schema.parse(JSON.parse(content))
  } catch (cause) {
    throw damaged(path, cause)
  }
}

function damaged(path: string, cause?: unknown): Error {
  return new Error(`${path} is damaged: restore it from a backup`, { cause })
}

async function readMasterSecret(folder: string): Promise<string> {
  const path = join(folder, 'master.secret')
  await createOnce(path, randomBytes(32).toString('base64url'))
  const found = (await readFile(path, 'utf8')).trim()
  if (found.length < 32) throw damaged(path)
  return found
}

/** Short enough for a backup's names, and the same for the same key. */
function keyPath(folder: string, provider: string, name: string): string {
  refuseStrangeName(provider)
  const short = createHash('sha256').update(name).digest('hex').slice(0, 12)
  return join(folder, `${provider}.${short}.json`)
}

function refuseStrangeName(provider: string): void {
  if (!PROVIDER_SLUG.test(provider)) throw new Error(`${provider} is not a provider's short name`)
}

function seal(master: string, provider: string, name: string, secret: string): Sealed {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', encryptionKey(master, provider), nonce)
  cipher.setAAD(Buffer.from(name))
  const data = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return {
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  }
}

function unseal(master: string, provider: string, name: string, secret: Sealed): string {
  try {
    const nonce = Buffer.from(secret.nonce, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', encryptionKey(master, provider), nonce)
    decipher.setAAD(Buffer.from(name))
    decipher.setAuthTag(Buffer.from(secret.tag, 'base64'))
    const text = Buffer.concat([decipher.update(Buffer.from(secret.data, 'base64')), decipher.final()])
    return text.toString('utf8')
  } catch (cause) {
    throw new Error(
      `The key of ${provider} can't be opened: the master secret is not the one it was locked with`,
      { cause },
    )
  }
}

function encryptionKey(master: string, provider: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, provider, 'candour issuer key v1', 32))
}

/** Writes a file whole or not at all, and never over an existing one, also when two processes start at once. */
async function createOnce(path: string, content: string): Promise<void> {
  const draft = await writeDraft(path, content)
  try {
    await link(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await unlink(draft)
  }
}

async function writeDraft(path: string, content: string): Promise<string> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.draft`
  await writeFile(draft, `${content}\n`, { mode: 0o600, flag: 'wx' })
  const handle = await open(draft, 'r')
  await handle.sync().finally(() => handle.close())
  return draft
}

function ignoreAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
  return undefined
}
