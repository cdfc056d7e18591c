import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { readConfig } from '../../src/platform/config.ts'
import { startCluster } from '../../src/platform/db/cluster.ts'
import { addJob } from '../../src/platform/jobs.ts'
import { openDeps } from '../../src/platform/open-site.ts'
import { publishWeaving, type World } from '../worlds.ts'
import { processesOf, type SiteProcess, startSite, statusOf, until } from './site-process.ts'

// A real site, three learners who answer, hand in and pay through its forms, and somebody who kills its processes.
// Whatever a learner was told is done is written down, and looked up in the end.

/** What learners were told is done. */
export interface Acknowledged {
  attempts: Set<string>
  answers: { attempt: string; question: string; text: string }[]
  submissions: string[]
  trials: { person: string; slug: string }[]
}

export interface CrashRun {
  acknowledged: Acknowledged
  kills: { victim: string; backAfterMs: number }[]
  site: SiteProcess
}

type SiteDeps = ReturnType<typeof openDeps>
const learnersCount = 3

/**
 * Lets learners work while in each round one process is killed by chance.
 * @param random numbers in [0, 1) that decide whom it hits and when
 */
export async function runCrashes(rounds: number, random: () => number): Promise<CrashRun> {
  const site = await startSite()
  await site.ready()
  const deps = await openDepsOf(site)
  const acknowledged: Acknowledged = { attempts: new Set(), answers: [], submissions: [], trials: [] }
  const world = await publishWeaving(deps)
  for (let round = 0; round < rounds; round++)
    await publishWeaving(deps, { slug: `paid-${round}`, priceMinor: 3900 })
  const learners = await Promise.all(
    Array.from({ length: learnersCount }, (_, n) => signUp(site, `learner${n}`)),
  )

  const state = { isOver: false, round: -1 }
  const work = learners.map(async (learner, n) => {
    const enrolment = await learner.follow('/credentials/weaving-basics/enrolment', {})
    for (let step = 0, paid = -1; !state.isOver || step === 0; step++) {
      await takeQuiz(learner, world, enrolment.split('/').at(-1)!, `${n}-${step}`, acknowledged)
      if (paid < Math.min(state.round, rounds - 1))
        await startTrialAndLetItEnd(learner, `paid-${++paid}`, deps, n, acknowledged)
    }
  })
  const kills: CrashRun['kills'] = []
  const killing = (async () => {
    for (state.round = 0; state.round < rounds; state.round++) {
      await sleep(500 + random() * 1_500)
      const victim = (['web', 'worker', 'database'] as const)[Math.floor(random() * 3)]!
      kills.push({ victim, backAfterMs: Math.round(await killAndWait(site, victim)) })
    }
    state.isOver = true
  })()
  await Promise.all([killing, ...work])
  await until(() => everythingIsCharged(deps, acknowledged), 120_000)
  await deps.close()
  return { acknowledged, kills, site }
}

/** Stops and starts once more, and looks up every fact. */
export async function expectNothingLost({ acknowledged, site }: CrashRun): Promise<void> {
  await site.stop()
  const again = await startSite({ data: site.data })
  await again.ready()
  const deps = await openDepsOf(again)
  const count = async (question: string, values: unknown[]) =>
    Number((await deps.pool.query(`select count(*)::int as n from ${question}`, values)).rows[0].n)

  for (const { attempt, question, text } of acknowledged.answers)
    expect(
      await count(`answers where attempt_id = $1 and question_id = $2 and response ->> 'text' = $3`, [
        attempt,
        question,
        text,
      ]),
    ).toBe(1)
  for (const attempt of acknowledged.submissions) {
    expect(await count('attempts where id = $1 and submitted_at is not null', [attempt])).toBe(1)
    expect(await count('marks where work_id = $1', [attempt])).toBe(1)
    expect(
      await count(`audit_entries where action = 'quiz.attempt-submitted' and subject_id = $1`, [attempt]),
    ).toBe(1)
  }
  // Pressing "start" again after a crash leads to the attempt that is open: there are no others.
  expect(await count('attempts', [])).toBe(acknowledged.attempts.size)

  for (const { person, slug } of acknowledged.trials)
    expect(
      await count(
        `charges c join subscriptions s on s.id = c.subscription_id join credentials k on k.id = s.credential_id
         join accounts a on a.person_key = s.person_key join simulated_gateway_charges g on g.idempotency_key = c.id::text and g.state = 'succeeded'
         join ledger_transactions l on l.charge_id = c.id and l.kind = 'charge'
         where a.email = $1 and k.slug = $2 and c.state = 'succeeded' and s.charges_paid = 1`,
        [person, slug],
      ),
    ).toBe(1)
  // Money moved at the gateway exactly as often as the books say, and the books balance.
  const paid = acknowledged.trials.length
  expect(await count(`simulated_gateway_charges where state = 'succeeded'`, [])).toBe(paid)
  expect(await count(`ledger_transactions where kind = 'charge'`, [])).toBe(paid)
  const balance = `(select transaction_id from ledger_entries group by transaction_id, currency having sum(amount_minor) <> 0) t`
  expect(await count(balance, [])).toBe(0)
  await deps.close()
  await again.stop()
}

async function openDepsOf(site: SiteProcess): Promise<SiteDeps> {
  const cluster = await startCluster({ folder: join(site.data, 'cluster'), folderAsked: true })
  const config = readConfig({ CANDOUR_DATA: site.data, PORT: String(site.port), DEMO: 'off' })
  return openDeps(config, cluster.connection, 'crash-test', { info: () => {}, error: () => {} })
}

