import { insertPerson } from '../src/features/account/sign-up.ts'
import type { LabSecret, LabSpec } from '../src/features/authoring/api.ts'
import type {
  AskedQuestion,
  ProjectSecret,
  ProjectSpec,
  QuestionKey,
  QuizSpec,
} from '../src/features/authoring/published-item.ts'
import { json } from '../src/platform/db/pool.ts'
import type { Deps } from '../src/platform/deps.ts'
import { newId } from '../src/platform/random.ts'
import { openSession } from '../src/platform/sessions.ts'
import type { TestSite, Visitor } from './support/site.ts'

// Named people and small published worlds for tests. Everything is invented and stands at fixed dates.

export interface World {
  providerId: string
  credentialId: string
  editionId: string
  items: Record<'lesson' | 'quiz' | 'lab' | 'project', string>
  questions: { id: string; slug: string }[]
}

interface WorldOptions {
  slug?: string
  /** Kinds of the items that are required; those that aren't there are not made. */
  required?: ('lesson' | 'quiz' | 'lab' | 'project')[]
  /** null: free */
  priceMinor?: number | null
  /** Other prices by country. */
  priceLists?: { countries: string[]; monthly: number; currency: string }[]
  /** Changes to how the project is marked, and how many marked pieces it has in reserve. */
  project?: {
    marking?: Partial<ProjectSpec['marking']>
    reserve?: number
    /** Pieces to train with, beside the reserve. */
    training?: number
    handIn?: Partial<ProjectSpec['hand_in']>
  }
}

/**
 * "Weaving Basics" by the Harbour Guild: one course with a lesson, a quiz of four kinds of question, a lab and a
 * project, published directly as rows.
 */
export async function publishWeaving(deps: Deps, options: WorldOptions = {}): Promise<World> {
  const { slug = 'weaving-basics', required = ['quiz'], priceMinor = null, project = {} } = options
  const now = new Date('2026-01-05T00:00:00Z')
  const id = () => newId(now, deps.random)
  const [credentialId, editionId, courseId] = [id(), id(), id()]
  return deps.db.transaction().execute(async (tx) => {
    const providerId = await harbourGuild(deps, now)
    await tx
      .insertInto('credentials')
      .values({
        id: credentialId,
        slug,
        provider_id: providerId,
        current_edition_id: editionId,
        created_at: now,
      })
      .execute()
    await tx
      .insertInto('editions')
      .values({
        id: editionId,
        credential_id: credentialId,
        number: 1,
        content_hash: slug,
        published_at: now,
        status: 'open',
        kind: 'certificate',
        title: 'Weaving Basics',
        summary: 'Warp a loom and weave a plain cloth.',
        field: 'design',
        level: 'beginner',
        language: 'en',
        effort_hours: 24,
        advertised_weeks: 6,
        price_minor: priceMinor,
        currency: priceMinor === null ? null : 'EUR',
        facts: json(weavingFacts(priceMinor, options.priceLists)),
        search_text: 'Weaving Basics loom cloth Harbour Guild',
      })
      .execute()
    await tx
      .insertInto('courses')
      .values({
        id: courseId,
        edition_id: editionId,
        slug: 'plain-cloth',
        position: 1,
        title: 'Plain cloth',
        effort_hours: 24,
        status: 'open',
      })
      .execute()
    const kinds = ['lesson', 'quiz', 'lab', 'project'] as const
    const items = Object.fromEntries(kinds.map((kind) => [kind, id()])) as World['items']
    for (const [position, kind] of kinds.entries()) {
      await tx
        .insertInto('items')
        .values({
          id: items[kind],
          edition_id: editionId,
          course_id: courseId,
          module_title: 'First steps',
          slug: `the-${kind}`,
          position: position + 1,
          kind,
          title: titles[kind],
          minutes: 20,
          doing_minutes: kind === 'lesson' ? 0 : 20,
          weight: kind === 'lesson' ? 0 : 1,
          pass_share: kind === 'lesson' ? null : 0.6,
          required: required.includes(kind),
          preview: kind === 'lesson',
          body_html: kind === 'lesson' ? '<p>A loom holds the warp.</p>' : '',
          spec: json(
            {
              lesson: { summary: null, outcomes: [], headings: [] },
              quiz: quizSpec,
              lab: labSpec,
              project: weavingProject(project),
            }[kind],
          ),
        })
        .execute()
    }
    const questions = []
    for (const [position, question] of weavingQuestions.entries()) {
      const questionId = id()
      await tx
        .insertInto('questions')
        .values({
          id: questionId,
          item_id: items.quiz,
          slug: question.slug,
          position,
          kind: question.asked.kind,
          weight: 1,
          asked: json(question.asked),
        })
        .execute()
      await tx
        .insertInto('question_keys')
        .values({ question_id: questionId, key: json(question.key) })
        .execute()
      questions.push({ id: questionId, slug: question.slug })
    }
    await tx
      .insertInto('item_secrets')
      .values([
        { item_id: items.project, secret: json(weavingReserve(project)) },
        { item_id: items.lab, secret: json(labSecret) },
      ])
      .execute()
    return { providerId, credentialId, editionId, items, questions }
  })
}

