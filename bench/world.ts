import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type pg from 'pg'
import { type DemoSite, Person } from '../scripts/demo-site.ts'

/** Fills the database up to `people` persons with enrolments and progress; returns how many there are then. */
export async function enlargeCohort(pool: pg.Pool, people: number): Promise<number> {
  const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from persons')
  const missing = Math.max(0, people - rows[0]!.n)
  await pool.query(
    `with added as (insert into persons (person_key, created_at, simulated) select gen_random_uuid(), now(), true from generate_series(1, $1) returning person_key),
      enrolled as (insert into enrolments (id, person_key, credential_id, edition_id, route, enrolled_at, simulated)
        select gen_random_uuid(), person_key, c.id, c.current_edition_id, 'free', now(), true from added cross join (select id, current_edition_id from credentials where current_edition_id is not null limit 1) c
        returning id, edition_id)
     insert into item_progress (enrolment_id, item_id, opened_at, last_opened_at) select e.id, i.id, now(), now() from enrolled e join items i on i.edition_id = e.edition_id`,
    [missing],
  )
  await pool.query('analyze')
  return rows[0]!.n + missing
}

export interface BenchWorld {
  anonymous: Record<string, string>
  /** A lesson of the signed-in learner. */
  lesson: string
}

export async function selectBenchWorld(site: DemoSite, learner: Person): Promise<BenchWorld> {
  const { rows } = await site.pool.query<{ slug: string; title: string }>(
    `select c.slug, e.title from credentials c join editions e on e.id = c.current_edition_id where e.status = 'open' order by e.effort_hours desc`,
  )
  return {
    anonymous: { home: '/', [`credential "${rows[0]!.title}"`]: `/credentials/${rows[0]!.slug}` },
    lesson: await enrolInLongLesson(site, learner),
  }
}

// A lesson as most are: some 17 kB of page. The enrolment is written directly, so that no trial stands in the way.
async function enrolInLongLesson(site: DemoSite, learner: Person): Promise<string> {
  const { rows } = await site.pool.query<{ id: string; edition_id: string; credential_id: string }>(
    `select i.id, i.edition_id, c.id as credential_id from items i join credentials c on c.current_edition_id = i.edition_id
     where i.kind = 'lesson' order by abs(length(i.body_html) - 11000) limit 1`,
  )
  const lesson = rows[0]!
  const enrolmentId = randomUUID()
  await site.pool.query(
    `insert into enrolments (id, person_key, credential_id, edition_id, route, enrolled_at)
     select $1, person_key, $2, $3, 'aid', now() from sessions where token_hash = $4`,
    [
      enrolmentId,
      lesson.credential_id,
      lesson.edition_id,
      createHash('sha256').update(learner.cookies[0]!.value).digest(),
    ],
  )
  return `/learn/${enrolmentId}/items/${lesson.id}`
}

export async function selectFree(
  site: DemoSite,
): Promise<{ slug: string; credentialId: string; editionId: string }> {
  const { rows } = await site.pool.query<{ slug: string; credential_id: string; edition_id: string }>(
    `select c.slug, c.id as credential_id, e.id as edition_id from credentials c join editions e on e.id = c.current_edition_id where e.status = 'open' and e.price_minor is null limit 1`,
  )
  const row = rows[0]!
  return { slug: row.slug, credentialId: row.credential_id, editionId: row.edition_id }
}

/** People with sessions and enrolments, written directly: signing up is limited by rate, as it should be. */
export async function addLearners(
  site: DemoSite,
  count: number,
): Promise<{ cookie: string; personKey: string; enrolmentId: string }[]> {
  const free = await selectFree(site)
  const learners = Array.from({ length: count }, () => ({
    token: randomBytes(32).toString('base64url'),
    personKey: randomUUID(),
    enrolmentId: randomUUID(),
  }))
  for (const { token, personKey, enrolmentId } of learners) {
    await site.pool.query('insert into persons (person_key, created_at) values ($1, now())', [personKey])
    await site.pool.query(
      'insert into accounts (person_key, email, email_confirmed_at, created_at) values ($1, $2, now(), now())',
      [personKey, `${personKey}@bench.example`],
    )
    await site.pool.query(
      `insert into sessions (token_hash, person_key, created_at, expires_at) values ($1, $2, now(), now() + interval '1 day')`,
      [createHash('sha256').update(token).digest(), personKey],
    )
    await site.pool.query(
      `insert into enrolments (id, person_key, credential_id, edition_id, route, enrolled_at) values ($1, $2, $3, $4, 'free', now())`,
      [enrolmentId, personKey, free.credentialId, free.editionId],
    )
  }
  return learners.map(({ token, personKey, enrolmentId }) => ({
    cookie: `candour-session=${token}`,
    personKey,
    enrolmentId,
  }))
}
