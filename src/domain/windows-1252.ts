// Written out, because the decoders of some runtimes take Windows-1252 for Latin-1.
const FROM_0X80 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'
const BYTES = new Map([...FROM_0X80].map((letter, at) => [letter.charCodeAt(0), 0x80 + at]))

/** The text of bytes in Windows-1252; every byte has a letter. */
export function decodeWindows1252(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes)
    text += byte >= 0x80 && byte < 0xa0 ? (FROM_0X80[byte - 0x80] as string) : String.fromCharCode(byte)
  return text
}

/** The byte of a UTF-16 code in Windows-1252, or in Latin-1; undefined where it is in neither. */
export function windows1252Byte(code: number): number | undefined {
  return BYTES.get(code) ?? (code <= 0xff ? code : undefined)
}
