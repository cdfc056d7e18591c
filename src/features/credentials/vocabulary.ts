/**
 * What our credentials say beyond Open Badges 3.0, as an inline JSON-LD context: words of schema.org where it has one,
 * else our own. Inline, so that any verifier can read (and the signature covers) every word without asking us for it.
 * A word, once issued, never changes its meaning: add, don't edit.
 */
const OURS = 'urn:candour:v1:'
const SCHEMA = 'https://schema.org/'
const XSD = 'http://www.w3.org/2001/XMLSchema#'

const text = (iri: string) => ({ '@id': iri })
const integer = (iri: string) => ({ '@id': iri, '@type': `${XSD}integer` })
const decimal = (iri: string) => ({ '@id': iri, '@type': `${XSD}decimal` })
const date = (iri: string) => ({ '@id': iri, '@type': `${XSD}date` })
const boolean = (iri: string) => ({ '@id': iri, '@type': `${XSD}boolean` })
const link = (iri: string) => ({ '@id': iri, '@type': `${XSD}anyURI` })
const node = (iri: string) => ({ '@id': iri, '@type': '@id' })

export const CANDOUR_CONTEXT = frozen({
  // On the credential
  demonstration: boolean(`${OURS}demonstration`),
  // On the achievement: what was promised
  educationalLevel: text(`${SCHEMA}educationalLevel`),
  timeRequired: text(`${SCHEMA}timeRequired`),
  teaches: { '@id': `${SCHEMA}teaches`, '@container': '@set' },
  competencyRequired: { '@id': `${SCHEMA}competencyRequired`, '@container': '@set' },
  assessmentKind: { '@id': `${OURS}assessmentKind`, '@container': '@set' },
  taskComplexity: text(`${OURS}taskComplexity`),
  supervision: text(`${OURS}supervision`),
  supervisionLevel: integer(`${OURS}supervisionLevel`),
  QualityAssurance: `${OURS}QualityAssurance`,
  qualityAssurance: node(`${OURS}qualityAssurance`),
  process: text(`${OURS}process`),
  reviewDate: date(`${OURS}reviewDate`),
  profile: link(`${OURS}profile`),
  // On the subject: how it was earned
  EarningRecord: `${OURS}EarningRecord`,
  earningRecord: node(`${OURS}earningRecord`),
  activeHours: decimal(`${OURS}activeHours`),
  handsOnShare: decimal(`${OURS}handsOnShare`),
  marksByDoingShare: decimal(`${OURS}marksByDoingShare`),
  marksByComputerShare: decimal(`${OURS}marksByComputerShare`),
  marksByPeersShare: decimal(`${OURS}marksByPeersShare`),
  marksByEducatorsShare: decimal(`${OURS}marksByEducatorsShare`),
  figuresRelease: link(`${OURS}figuresRelease`),
  figuresReleaseDate: date(`${OURS}figuresReleaseDate`),
  // On a piece of evidence: who marked it
  Assessor: `${OURS}Assessor`,
  assessor: { '@id': `${OURS}assessor`, '@type': '@id', '@container': '@set' },
  assessorKind: text(`${OURS}assessorKind`),
  assessorCount: integer(`${OURS}assessorCount`),
  // On a piece of evidence: how sure its mark is, and what stands behind it
  markLower: decimal(`${OURS}markLower`),
  markUpper: decimal(`${OURS}markUpper`),
  markIntervalLevel: decimal(`${OURS}markIntervalLevel`),
  blindAudit: boolean(`${OURS}blindAudit`),
  appealsDecided: integer(`${OURS}appealsDecided`),
  appealsRaised: integer(`${OURS}appealsRaised`),
  daysToMark: decimal(`${OURS}daysToMark`),
  promiseKept: boolean(`${OURS}promiseKept`),
  peerEducatorConcordance: decimal(`${OURS}peerEducatorConcordance`),
  peerEducatorConcordanceLower: decimal(`${OURS}peerEducatorConcordanceLower`),
  peerEducatorConcordanceUpper: decimal(`${OURS}peerEducatorConcordanceUpper`),
  peerEducatorPieces: integer(`${OURS}peerEducatorPieces`),
  // On an issuer
  issuerKind: text(`${OURS}issuerKind`),
} as const)

/** Nothing in it can be changed by accident, and what is made of it once (document-shape.ts) holds. */
function frozen<T extends Record<string, string | object>>(context: T): T {
  for (const meaning of Object.values(context)) Object.freeze(meaning)
  return Object.freeze(context)
}
