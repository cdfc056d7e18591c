import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import type { DemoSite } from '../scripts/demo-site.ts'
import { compareRates, printRow } from './interleave.ts'
import { addLearners, selectFree } from './world.ts'

// Quiz attempts from start to result (start, every answer saved as it is given, hand in, look at the result), against
// bare `pg` writing the same rows in the same number of durable transactions on the same server.

const rounds = 5
const secondsPerRound = 3
const workers = 8

export async function benchAttempts(site: DemoSite): Promise<void> {
  const free = await selectFree(site)
  const { rows: quizzes } = await site.pool.query<{ id: string; n: number }>(
    `select i.id, count(*)::int as n from items i join questions q on q.item_id = i.id where i.edition_id = $1 and i.kind = 'quiz' group by i.id order by n desc limit 1`,
    [free.editionId],
  )
  const quiz = quizzes[0]!
  const { rows: questions } = await site.pool.query<{
    id: string
    kind: string
    asked: { options?: { id: string }[] }
  }>('select id, kind, asked from questions where item_id = $1 order by position', [quiz.id])
  // No limit of attempts stands in the way of a bench: a quiz with one would stop it, so its learners are many.
  const answersPerAttempt = 10
  const learners = await addLearners(site, 400)
  const agent = new Agent({ keepAlive: true, maxSockets: workers })
  let next = 0
  const ours = () =>
    ratePerSecond(async (deadline) => {
      let done = 0
      while (performance.now() < deadline) {
        const learner = learners[next++ % learners.length]!
        await attemptOverHttp(site, agent, learner, quiz.id, questions, answersPerAttempt)
        done++
      }
      return done
    })
  const bare = () =>
    ratePerSecond(async (deadline) => {
      const client = await site.pool.connect()
      let done = 0
      try {
        while (performance.now() < deadline) {
          await attemptByBarePg(
            client,
            learners[next++ % learners.length]!,
            quiz.id,
            questions,
            answersPerAttempt,
          )
          done++
        }
      } finally {
        client.release()
      }
      return done
    })
  site.pool.options.max = workers
  const compared = await compareRates(rounds, ours, bare)
  printRow(`quiz attempts, ${answersPerAttempt} answers, start to result`, compared, 0.3)
  agent.destroy()
}

async function ratePerSecond(work: (deadline: number) => Promise<number>): Promise<number> {
  const began = performance.now()
  const deadline = began + secondsPerRound * 1000
  const counts = await Promise.all(Array.from({ length: workers }, () => work(deadline)))
  return counts.reduce((a, b) => a + b, 0) / ((performance.now() - began) / 1000)
}

type Question = { id: string; kind: string; asked: { options?: { id: string }[] } }
type Learner = { cookie: string; enrolmentId: string }

async function attemptOverHttp(
  site: DemoSite,
  agent: Agent,
  learner: Learner,
  quizId: string,
  questions: Question[],
  answers: number,
): Promise<void> {
  const send = (path: string, body?: string, type = 'application/x-www-form-urlencoded') =>
    new Promise<{ status: number; location?: string }>((done, fail) => {
      const sent = request(
        site.origin + path,
        {
          agent,
          method: body === undefined ? 'GET' : 'POST',
          headers: {
            cookie: learner.cookie,
            origin: site.origin,
            ...(body === undefined
              ? {}
              : { 'content-type': type, 'content-length': Buffer.byteLength(body) }),
          },
        },
        (response) => {
          response.resume()
          response.on('end', () =>
            done({ status: response.statusCode ?? 0, location: response.headers.location }),
          )
        },
      )
      sent.on('error', fail)
      sent.end(body)
    })
  const started = await send(`/learn/${learner.enrolmentId}/items/${quizId}/attempts`, '')
  if (started.status !== 303) throw new Error(`starting an attempt answered ${started.status}`)
  const attempt = started.location!
  for (let n = 0; n < answers; n++) {
    const question = questions[n % questions.length]!
    const saved = await send(
      `${attempt}/answers`,
      JSON.stringify({ question: question.id, response: responseTo(question, n) }),
      'application/json',
    )
    if (saved.status !== 204) throw new Error(`saving an answer answered ${saved.status}`)
  }
  const submitted = await send(`${attempt}/submission`, '')
  if (submitted.status !== 303) throw new Error(`handing in answered ${submitted.status}`)
  const result = await send(attempt)
  if (result.status !== 200) throw new Error(`the result answered ${result.status}`)
}

function responseTo(question: Question, n: number): object {
  const { options } = question.asked
  return options ? { choices: [options[n % options.length]!.id] } : { text: String(n) }
}

// The rows that one attempt writes, in as many transactions: one to start, one for each answer, one to hand in.
async function attemptByBarePg(
  client: { query: (text: string, values?: unknown[]) => Promise<unknown> },
  learner: Learner & { personKey: string },
  quizId: string,
  questions: Question[],
  answers: number,
): Promise<void> {
  const attempt = randomUUID()
  const number = Math.floor(Math.random() * 2_000_000_000)
  const audit = `insert into audit_entries (at, actor, action, subject_kind, subject_id, detail) values (now(), $1, $2, 'attempt', $3, '{"points": 1}')`
  await client.query('begin')
  await client.query(
    `insert into attempts (id, enrolment_id, item_id, number, seed, started_at) values ($1, $2, $3, $4, 1, now())`,
    [attempt, learner.enrolmentId, quizId, number],
  )
  await client.query(audit, [learner.personKey, 'bench.started', attempt])
  await client.query('commit')
  for (let n = 0; n < answers; n++) {
    const question = questions[n % questions.length]!
    await client.query(
      `insert into answers (attempt_id, question_id, response, saved_at) values ($1, $2, $3, now())`,
      [attempt, question.id, JSON.stringify(responseTo(question, n))],
    )
  }
  await client.query('begin')
  for (const question of questions)
    await client.query(
      'insert into answer_marks (attempt_id, question_id, points, points_max) values ($1, $2, 0, 1)',
      [attempt, question.id],
    )
  await client.query('update attempts set submitted_at = now(), points = 0, points_max = 10 where id = $1', [
    attempt,
  ])
  await client.query(audit, [learner.personKey, 'bench.submitted', attempt])
  await client.query(
    `insert into marks (enrolment_id, item_id, work_id, points, points_max, computer_share, handed_in_at, marked_at) values ($1, $2, $3, 0, 10, 1, now(), now())`,
    [learner.enrolmentId, quizId, attempt],
  )
  await client.query(
    `insert into item_results (enrolment_id, item_id, mark_id, handed_in_at) select $1, $2, id, now() from marks where work_id = $3 on conflict (enrolment_id, item_id) do update set handed_in_at = excluded.handed_in_at`,
    [learner.enrolmentId, quizId, attempt],
  )
  await client.query(audit, [learner.personKey, 'bench.marked', attempt])
  await client.query('commit')
}
