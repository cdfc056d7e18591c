import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestSite, type TestSite } from '../../../tests/support/site.ts'
import { projectFolder } from '../../platform/project.ts'
import { checkContent, publishContent } from './api.ts'
import type { AskedQuestion, EditionFacts, ProjectSecret, QuestionKey } from './published-item.ts'

const CONTENT = join(projectFolder, 'content')
const now = new Date('2026-11-24T09:00:00Z')

let site: TestSite
let folder: string
beforeAll(async () => {
  site = await openTestSite()
  folder = await mkdtemp(join(tmpdir(), 'candour-content-'))
  await cp(CONTENT, folder, { recursive: true })
})
afterAll(async () => {
  await site.close()
  await rm(folder, { recursive: true, force: true })
})

async function publish() {
  const { providers, problems } = await checkContent(folder)
  expect(problems).toEqual([])
  const { db, storage, random } = site.deps
  return db.transaction().execute((tx) => publishContent(tx, providers, { now, storage, random }))
}

const SLUGS = [
  'data-analysis',
  'heat-pump-commissioning',
  'infection-control-for-care-homes',
  'reading-a-completion-rate',
]

describe('the demo catalogue', () => {
  test('is published whole, in less than three seconds of work', async () => {
    const before = process.cpuUsage()
    const { editions } = await publish()
    const { user, system } = process.cpuUsage(before)
    expect(editions.map((edition) => edition.credential).toSorted()).toEqual(SLUGS)
    expect(editions.every((edition) => edition.number === 1)).toBe(true)
    expect((user + system) / 1000).toBeLessThan(3000)
  })

  test('is left alone when nothing changed', async () => {
    const again = await publish()
    expect(again.editions).toEqual([])
    expect(again.unchanged.toSorted()).toEqual(SLUGS)
  })

  test('has lessons as harmless HTML, the first of each course open to everybody', async () => {
    const items = await site.deps.db
      .selectFrom('items as i')
      .innerJoin('courses as c', 'c.id', 'i.course_id')
      .select(['i.slug', 'i.kind', 'i.preview', 'i.body_html', 'c.slug as course'])
      .orderBy('i.position')
      .execute()
    const lessons = items.filter((item) => item.kind === 'lesson')
    for (const { body_html } of lessons) {
      expect(body_html.length).toBeGreaterThan(2000)
      expect(body_html).not.toMatch(/ style=|<script|href="#"|@[A-Z]\d/)
    }
    const open = lessons.filter((lesson) => lesson.preview).map((lesson) => lesson.slug)
    expect(open.toSorted()).toEqual([
      'a-file-is-not-a-table-yet',
      'a-table-is-a-promise',
      'how-an-infection-travels',
      'one-number-is-half-an-answer',
      'what-a-heat-pump-promises',
      'who-was-counted',
    ])
  })

  test('can be earned: the weights of what is required make one whole', async () => {
    const { rows } = await site.deps.pool.query<{ slug: string; weight: number; required: number }>(
      `select c.slug, sum(i.weight)::float8 as weight, count(*) filter (where i.required)::int as required
         from credentials c join editions e on e.id = c.current_edition_id join items i on i.edition_id = e.id
        where e.status = 'open' group by c.slug order by c.slug`,
    )
    expect(rows.map(({ slug, required }) => [slug, required])).toEqual([
      ['data-analysis', 6],
      ['reading-a-completion-rate', 5],
    ])
    for (const { weight } of rows) expect(weight).toBeCloseTo(1, 9)
  })

  test('keeps answers out of what a learner may see', async () => {
    const questions = await site.deps.db
      .selectFrom('questions as q')
      .innerJoin('question_keys as k', 'k.question_id', 'q.id')
      .select(['q.asked', 'k.key', 'q.slug'])
      .execute()
    expect(questions).toHaveLength(40)
    for (const { asked, key, slug } of questions) {
      const seen = JSON.stringify(asked as AskedQuestion)
      const { worked_html, ...secret } = key as unknown as QuestionKey
      const secrets = [worked_html, ...feedbackOf(secret)].filter((text) => text.length > 0)
      for (const text of secrets) expect(seen, slug).not.toContain(text)
      expect(seen).not.toMatch(/"(correct|accepted|tolerance|answer)"/)
    }
  })

  test('says what is only planned, and puts media where they are found by their content', async () => {
    const edition = await site.deps.db
      .selectFrom('editions as e')
      .innerJoin('credentials as c', 'c.current_edition_id', 'e.id')
      .select(['e.facts', 'e.id'])
      .where('c.slug', '=', 'data-analysis')
      .executeTakeFirstOrThrow()
    const facts = edition.facts as unknown as EditionFacts
    expect(facts.requirements_note).toContain('in preparation')
    expect(facts.planned.some((item) => item.course === 'python-for-messy-data' && item.kind === 'lab')).toBe(
      true,
    )
    const media = await site.deps.db
      .selectFrom('media')
      .selectAll()
      .where('edition_id', '=', edition.id)
      .execute()
    expect(media.map((file) => file.path)).toContain('questions-and-tables/media/left-join.svg')
    for (const file of media) expect(await site.deps.storage.size(file.content_hash)).toBe(file.bytes)
    const { body_html } = await site.deps.db
      .selectFrom('items')
      .select('body_html')
      .where('slug', '=', 'joins-that-lose-people')
      .executeTakeFirstOrThrow()
    expect(body_html).toMatch(
      /<img src="\/media\/[0-9a-f]{64}\/left-join\.svg" alt="Left, five[^"]*" width="610" height="290"/,
    )
  })

  test('keeps a reserve of marked pieces for the project, where only markers look', async () => {
    const { secret } = await site.deps.db
      .selectFrom('item_secrets as s')
      .innerJoin('items as i', 'i.id', 's.item_id')
      .select('s.secret')
      .where('i.kind', '=', 'project')
      .executeTakeFirstOrThrow()
    const { reserve } = secret as unknown as ProjectSecret
    expect(reserve.map((piece) => piece.slug)).toHaveLength(5)
    expect(reserve.every((piece) => Object.keys(piece.educator_marks).length === 6)).toBe(true)
  })
})

