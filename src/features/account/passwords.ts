import { hash, verify } from '@node-rs/argon2'

// argon2id with 19 MiB, two passes, one lane: the OWASP Password Storage Cheat Sheet's first choice.
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export function hashPassword(password: string): Promise<string> {
  return hash(password, options)
}

let nobody: Promise<string> | undefined

/** Takes as long for an address without an account as for one with: the time must not tell. */
export async function passwordFits(
  passwordHash: string | null | undefined,
  password: string,
): Promise<boolean> {
  nobody ??= hashPassword('no account has this password')
  const fits = await verify(passwordHash ?? (await nobody), password)
  return fits && Boolean(passwordHash)
}
