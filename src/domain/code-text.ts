// Coupon and voucher codes as people read, say and type them: Crockford's alphabet, in which no two signs look alike.

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Sixteen signs of five bits: 80 bits, which nobody guesses. */
export const codeBytes = 10

/** A code from ten random bytes, in groups of four: "7KQ2-M0XD-…". */
export function codeFrom(bytes: Uint8Array): string {
  if (bytes.length < codeBytes) throw new RangeError(`A code needs ${codeBytes} bytes, not ${bytes.length}`)
  let signs = ''
  let bits = 0
  let held = 0
  for (const byte of bytes.subarray(0, codeBytes)) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      signs += alphabet[(held >> bits) & 31]
    }
    held &= (1 << bits) - 1
  }
  return signs.match(/.{4}/g)!.join('-')
}

/** What is compared: capitals without spaces and hyphens, with signs that are often mistaken read as one. */
export function plainCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-‐-―_.]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
}

/** A word that a provider may choose for a code that many use: long enough not to be met by chance. */
export function isCodeWord(typed: string): boolean {
  return /^[0-9A-Z]{6,24}$/.test(plainCode(typed))
}
