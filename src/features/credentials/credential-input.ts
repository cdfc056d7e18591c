import { urls } from '../../urls.ts'
import type { EditionFacts } from '../authoring/api.ts'
import type {
  CredentialAchievement,
  CredentialAssessor,
  CredentialInput,
  CredentialWork,
  WorkStanding,
} from './credential-document.ts'
import type { Completion, MarkedWork, WorkEvidence } from './queries.ts'

export type Earned = {
  completion: Completion
  works: MarkedWork[]
  activeSeconds: { kind: string; seconds: number }[]
  release?: { id: string; as_of: Date }
}

/**
 * Turns the rows of a completed enrolment into what its credential says. Pure.
 * @param site the site's origin, for the stable addresses inside
 */
export function credentialInput(
  earned: Earned,
  issue: { site: string; credentialId: string; issuerDid: string; now: Date },
): CredentialInput {
  const { completion, works, activeSeconds, release } = earned
  const { site, credentialId, issuerDid, now } = issue
  return {
    id: site + urls.issued({ credential: credentialId }),
    issuer: {
      id: issuerDid,
      name: completion.provider_name,
      url: site + urls.provider({ provider: completion.provider_slug }),
      kind: ISSUER_KINDS[completion.provider_kind] ?? 'industry',
      country: completion.country,
    },
    achievement: achievementOf(completion, works, site),
    subject: {},
    work: works.map(workOf),
    earned: { ...timeOf(activeSeconds), ...marksOf(works) },
    figuresRelease: release && {
      url: site + urls.release({ release: release.id }),
      date: dateOf(release.as_of),
    },
    activityStart: dateOf(completion.enrolled_at),
    activityEnd: works.length > 0 ? dateOf(latest(works.map((work) => work.handed_in_at))) : dateOf(now),
    issuedAt: now,
    demonstration: completion.demonstration,
  }
}

function achievementOf(completion: Completion, works: MarkedWork[], site: string): CredentialAchievement {
  const { facts, provider_facts: provider } = completion
  const quality = provider.quality
  return {
    id: site + urls.achievement({ edition: completion.edition_id }),
    type: ACHIEVEMENT_TYPES[completion.kind] ?? 'Certificate',
    name: completion.title,
    description: completion.summary,
    criteria: criteriaOf(facts, works),
    outcomes: facts.outcomes,
    alignments: facts.skills.flatMap(({ name, link }) =>
      link ? [{ name, url: link, framework: frameworkOf(link) }] : [],
    ),
    level: completion.level,
    prerequisites: facts.prerequisites,
    hours: Number(completion.effort_hours),
    assessmentKinds: facts.assessment,
    taskComplexity: facts.task_complexity.replaceAll('_', ' '),
    supervision: SUPERVISION[facts.supervision],
    qualityAssurance: quality
      ? { process: `${quality.reviewers} ${quality.process}`, reviewDate: quality.review_date }
      : { process: 'Not stated.' },
    language: completion.language,
    edition: facts.version,
  }
}

/** What had to be done, as a Markdown list: the works with the share of points that each needed. */
function criteriaOf(facts: EditionFacts, works: MarkedWork[]): string {
  const needed = works.map(({ title, kind, pass_share }) => {
    const share = pass_share === null ? '' : `, at least ${percent(Number(pass_share))}`
    return `- ${title} (${kind}${share})`
  })
  return [
    'Passed each of these:',
    '',
    ...needed,
    ...(facts.requirements_note ? ['', facts.requirements_note] : []),
  ].join('\n')
}

function workOf(work: MarkedWork): CredentialWork {
  const assessors = assessorsOf(work)
  return {
    slug: `${work.course_slug}-${work.slug}`,
    name: work.title,
    kind: work.kind as CredentialWork['kind'],
    score: Number(work.points) / Number(work.points_max),
    scoreRequired: work.pass_share === null ? undefined : Number(work.pass_share),
    assessors,
    narrative: [`Marked by ${assessors.map(assessorWords).join(' and ')}.`, ...standingWords(work)].join(' '),
    standing: work.evidence ? standingOf(work.evidence) : undefined,
  }
}

function standingOf({ audited, ...rest }: WorkEvidence): WorkStanding {
  return { ...rest, ...(audited ? { blindAudit: true } : {}) }
}