const titles = {
  lesson: 'What a loom does',
  quiz: 'Warp and weft',
  lab: 'Count the threads',
  project: 'A first cloth',
}

async function harbourGuild(deps: Deps, now: Date): Promise<string> {
  const slug = 'harbour-guild'
  const there = await deps.db.selectFrom('providers').select('id').where('slug', '=', slug).executeTakeFirst()
  if (there) return there.id
  const providerId = newId(now, deps.random)
  await deps.db
    .insertInto('providers')
    .values({
      id: providerId,
      slug,
      name: 'Harbour Guild',
      country: 'NZ',
      kind: 'company',
      about_html: '<p>Weavers.</p>',
      facts: json({
        name: 'Harbour Guild',
        country: 'NZ',
        kind: 'company',
        about: 'Weavers.',
        quality: { reviewers: 'two weavers', process: 'read before publication', review_date: '2026-01-02' },
        demonstration: false,
      }),
      created_at: now,
    })
    .execute()
  return providerId
}

function weavingFacts(priceMinor: number | null, lists: WorldOptions['priceLists']) {
  return {
    title: 'Weaving Basics',
    kind: 'certificate',
    status: 'open',
    version: '1',
    date: '2026-01-05',
    summary: 'Warp a loom and weave a plain cloth.',
    description: 'Four short steps to a first cloth.',
    field: 'design',
    outcomes: ['Warp a loom'],
    skills: [{ name: 'Weaving' }],
    level: 'beginner',
    prerequisites: ['You can tie a knot.'],
    self_check: [
      { ask: 'Tie a knot.', if_no: 'Learn one.' },
      { ask: 'Untie it.', if_no: 'Cut it.' },
    ],
    language: 'en',
    delivery: 'online_own_pace',
    hours: 24,
    weeks: 6,
    hours_per_week: 4,
    assessment: ['quiz', 'project'],
    task_complexity: 'one_skill_routine',
    supervision: 'unsupervised_no_identity',
    marked_by: ['computer', 'peers', 'educator'],
    recognition: 'none',
    credit: 'none',
    stackability: 'none',
    price: priceMinor === null ? 'free' : { monthly: priceMinor, currency: 'EUR', ...(lists && { lists }) },
    financial_aid: 'none',
    certification: { standard: 'Open Badges 3.0', verification: 'candour verify' },
    requirements: [{ course: 'plain-cloth', of: ['quiz'] }],
    courses: ['plain-cloth'],
    planned: [],
  }
}

const quizSpec: QuizSpec = {
  intro_html: '<p>Four questions.</p>',
  attempts_max: null,
  question_count: 4,
  outcomes: [],
}

const words = {
  worked_html: '<p>Worked.</p>',
  right_html: '<p>Well seen.</p>',
  wrong_html: '<p>Look at the warp again.</p>',
}

const weavingQuestions: { slug: string; asked: AskedQuestion; key: QuestionKey }[] = [
  {
    slug: 'which-holds',
    asked: {
      kind: 'single_choice',
      prompt_html: '<p>Which threads does the loom hold?</p>',
      outcomes: [],
      shuffle: true,
      options: [
        { id: 'warp', html: 'the warp' },
        { id: 'weft', html: 'the weft' },
      ],
    },
    key: {
      kind: 'single_choice',
      ...words,
      correct: ['warp'],
      feedback_html: { warp: 'secret-feedback-warp', weft: 'secret-feedback-weft' },
    },
  },
  {
    slug: 'which-cross',
    asked: {
      kind: 'multiple_choice',
      prompt_html: '<p>Which are patterns?</p>',
      outcomes: [],
      shuffle: false,
      options: [
        { id: 'twill', html: 'twill' },
        { id: 'satin', html: 'satin' },
        { id: 'rope', html: 'rope' },
      ],
    },
    key: { kind: 'multiple_choice', ...words, correct: ['twill', 'satin'], feedback_html: {} },
  },
  {
    slug: 'how-many',
    asked: {
      kind: 'numeric',
      prompt_html: '<p>Threads in 3 cm at 8 a centimetre?</p>',
      outcomes: [],
      unit: 'threads',
    },
    key: { kind: 'numeric', ...words, answer: 24, tolerance: 0, mistakes: [] },
  },
  {
    slug: 'its-name',
    asked: { kind: 'short_text', prompt_html: '<p>The thread that is thrown?</p>', outcomes: [] },
    key: {
      kind: 'short_text',
      ...words,
      accepted: ['weft', 'the weft'],
      case_sensitive: false,
      mistakes: [],
    },
  },
]

