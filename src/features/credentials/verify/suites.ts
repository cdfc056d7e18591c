import type { KeyObject } from 'node:crypto'
import { eddsaRdfc2022 } from './suite-eddsa-rdfc-2022.ts'

/** One way of signing with Data Integrity: one file each, listed below. */
export type Suite = {
  /** The `cryptosuite` of the proof. */
  name: string
  /** The bytes of a `proofValue`, or undefined if no signer of this suite could have written it. */
  decodeSignature: (proofValue: string) => Uint8Array | undefined
  /** What was signed. Throws as JSON-LD does, if the document has no faithful canonical form. */
  dataToVerify: (
    input: { expanded: object; document: object; proofOptions: object },
    signal: AbortSignal,
  ) => Promise<Buffer>
  /** Undefined if the key is of a kind that the suite doesn't use. */
  isRight: (data: Buffer, signature: Uint8Array, key: KeyObject) => boolean | undefined
}

const SUITES = new Map([eddsaRdfc2022].map((suite) => [suite.name, suite]))

export function selectOptionalSuite(name: unknown): Suite | undefined {
  return typeof name === 'string' ? SUITES.get(name) : undefined
}
