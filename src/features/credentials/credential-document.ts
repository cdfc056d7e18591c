import { CREDENTIALS_V2, OPEN_BADGES_EXTENSIONS, OPEN_BADGES_V3 } from './contexts.ts'
import type { emailIdentity } from './identity-hash.ts'
import { CANDOUR_CONTEXT } from './vocabulary.ts'

/** Who issues: a provider of this site. */
export type CredentialIssuer = {
  /** `did:web` or `did:key`: must control the signing key. */
  id: string
  name: string
  /** The provider's page on this site. */
  url: string
  kind: 'industry' | 'educator' | 'public_body'
  /** ISO 3166-1 alpha-2. */
  country: string
}

/** What was earned, as the credential's content stated it in that edition. */
export type CredentialAchievement = {
  /** Stable address of this edition's page. */
  id: string
  /** `Certificate`, `Badge`, `Course`, `MicroCredential` … (Open Badges 3.0, AchievementType). */
  type: string
  name: string
  description: string
  /** Markdown: what had to be done. */
  criteria: string
  outcomes: string[]
  /** Skills with an entry in a public framework (ESCO, O*NET …). */
  alignments: { name: string; url: string; framework?: string; code?: string }[]
  level: string
  prerequisites: string[]
  /** Effort for a learner with no prior learning, in hours. */
  hours: number
  assessmentKinds: string[]
  taskComplexity: string
  supervision: { level: number; words: string }
  qualityAssurance: { process: string; reviewDate?: string; profile?: string }
  /** BCP 47. */
  language: string
  edition: string
  /** Credit that the provider states, in its own unit; absent where there is none. */
  credits?: number
  tags?: string[]
}

/** Who marked one piece of work. Only kinds and numbers, never names. */
export type CredentialAssessor = { kind: 'computer' | 'peer' | 'educator'; count: number }

/** One assessed piece: its result, and who marked it. */
export type CredentialWork = {
  /** Stable within the achievement, e.g. the slug of the item. */
  slug: string
  name: string
  kind: 'quiz' | 'lab' | 'project'
  /** Share of the points reached, 0 to 1. */
  score: number
  /** Share of the points needed, 0 to 1; absent where any score passes. */
  scoreRequired?: number
  assessors: CredentialAssessor[]
  /** One or two plain sentences on how it was assessed. */
  narrative: string
  standing?: WorkStanding
}

/** How sure a mark is, and what stands behind it; what is not known is left out. Shares are 0 to 1. */
export type WorkStanding = {
  interval?: { lower: number; upper: number; level: number }
  blindAudit?: boolean
  appeals?: { decided: number; raised: number }
  daysToMark?: number
  promiseKept?: boolean
  /** How peers and educators who marked blind agreed on this project (Lin's concordance), and on how many pieces. */
  agreement?: { pieces: number; concordance: number; lower?: number; upper?: number }
}

/** Whom it is about. Without an address it says no more than "the holder": the page's address, with `#holder`. */
export type CredentialSubject = {
  /** An identifier that the holder proved to control; else the holder of this very credential. */
  id?: string
  /** Only where the holder chose to show it, as a salted hash. */
  address?: ReturnType<typeof emailIdentity>
  /** Only where the holder chose to show it. */
  name?: string
}

/** Where its status is published: the same place in two lists. */
export type CredentialStatus = { index: number; revocation: string; suspension: string }

export type CredentialInput = {
  /** Stable address of the credential's public page. */
  id: string
  issuer: CredentialIssuer
  achievement: CredentialAchievement
  subject: CredentialSubject
  work: CredentialWork[]
  /** Measured while it was earned; what was not measured is left out. Shares are 0 to 1. */
  earned: {
    activeHours?: number
    handsOnShare?: number
    marksByDoingShare?: number
    marksByComputerShare?: number
    marksByPeersShare?: number
    marksByEducatorsShare?: number
  }
  /** The figures release in force: what the label said on that day. */
  figuresRelease?: { url: string; date: string }
  /** First activity and last qualifying hand-in, as dates (YYYY-MM-DD). */
  activityStart?: string
  activityEnd?: string
  issuedAt: Date
  validUntil?: Date
  status?: CredentialStatus
  /** Where a newer copy of it can be had. */
  refresh?: string
  /** True for credentials of demo providers: said first in name and description, and in a field of its own. */
  demonstration: boolean
}