function standingWords({ evidence }: MarkedWork): string[] {
  const { interval, audited, appeals } = evidence ?? {}
  return [
    ...(interval
      ? [
          `Marked by others, it would lie between ${percent(interval.lower)} and ${percent(interval.upper)} in ${Math.round(interval.level * 10)} of 10 cases.`,
        ]
      : []),
    ...(audited ? ['Drawn by chance to be marked by an educator who did not see the other marks.'] : []),
    ...(appeals
      ? [
          `${appeals.decided} ${appeals.decided === 1 ? 'criterion was' : 'criteria were'} appealed, ${appeals.raised} raised.`,
        ]
      : []),
  ]
}

function assessorsOf(work: MarkedWork): CredentialAssessor[] {
  const all: CredentialAssessor[] = [
    { kind: 'computer', count: Number(work.computer_share) > 0 ? 1 : 0 },
    { kind: 'peer', count: work.peers },
    { kind: 'educator', count: work.educators },
  ]
  return all.filter(({ count }) => count > 0)
}

function assessorWords({ kind, count }: CredentialAssessor): string {
  if (kind === 'computer') return 'computer'
  if (kind === 'peer')
    return `${count} other ${count === 1 ? 'learner' : 'learners'} who did not see the name`
  return count === 1 ? 'an educator' : `${count} educators`
}

/** Shares of all marks, weighted as the credential weighs them; nothing where no work carries weight. */
function marksOf(works: MarkedWork[]): Partial<CredentialInput['earned']> {
  const total = sum(works.map((work) => Number(work.weight)))
  if (total === 0) return {}
  const share = (part: (work: MarkedWork) => number) =>
    sum(works.map((work) => Number(work.weight) * part(work))) / total
  return {
    marksByDoingShare: share((work) => (DOING_KINDS.includes(work.kind) ? 1 : 0)),
    marksByComputerShare: share((work) => Number(work.computer_share)),
    marksByPeersShare: share((work) => Number(work.peer_share)),
    marksByEducatorsShare: share((work) => Number(work.educator_share)),
  }
}

/** Nothing where no activity was seen (no script): zero hours would be a lie. */
function timeOf(activeSeconds: Earned['activeSeconds']): Partial<CredentialInput['earned']> {
  const total = sum(activeSeconds.map(({ seconds }) => seconds))
  if (total === 0) return {}
  const doing = sum(
    activeSeconds.filter(({ kind }) => DOING_KINDS.includes(kind)).map(({ seconds }) => seconds),
  )
  return { activeHours: total / 3600, handsOnShare: doing / total }
}

const DOING_KINDS = ['lab', 'project']

const ISSUER_KINDS: Record<string, CredentialInput['issuer']['kind']> = {
  company: 'industry',
  university: 'educator',
  public_body: 'public_body',
}

/** Open Badges 3.0, AchievementType. */
const ACHIEVEMENT_TYPES: Record<string, string> = {
  badge: 'Badge',
  certificate: 'Certificate',
  professional_certificate: 'Certificate',
}

/** The six levels of the label, in words. */
const SUPERVISION: Record<EditionFacts['supervision'], { level: number; words: string }> = {
  unsupervised_no_identity: { level: 1, words: 'Unsupervised, identity not checked' },
  unsupervised_one_factor: { level: 2, words: 'Unsupervised, identity checked with one factor' },
  online_supervised_one_factor: { level: 3, words: 'Supervised online, identity checked with one factor' },
  online_supervised_two_factors: { level: 4, words: 'Supervised online, identity checked with two factors' },
  on_site_one_factor: { level: 5, words: 'Supervised on site, identity checked with one factor' },
  on_site_two_factors: { level: 6, words: 'Supervised on site, identity checked with two factors' },
}

function frameworkOf(link: string): string | undefined {
  const { hostname } = new URL(link)
  if (hostname === 'data.europa.eu' || hostname.endsWith('esco.ec.europa.eu')) return 'ESCO'
  return hostname.endsWith('onetonline.org') ? 'O*NET' : undefined
}

function dateOf(instant: Date): string {
  return instant.toISOString().slice(0, 10)
}

function latest(instants: Date[]): Date {
  return new Date(Math.max(...instants.map((instant) => instant.getTime())))
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