test('the practice data of the first course load into PostgreSQL, as they say', async () => {
  const path = join(CONTENT, 'meridian-data-works/data-analysis/questions-and-tables/media/harbour.sql')
  const client = await site.deps.pool.connect()
  try {
    await client.query('begin; create schema practice; set local search_path = practice')
    await client.query(await readFile(path, 'utf8'))
    const { rows } = await client.query(
      'select count(*)::int as rows, count(distinct person_id)::int as people from enrolments',
    )
    expect(rows[0]).toEqual({ rows: 357, people: 250 })
  } finally {
    await client.query('rollback')
    client.release()
  }
})

test('a changed file makes a new edition of that credential alone, and the old one stays', async () => {
  const path = join(folder, 'university-of-the-strait/reading-a-completion-rate/reading-a-rate/README.md')
  await writeFile(path, 'A note for authors.\n')
  const { editions } = await publish()
  expect(editions.map(({ credential, number }) => [credential, number])).toEqual([
    ['reading-a-completion-rate', 2],
  ])
  const { rows } = await site.deps.pool.query(
    `select e.number, e.id = c.current_edition_id as current from editions e join credentials c on c.id = e.credential_id
      where c.slug = 'reading-a-completion-rate' order by e.number`,
  )
  expect(rows).toEqual([
    { number: 1, current: false },
    { number: 2, current: true },
  ])
  const audited = await site.deps.pool.query(
    `select count(*)::int as n from audit_entries where action = 'authoring.edition-published'`,
  )
  expect(audited.rows[0]).toEqual({ n: 5 })
})

function feedbackOf(key: Omit<QuestionKey, 'worked_html'>): string[] {
  const texts = [key.right_html, key.wrong_html]
  if ('feedback_html' in key) texts.push(...Object.values(key.feedback_html as Record<string, string>))
  if ('mistakes' in key)
    texts.push(...(key.mistakes as { feedback_html: string }[]).map((mistake) => mistake.feedback_html))
  return texts
}