/** Answers of the quiz that are all right, by question slug, as a posted form holds them. */
export function rightAnswers(world: World): Record<string, string | string[]> {
  const right: Record<string, string | string[]> = {
    'which-holds': 'warp',
    'which-cross': ['twill', 'satin'],
    'how-many': '24',
    'its-name': 'Weft',
  }
  return Object.fromEntries(world.questions.map(({ id, slug }) => [`q-${id}`, right[slug]!]))
}

/** Count the threads of a cloth; the hidden tests have a name that may be seen, and words that may not. */
const labSpec: LabSpec = {
  kind: 'javascript',
  mode: 'isolated',
  editable: ['threads.js'],
  files: { 'threads.js': 'export const count = (cm) => cm\n', 'loom.js': 'export const perCentimetre = 8\n' },
  tests: {
    'tests/threads.test.js': `import { count } from '../threads.js'
test('three centimetres', () => { expect(count(3)).toBe(24) })`,
  },
  points: {},
  limits: { wallMs: 2000, memoryMb: 32, outputBytes: 2000 },
  hints_html: ['Multiply.'],
  outcomes: [],
}

const labSecret: LabSecret = {
  hidden: {
    'hidden/threads.test.js': `import { count } from '../threads.js'
test('no cloth', () => { expect(count(0), 'Nothing has no threads').toBe(0) })
test('a wide cloth', () => { expect(count(1217)).toBe(9736) })`,
  },
  points: { 'a wide cloth': 2 },
  solution: {
    'threads.js':
      "import { perCentimetre } from './loom.js'\nexport const count = (cm) => cm * perCentimetre\n",
  },
}
export const labSolution = labSecret.solution

const projectSpec: ProjectSpec = {
  brief_html: '<p>Weave a cloth and describe it.</p>',
  hand_in: {
    text: true,
    files: { extensions: ['txt', 'png'], max_bytes: 200_000, max_count: 2 },
  } as ProjectSpec['hand_in'],
  rubric: {
    criteria: ['evenness', 'edges'].map((criterion) => ({
      id: criterion,
      title: criterion,
      levels: [
        { points: 0, title: 'not yet', description: 'not there' },
        { points: 2, title: 'some', description: 'partly there' },
        { points: 4, title: 'all', description: 'there' },
      ],
      comment: 'required',
    })),
  } as ProjectSpec['rubric'],
  marking: { peers: 2, reviews_to_give: 2, educator_share: 0.5, promise_days: 4 } as ProjectSpec['marking'],
  outcomes: [],
}

function weavingProject({ marking, handIn }: NonNullable<WorldOptions['project']>): ProjectSpec {
  return {
    ...projectSpec,
    hand_in: { ...projectSpec.hand_in, ...handIn },
    marking: { ...projectSpec.marking, ...marking },
  }
}

function weavingReserve({ reserve = 0, training = 0 }: NonNullable<WorldOptions['project']>): ProjectSecret {
  return {
    reserve: Array.from({ length: reserve + training }, (_, index) => ({
      slug: `reserve-${index + 1}`,
      text: `Cloth ${index + 1} of the reserve.`,
      training: index >= reserve,
      educator_marks: {
        evenness: { points: 2, comment: 'secret-educator-evenness' },
        edges: { points: 4, comment: 'secret-educator-edges' },
      },
      peer_marks: [],
    })),
  }
}

export interface PersonOptions {
  email: string
  name?: string
  confirmed?: boolean
  role?: { role: 'educator' | 'author' | 'operator'; providerId: string | null }
}

/** A person with an account, signed in on a browser of their own. */
export async function signedIn(
  site: TestSite,
  { email, name = email.split('@')[0]!, confirmed = true, role }: PersonOptions,
): Promise<{ personKey: string; visitor: Visitor }> {
  const { deps } = site
  const now = deps.clock.now()
  const personKey = await insertPerson(deps.db, deps)
  await deps.db
    .insertInto('accounts')
    .values({
      person_key: personKey,
      email,
      display_name: name,
      email_confirmed_at: confirmed ? now : null,
      created_at: now,
      time_zone: 'Pacific/Auckland',
    })
    .execute()
  if (role)
    await deps.db
      .insertInto('roles')
      .values({ person_key: personKey, role: role.role, provider_id: role.providerId, granted_at: now })
      .execute()
  const visitor = site.visitor()
  visitor.cookies.set('candour-session', await openSession(deps.db, personKey, now, deps.random))
  return { personKey, visitor }
}

/** Enrols on a free credential through its form; returns the enrolment's id. */
export async function enrolFree(
  visitor: Visitor,
  slug = 'weaving-basics',
  form: Record<string, string> = {},
): Promise<string> {
  const response = await visitor.post(`/credentials/${slug}/enrolment`, form)
  const path = response.headers.get('location') ?? ''
  const id = /^\/learn\/([0-9a-f-]{36})$/.exec(path)?.[1]
  if (!id) throw new Error(`enrolling answered ${response.status} ${path}`)
  return id
}
