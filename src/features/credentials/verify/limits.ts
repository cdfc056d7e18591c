/** A baked badge may be a large picture; the credential itself may not be large. */
export const INPUT_BYTES_MAX = 10 * 1024 * 1024
export const CREDENTIAL_BYTES_MAX = 1024 * 1024
/** Real credentials need about ten levels. */
export const DEPTH_MAX = 64
/** Objects and values in all: canonical form costs milliseconds for each of the first, and more if they are alike. */
export const PARTS_MAX = 5_000
