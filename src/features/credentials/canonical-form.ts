import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { loadContext } from './contexts.ts'

/**
 * The canonical RDF (RDFC-1.0, as N-Quads) of a JSON-LD document, by the built-in vocabularies only. Throws as JSON-LD
 * does where a word has no meaning, and where `signal` ends the work.
 */
export function canonicalForm(
  document: object,
  { isExpanded = false, signal }: { isExpanded?: boolean; signal?: AbortSignal } = {},
): Promise<string> {
  return cryptosuite.canonize(document, {
    documentLoader: loadContext,
    skipExpansion: isExpanded,
    ...(signal ? { signal } : {}),
  })
}
