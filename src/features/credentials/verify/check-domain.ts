import { didWebAddress } from '../did.ts'
import type { DocumentLoader } from '../document-loader.ts'
import type { Controllers } from './controller.ts'
import { detail } from './details.ts'
import { asArray, idOf, isDeeperThan, isObject, type JsonObject, parseJson } from './json-values.ts'
import { DEPTH_MAX } from './limits.ts'
import { finding } from './reasons.ts'
import type { Check, Verdict } from './result.ts'

export type DomainAsking = {
  controllers: Controllers
  /** Absent when offline: then nothing is said. */
  loader?: DocumentLoader
  /** Checks a statement of the website as the credential that it is. */
  judge: (text: string) => Promise<{ verdict: Verdict; credential: JsonObject }>
}

/** More statements than any website has; each costs a signature. */
const STATEMENTS_MAX = 20

/**
 * Whether the website that the issuer names says that it belongs to the issuer: by being the place of its `did:web`, or
 * by a Well Known DID Configuration (Decentralized Identity Foundation, v1). Says nothing where no website is named.
 */
export async function checkDomain(credential: JsonObject, asking: DomainAsking): Promise<Check[]> {
  const issuer = idOf(credential.issuer)
  if (!issuer || !asking.loader) return []
  const origin = await websiteOf(credential, issuer, asking.controllers)
  if (!origin) return []
  const domain = new URL(origin).host
  const didPlace = didWebAddress(issuer)
  if (didPlace && new URL(didPlace).origin === origin) {
    return [finding('domain', 'domain_is_issuer', { domain })]
  }
  const why = await whyNotLinked(origin, issuer, asking.loader, asking.judge)
  return [
    why === undefined
      ? finding('domain', 'domain_linked', { domain })
      : finding('domain', 'domain_not_shown', { domain, detail: why }),
  ]
}

/** The website that the issuer's own document names (`LinkedDomains`), else the one in the credential. */
async function websiteOf(
  { issuer }: JsonObject,
  id: string,
  controllers: Controllers,
): Promise<string | undefined> {
  const controller = await controllers(id)
  const services = controller.status === 'found' ? asArray(controller.document.service).filter(isObject) : []
  const linked = services
    .filter((service) => asArray(service.type).includes('LinkedDomains'))
    .flatMap(({ serviceEndpoint }) =>
      isObject(serviceEndpoint) ? asArray(serviceEndpoint.origins) : asArray(serviceEndpoint),
    )
  const named = [...linked, isObject(issuer) ? issuer.url : undefined]
  const address = named.find((value) => typeof value === 'string' && URL.canParse(value))
  const origin = typeof address === 'string' ? new URL(address).origin : ''
  return origin.startsWith('https:') ? origin : undefined
}

async function whyNotLinked(
  origin: string,
  issuer: string,
  loader: DocumentLoader,
  judge: DomainAsking['judge'],
): Promise<string | undefined> {
  const loaded = await loader(`${origin}/.well-known/did-configuration.json`)
  if (loaded.status === 'not_loaded') return loaded.why
  const configuration = parseJson(Buffer.from(loaded.bytes).toString('utf8'))
  if (!isObject(configuration) || isDeeperThan(configuration, DEPTH_MAX)) return detail('not_json')
  let isNamed = false
  for (const statement of asArray(configuration.linked_dids).slice(0, STATEMENTS_MAX)) {
    const text = typeof statement === 'string' ? statement : JSON.stringify(statement)
    const { verdict, credential } = await judge(text)
    const subject = asArray(credential.credentialSubject).find(isObject) ?? {}
    const isAbout = idOf(credential.issuer) === issuer && subject.id === issuer
    isNamed ||= isAbout
    const isLink = isAbout && asArray(credential.type).includes('DomainLinkageCredential')
    if (isLink && verdict === 'valid' && originOf(subject.origin) === origin) return undefined
  }
  return detail(isNamed ? 'domain_not_right' : 'domain_not_listed')
}

function originOf(value: unknown): string | undefined {
  return typeof value === 'string' && URL.canParse(value) ? new URL(value).origin : undefined
}