export type CredentialDocument = Record<string, unknown> & {
  '@context': unknown[]
  id: string
  type: string[]
  issuer: { id: string } & Record<string, unknown>
  credentialSubject: Record<string, unknown>
}

export const CONTEXTS = [CREDENTIALS_V2, OPEN_BADGES_V3, OPEN_BADGES_EXTENSIONS, CANDOUR_CONTEXT]

/**
 * Builds the unsigned Open Badges 3.0 credential (Verifiable Credentials 2.0): `OpenBadgeCredential` with everything
 * that stands behind it. Every word used is defined by one of its contexts, so the signature covers all of it.
 */
export function buildCredentialDocument(input: CredentialInput): CredentialDocument {
  const name = input.demonstration ? `Demonstration: ${input.achievement.name}` : input.achievement.name
  return {
    '@context': CONTEXTS,
    id: input.id,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name,
    description: credentialDescription(input),
    ...(input.demonstration ? { demonstration: true } : {}),
    issuer: issuerProfile(input.issuer),
    validFrom: dateTime(input.issuedAt),
    ...(input.validUntil ? { validUntil: dateTime(input.validUntil) } : {}),
    awardedDate: dateTime(input.issuedAt),
    credentialSubject: subject(input, name),
    ...(input.work.length > 0 ? { evidence: input.work.map((work) => evidence(input, work)) } : {}),
    ...whereItStands(input.status, input.refresh),
  }
}

/** Whether it stands is published in lists (Bitstring Status List 1.0), and a newer copy at its own address. */
export function whereItStands(status: CredentialStatus | undefined, refresh: string | undefined) {
  return {
    ...(status
      ? { credentialStatus: [statusEntry(status, 'revocation'), statusEntry(status, 'suspension')] }
      : {}),
    ...(refresh ? { refreshService: { id: refresh, type: '1EdTechCredentialRefresh' } } : {}),
  }
}

function statusEntry(status: CredentialStatus, statusPurpose: 'revocation' | 'suspension') {
  return {
    id: `${status[statusPurpose]}#${status.index}`,
    type: 'BitstringStatusListEntry',
    statusPurpose,
    statusListIndex: String(status.index),
    statusListCredential: status[statusPurpose],
  }
}

function credentialDescription({ demonstration, achievement, issuer }: CredentialInput): string {
  const said = `${achievement.name}, awarded by ${issuer.name}. ${achievement.description}`
  return demonstration
    ? `Demonstration only: ${issuer.name} is a fictional provider, and nobody may rely on this credential. ${said}`
    : said
}

function issuerProfile(issuer: CredentialIssuer) {
  return {
    id: issuer.id,
    type: ['Profile'],
    name: issuer.name,
    url: issuer.url,
    issuerKind: issuer.kind,
    address: { type: ['Address'], addressCountryCode: issuer.country },
  }
}

function subject(input: CredentialInput, achievementName: string) {
  return {
    ...whoItIsAbout(input.id, input.subject),
    ...(input.activityStart ? { activityStartDate: input.activityStart } : {}),
    ...(input.activityEnd ? { activityEndDate: input.activityEnd } : {}),
    achievement: achievement(input, achievementName),
    ...(input.work.length > 0 ? { result: input.work.map((work) => result(input, work)) } : {}),
    ...earningRecord(input),
  }
}

/** Open Badges 3.0 asks for an `id` or an `identifier` of the holder. */
export function whoItIsAbout(credential: string, { id, address, name }: CredentialSubject) {
  return {
    id: id ?? `${credential}#holder`,
    type: ['AchievementSubject'],
    ...(name ? { name } : {}),
    ...(address ? { identifier: [address] } : {}),
  }
}

/**
 * No `creator`: it is the issuer, and a second node of the same id would let the two be mixed without changing the
 * canonical form that is signed.
 */
