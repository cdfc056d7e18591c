import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import jsonld from 'jsonld'
import { loadContext } from './contexts.ts'
import { type CanonicalHash, fillTemplate, quadTemplates } from './quad-template.ts'

type Options = { isExpanded?: boolean; signal?: AbortSignal; hash?: CanonicalHash }

/**
 * The canonical RDF (RDFC-1.0, as N-Quads) of a JSON-LD document, by the built-in vocabularies only. Throws as JSON-LD
 * does where a word has no meaning, and where `signal` ends the work. Statements whose nameless nodes all look different
 * from next to them, which is nearly always so, are put in order here; the library does the rest, and takes ten times as
 * long for it.
 */
export async function canonicalForm(document: object, options: Options = {}): Promise<string> {
  const dataset = await rdfOf(document, options.isExpanded)
  const template = quadTemplates(dataset, () => undefined)
  const filled = template === 'unfit' ? 'unfit' : fillTemplate(template, [], options.hash)
  return typeof filled === 'string' && filled !== 'unfit' ? filled : libraryForm(document, options)
}

/** The same by the library alone. */
export function libraryForm(
  document: object,
  { isExpanded = false, signal, hash = 'sha256' }: Options = {},
): Promise<string> {
  return cryptosuite.canonize(document, {
    documentLoader: loadContext,
    skipExpansion: isExpanded,
    messageDigestAlgorithm: hash === 'sha384' ? 'SHA-384' : 'SHA-256',
    ...(signal ? { signal } : {}),
  })
}

/** The statements of a document, each text and address as it is. */
export function rdfOf(document: object, isExpanded = false) {
  return jsonld.toRDF(document, {
    documentLoader: loadContext,
    skipExpansion: isExpanded,
    base: null,
    safe: true,
    rdfDirection: 'i18n-datatype',
    produceGeneralizedRdf: false,
  })
}