async function killAndWait(site: SiteProcess, victim: 'web' | 'worker' | 'database'): Promise<number> {
  const pid = () => {
    try {
      return processesOf(site)[victim]
    } catch {
      return 0
    }
  }
  // Jobs end with their database and begin anew: for a moment there may be nobody to kill.
  await until(async () => pid() > 0)
  const before = pid()
  process.kill(before, 'SIGKILL')
  const isReady = async () => (await statusOf(`${site.origin}/readyz`).catch(() => 0)) === 200
  return until(async () => pid() > 0 && pid() !== before && (await isReady()))
}

async function takeQuiz(learner: Learner, world: World, enrolment: string, mark: string, told: Acknowledged) {
  const path = await learner.follow(`/learn/${enrolment}/items/${world.items.quiz}/attempts`, {})
  const attempt = path.split('/').at(-1)!
  told.attempts.add(attempt)
  for (const slug of ['how-many', 'its-name']) {
    const question = world.questions.find((one) => one.slug === slug)!.id
    const text = `${slug} ${mark}`
    await learner.post(`/attempts/${attempt}/answers`, JSON.stringify({ question, response: { text } }))
    told.answers.push({ attempt, question, text })
  }
  await learner.follow(`/attempts/${attempt}/submission`, {})
  told.submissions.push(attempt)
}

// The trial is started by its form; then a week is taken off its dates, because a test can't wait for one, and the
// job that charges runs.
async function startTrialAndLetItEnd(
  learner: Learner,
  slug: string,
  deps: SiteDeps,
  n: number,
  told: Acknowledged,
) {
  const edition = await again(() =>
    deps.db
      .selectFrom('credentials')
      .select('current_edition_id')
      .where('slug', '=', slug)
      .executeTakeFirstOrThrow(),
  )
  const form = { edition: edition.current_edition_id!, price: '3900 EUR', card: `9999 4321 ${1000 + n} 1999` }
  await learner.follow(`/credentials/${slug}/trial`, form)
  told.trials.push({ person: learner.email, slug })
  await again(() =>
    deps.pool.query(
      `update subscriptions s set trial_started_at = now() - interval '8 days', trial_ends_at = now() - interval '1 minute',
         next_charge_at = now() - interval '1 minute', reminder_handed_over_at = now() - interval '3 days'
       from accounts a, credentials k where a.person_key = s.person_key and a.email = $1 and k.id = s.credential_id and k.slug = $2`,
      [learner.email, slug],
    ),
  )
  await again(() => addJob(deps.db, 'billing.sweep', {}, { key: 'billing.sweep' }))
}

// A question to the gateway that a kill left without an answer is asked again after a quarter of an hour, when it can't
// be on its way any more: those minutes are taken off as well.
async function everythingIsCharged(deps: SiteDeps, { trials }: Acknowledged): Promise<boolean> {
  const { rows } = await deps.pool.query(`select count(*)::int as n from charges where state = 'succeeded'`)
  const unanswered = await deps.pool.query(
    `update charges set sent_at = sent_at - interval '16 minutes'
     where state = 'intended' and sent_at between now() - interval '15 minutes' and now() - interval '10 seconds' returning id`,
  )
  for (const { id } of unanswered.rows)
    await addJob(deps.db, 'billing.charge', { charge: id }, { key: `charge:${id}` })
  if (rows[0].n < trials.length) await addJob(deps.db, 'billing.sweep', {}, { key: 'billing.sweep' })
  await sleep(500)
  return rows[0].n >= trials.length
}

interface Learner {
  email: string
  /** Posts a form until it was answered, and gives the path that it leads to. */
  follow(path: string, form: Record<string, string>): Promise<string>
  /** Posts JSON until it was answered. */
  post(path: string, body: string): Promise<void>
}

// As a person would: when nobody answers, or "back in a moment", the same thing is sent again.
async function signUp(site: SiteProcess, name: string): Promise<Learner> {
  const email = `${name}@example.org`
  let cookie = ''
  const send = async (path: string, body: URLSearchParams | string): Promise<Response> => {
    for (;;) {
      try {
        const headers: Record<string, string> = {
          cookie,
          origin: site.origin,
          'sec-fetch-site': 'same-origin',
        }
        if (typeof body === 'string') headers['content-type'] = 'application/json'
        const response = await fetch(site.origin + path, {
          method: 'POST',
          body,
          headers,
          redirect: 'manual',
          signal: AbortSignal.timeout(15_000),
        })
        const text = await response.text()
        if (response.status < 400) return response
        if (response.status !== 503)
          throw new Error(`${path} answered ${response.status}: ${text.slice(0, 300)}`)
      } catch (error) {
        if (error instanceof Error && error.message.includes(' answered ')) throw error
      }
      await sleep(100)
    }
  }
  const password = 'a long enough password'
  const signedUp = await send('/sign-up', new URLSearchParams({ email, password, name }))
  cookie = signedUp.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const deps = await openDepsOf(site)
  await deps.db
    .updateTable('accounts')
    .set({ email_confirmed_at: new Date() })
    .where('email', '=', email)
    .execute()
  await deps.close()
  return {
    email,
    follow: async (path, form) => {
      const response = await send(path, new URLSearchParams(form))
      const location = response.headers.get('location')
      if (!location) throw new Error(`${path} answered ${response.status} and leads nowhere`)
      return location
    },
    post: async (path, body) => {
      await send(path, body)
    },
  }
}

async function again<T>(act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act()
    } catch {
      await sleep(200)
    }
  }
}