function achievement({ achievement: stated, work }: CredentialInput, name: string) {
  return {
    id: stated.id,
    type: ['Achievement'],
    achievementType: stated.type,
    name,
    description: stated.description,
    criteria: { type: 'Criteria', narrative: stated.criteria },
    inLanguage: stated.language,
    version: stated.edition,
    ...(stated.credits === undefined ? {} : { creditsAvailable: stated.credits }),
    ...(stated.tags?.length ? { tag: stated.tags } : {}),
    ...(stated.alignments.length > 0 ? { alignment: stated.alignments.map(alignment) } : {}),
    ...(work.length > 0
      ? { resultDescription: work.map((piece) => resultDescription(stated.id, piece)) }
      : {}),
    educationalLevel: stated.level,
    timeRequired: isoDuration(stated.hours),
    teaches: stated.outcomes,
    ...(stated.prerequisites.length > 0 ? { competencyRequired: stated.prerequisites } : {}),
    assessmentKind: stated.assessmentKinds,
    taskComplexity: stated.taskComplexity,
    supervision: stated.supervision.words,
    supervisionLevel: stated.supervision.level,
    qualityAssurance: { type: 'QualityAssurance', ...stated.qualityAssurance },
  }
}

function alignment(skill: CredentialAchievement['alignments'][number]) {
  return {
    type: ['Alignment'],
    targetName: skill.name,
    targetUrl: skill.url,
    ...(skill.framework ? { targetFramework: skill.framework } : {}),
    ...(skill.code ? { targetCode: skill.code } : {}),
  }
}

function resultDescription(achievementId: string, work: CredentialWork) {
  return {
    id: resultDescriptionId(achievementId, work),
    type: ['ResultDescription'],
    name: work.name,
    resultType: 'Percent',
    valueMin: '0',
    valueMax: '100',
    ...(work.scoreRequired === undefined ? {} : { requiredValue: percent(work.scoreRequired) }),
  }
}

function result(input: CredentialInput, work: CredentialWork) {
  return {
    type: ['Result'],
    resultDescription: resultDescriptionId(input.achievement.id, work),
    value: percent(work.score),
  }
}

function evidence(input: CredentialInput, work: CredentialWork) {
  return {
    id: `${input.id}#${work.slug}`,
    type: ['Evidence'],
    name: work.name,
    genre: work.kind,
    narrative: work.narrative,
    assessor: work.assessors.map(({ kind, count }) => ({
      type: 'Assessor',
      assessorKind: kind,
      assessorCount: count,
    })),
    ...standing(work.standing ?? {}),
  }
}

function standing({ interval, blindAudit, appeals, daysToMark, promiseKept, agreement }: WorkStanding) {
  return {
    ...decimals({
      markLower: interval?.lower,
      markUpper: interval?.upper,
      markIntervalLevel: interval?.level,
      daysToMark,
      peerEducatorConcordance: agreement?.concordance,
      peerEducatorConcordanceLower: agreement?.lower,
      peerEducatorConcordanceUpper: agreement?.upper,
    }),
    ...(blindAudit ? { blindAudit } : {}),
    ...(appeals ? { appealsDecided: appeals.decided, appealsRaised: appeals.raised } : {}),
    ...(promiseKept === undefined ? {} : { promiseKept }),
    ...(agreement ? { peerEducatorPieces: agreement.pieces } : {}),
  }
}

function earningRecord({ earned, figuresRelease }: CredentialInput) {
  const measured = {
    ...decimals(earned),
    ...(figuresRelease
      ? { figuresRelease: figuresRelease.url, figuresReleaseDate: figuresRelease.date }
      : {}),
  }
  return Object.keys(measured).length > 0 ? { earningRecord: { type: 'EarningRecord', ...measured } } : {}
}

/** Decimals travel as text: RDF canonical form would turn 0.55 into 5.5E-1, which is no xsd:decimal. */
function decimals(values: Record<string, number | undefined>): Record<string, string> {
  const present = Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== undefined)
  return Object.fromEntries(present.map(([name, value]) => [name, decimal(value)]))
}

function resultDescriptionId(achievementId: string, work: CredentialWork): string {
  return `${achievementId}#${work.slug}`
}

function percent(share: number): string {
  return decimal(share * 100, 1)
}

function decimal(value: number, digits = 3): string {
  return String(Number(value.toFixed(digits)))
}

/** ISO 8601 duration in hours and minutes: 1.5 → PT1H30M. */
function isoDuration(hours: number): string {
  const minutes = Math.round(hours * 60)
  const rest = minutes % 60
  return `PT${Math.floor(minutes / 60)}H${rest > 0 ? `${rest}M` : ''}`
}

/** To the second: what all validators read alike (XML Schema dateTimeStamp). */
function dateTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}
