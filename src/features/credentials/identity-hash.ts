import { createHash } from 'node:crypto'

/**
 * The recipient as Open Badges 3.0 writes it (`IdentityObject`, `IdentityHash`): `sha256$` and the hex SHA-256 of the
 * lower-case address followed by the salt. Whoever knows the address can compare; whoever guesses addresses can too,
 * so this is a hint for a holder who shares, not a secret.
 */
export function emailIdentity(email: string, salt: string) {
  return {
    type: 'IdentityObject',
    hashed: true,
    identityHash: emailHash(email, salt),
    identityType: 'emailAddress',
    salt,
  }
}

export function emailHash(email: string, salt: string): string {
  return `sha256$${createHash('sha256')
    .update(email.trim().toLowerCase() + salt)
    .digest('hex')}`
}
