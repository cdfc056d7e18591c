import type { QuestionKey } from '../../src/features/authoring/published-item.ts'
import { enrolFree, signedIn } from '../worlds.ts'
import { makeMoneyPages } from './money-pages.ts'
import { makeProjectWork } from './project-pages.ts'
import type { ServedSite } from './served.ts'
import type { Visitor } from './site.ts'
import { makeWays } from './ways-pages.ts'

// Every page of the site with something to see on it: for the accessibility test and for the pictures. Ids are found
// in the demo; what the demo doesn't have is made through the forms.

type Who = 'nobody' | 'learner' | 'payer' | 'educator' | 'operator'

export interface PagesWorld {
  ids: Record<string, string>
  cookies: Record<Who, { name: string; value: string; url: string }[]>
  /** Patterns that answer with something else than a page. */
  notPages: Set<string>
}

export interface ShownPage {
  name: string
  path: string
  as: Who
}

const certificate = 'data-analysis'
const badge = 'reading-a-completion-rate'

export async function preparePages(site: ServedSite): Promise<PagesWorld> {
  const { deps } = site
  const { visitor: learner } = await signedIn(site, { email: 'shown@example.org', name: 'Aroha' })
  const { visitor: reviewer } = await signedIn(site, { email: 'second@example.org', name: 'Ben' })
  const educator = site.visitor()
  await educator.post('/sessions', { email: 'educator@demo.example', password: site.passwords().educator! })
  await educator.post(`/credentials/${certificate}/notes`, {
    text: 'The figures are right. Two of the three courses are in preparation, so that whoever enrols today finishes after the first.\n\nWe expect the time to rise when they open, and will say so here.',
  })
  const operator = site.visitor()
  await operator.post('/sessions', { email: 'operator@demo.example', password: site.passwords().operator! })

  const ids: Record<string, string> = {}
  const items = await selectItems(site, certificate)
  const first = (kind: string) => items.find((item) => item.kind === kind)!.id
  ids.enrolment = await startTrial(site, learner, 'shown@example.org')
  Object.assign(ids, {
    lesson: first('lesson'),
    quiz: first('quiz'),
    lab: first('lab'),
    project: first('project'),
  })
  const base = `/learn/${ids.enrolment}/items`
  for (const lesson of items.filter((item) => item.kind === 'lesson').slice(0, 2)) {
    await learner.get(`${base}/${lesson.id}`)
    await learner.post(`${base}/${lesson.id}/completion`)
  }
  ids.markedAttempt = await attemptQuiz(site, learner, ids.enrolment, ids.quiz!, true)
  ids.openAttempt = (await learner.post(`${base}/${ids.quiz}/attempts`)).headers
    .get('location')!
    .split('/')
    .at(-1)!

  const { visitor: third } = await signedIn(site, { email: 'third@example.org', name: 'Cleo' })
  const marker = site.visitor()
  await marker.post('/sessions', {
    email: 'second-educator@demo.example',
    password: site.passwords()['second-educator']!,
  })
  const work = await makeProjectWork(site, ids.project!, {
    learner: { visitor: learner, enrolment: ids.enrolment },
    others: [
      { visitor: reviewer, enrolment: await startTrial(site, reviewer, 'second@example.org') },
      { visitor: third, enrolment: await startTrial(site, third, 'third@example.org') },
    ],
    marker,
    text: longText,
  })
  Object.assign(ids, work)
  // No peer in reach for longer than was promised: the educator has them in the queue.
  site.clock.advance(6 * 86_400_000)
  await site.runJobs()
  site.clock.advance(-6 * 86_400_000)

  const badgeEnrolment = await enrolFree(learner, badge)
  for (const item of await selectItems(site, badge)) {
    if (item.kind === 'quiz') await attemptQuiz(site, learner, badgeEnrolment, item.id, true)
    if (item.kind === 'lesson') await learner.post(`/learn/${badgeEnrolment}/items/${item.id}/completion`)
  }
  ids.issued = await selectId(
    site,
    'select id from issued_credentials where enrolment_id = $1',
    badgeEnrolment,
  )
  await learner.post('/my-credentials/links', {
    credential: ids.issued,
    named: 'yes',
    days: '30',
    label: 'For the guild',
  })
  ids.shareToken = await selectId(site, 'select token as id from share_links limit 1')
  ids.badgeEdition = await selectId(
    site,
    'select edition_id as id from enrolments where id = $1',
    badgeEnrolment,
  )
  ids.submission = await handInLab(site, learner, ids.enrolment, ids.lab!)
  ids.release = await selectId(site, 'select id from figures_releases order by as_of desc limit 1')
  ids.subscription = await selectId(
    site,
    'select id from subscriptions where enrolment_id = $1',
    ids.enrolment,
  )
  Object.assign(ids, await buyOnce(site, operator))
  Object.assign(ids, await makeWays(site, educator, certificate))
  await site.runJobs()
  ids.message = await selectId(
    site,
    `select id from mail_messages where purpose like 'billing%' order by created_at desc limit 1`,
  )
  ids.cancelToken = await tokenFrom(site, '/cancel/')
  ids.pauseToken = await tokenFrom(site, '/pause/')
  await site.visitor().post('/sign-up', {
    email: 'new@example.org',
    password: 'four words in a row',
    name: '',
    time_zone: 'UTC',
  })
  ids.confirmToken = await tokenFrom(site, '/email/confirm/')
  const money = await makeMoneyPages(site, (visitor, email, card) => startTrial(site, visitor, email, card))
  Object.assign(ids, {
    openMonth: money.openMonth,
    waitingCharge: money.waitingCharge,
    statement: money.statement,
  })
  await site.visitor().post('/password/forgotten', { email: 'new@example.org' })
  ids.resetToken = await tokenFrom(site, '/password/reset/')
  const { inviteOperator } = await import('../../src/features/account/api.ts')
  ids.operatorToken = (await inviteOperator(deps)).split('/').at(-1)!

  return {
    ids,
    cookies: {
      nobody: [],
      learner: cookiesOf(site, learner),
      payer: cookiesOf(site, money.who),
      educator: cookiesOf(site, educator),
      operator: cookiesOf(site, operator),
    },
    notPages: new Set([
      '/healthz',
      // Only where Stripe is set up: tests/journeys/refused-card.test.ts looks at them.
      '/card-setups/:setup',
      '/card-setups/:setup/return',
      '/statements/:statement/statement.csv',
      '/providers/:provider/what-people-paid.csv',
      '/subscriptions/:subscription/calendar',
      '/calendar/:token',
      '/vc-api',
      '/vc-api/status-lists/:list/:purpose',
      '/readyz',
      '/media/:hash/:name',
      '/credentials/:credential/label.json',
      '/data/figures.csv',
      '/data/figures.json',
      '/data/datapackage.json',
      '/data/figures.schema.json',
      '/data/figure.schema.json',
      '/data/feed.atom',
      '/data/feed.json',
      '/api/v1/openapi.json',
      '/api/v1/releases',
      '/api/v1/credentials',
      '/api/v1/methods',
      '/api/v1/figures',
      '/snapshot/report.json',
      '/snapshot/catalogue.json',
      '/credentials/:credential/label.csv',
      '/credentials/:credential/label.jsonld',
      '/credentials/:credential/label.svg',
      '/schemas/:schema',
      '/notes/:note/note.json',
      '/issued/:credential/credential.json',
      '/issued/:credential/credential.jwt',
      '/invoices/:invoice/invoice.pdf',
      '/providers/:provider/codes.csv',
      '/code-batches/:batch/codes.csv',
      '/issued/:credential/badge.svg',
      '/issued/:credential/badge.png',
      '/issued/:credential/certificate.pdf',
      '/issued/:credential/qr.svg',
      '/issued/:credential/signature.png',
      '/shared/:token/:credential/credential.json',
      '/status-lists/:list/:purpose',
      '/providers/:provider/did.json',
      '/providers/:provider/issuer',
      '/achievements/:edition',
      '/hand-ins/:handIn/files/:file',
      '/catalogue/results',
      '/items/:item',
      '/learn/:enrolment/items/:item/draft',
      '/credentials/:credential/label/:row/figures.json',
    ]),
  }
}

/** Every page with a path to show it at; the name is the URL's pattern. */
export function pathsOf({ ids }: PagesWorld): ShownPage[] {
  const of = (as: Who, pages: [pattern: string, path?: string][]): ShownPage[] =>
    pages.map(([name, path]) => ({ name, path: path ?? name, as }))
  const item = (kind: string) => `/learn/${ids.enrolment}/items/${ids[kind]}`
  return [
    ...of('nobody', [
      ['/'],
      ['/', '/?q=data&level=beginner'],
      ['/', '/?q=nothing+like+this'],
      ['/compare', `/compare?c=${certificate}&c=${badge}`],
      ['/providers/:provider', '/providers/meridian-data-works'],
      ['/providers'],
      ['/fields'],
      ['/fields/:field', '/fields/data'],
      ['/', '/?finish=10&weeks=26&sort=hands'],
      ['/credentials/:credential', `/credentials/${certificate}`],
      ['/credentials/:credential', `/credentials/${badge}`],
      ['/credentials/:credential', '/credentials/heat-pump-commissioning'],
      ['/credentials/:credential/self-check', `/credentials/${certificate}/self-check`],
      [
        '/credentials/:credential/self-check',
        `/credentials/${certificate}/self-check?q0=84&q1=0&q2=yes&q3=1&q4=no`,
      ],
      ['/credentials/:credential/label/print', `/credentials/${certificate}/label/print`],
      ...['who-finishes', 'time', 'cost', 'ratings', 'who-takes-it', 'since'].map((row): [string, string] => [
        '/credentials/:credential/label/:row',
        `/credentials/${certificate}/label/${row}`,
      ]),
      ['/credentials/:credential/label/embed', `/credentials/${certificate}/label/embed`],
      ['/credentials/:credential/label/embed', `/credentials/${badge}/label/embed?size=card`],
      ['/credentials/:credential/notes', `/credentials/${certificate}/notes`],
      [
        '/credentials/:credential/preview/:course/:item',
        `/credentials/${certificate}/preview/questions-and-tables/a-table-is-a-promise`,
      ],
      ['/methods'],
      ['/methods/:method', '/methods/recompute'],
      ['/methods/:method', '/methods/completed-12-months'],
      ['/data'],
      ['/figures'],
      ['/figures/:release', `/figures/${ids.release}`],
      ['/snapshot'],
      ['/snapshot/:release', `/snapshot/${ids.release}`],
      ['/sign-up'],
      ['/sign-in'],
      ['/password/forgotten'],
      ['/password/reset/:token', `/password/reset/${ids.resetToken}`],
      ['/email/confirm/:token', `/email/confirm/${ids.confirmToken}`],
      ['/operators/invitations/:token', `/operators/invitations/${ids.operatorToken}`],
      ['/cancel/:token', `/cancel/${ids.cancelToken}`],
      ['/pause/:token', `/pause/${ids.pauseToken}`],
      ['/aid'],
      ['/given/:token', `/given/${ids.giftToken}`],
      ['/seat-agreements/:agreement/seat', `/seat-agreements/${ids.agreement}/seat`],
      ['/issued/:credential', `/issued/${ids.issued}`],
      ['/issued/:credential/embed', `/issued/${ids.issued}/embed`],
      ['/shared/:token', `/shared/${ids.shareToken}`],
      ['/providers/:provider/keys', '/providers/meridian-data-works/keys'],
      ['/tax'],
      ['/verify'],
      ['/style'],
    ]),
    ...of('learner', [
      ['/account'],
      ['/learn'],
      ['/learn/:enrolment', `/learn/${ids.enrolment}`],
      ['/learn/:enrolment/rating', `/learn/${ids.enrolment}/rating`],
      ['/learn/:enrolment/items/:item', item('lesson')],
      ['/learn/:enrolment/items/:item', item('quiz')],
      ['/learn/:enrolment/items/:item', item('lab')],
      ['/learn/:enrolment/items/:item', item('project')],
      ['/attempts/:attempt', `/attempts/${ids.openAttempt}`],
      ['/attempts/:attempt', `/attempts/${ids.markedAttempt}`],
      ['/lab-submissions/:submission', `/lab-submissions/${ids.submission}`],
      ['/hand-ins/:handIn', `/hand-ins/${ids.handIn}`],
      ['/reviews/:review', `/reviews/${ids.review}`],
      ['/reviews/:review', `/reviews/${ids.givenReview}`],
      ['/trainings/:training', `/trainings/${ids.training}`],
      ['/trainings/:training', `/trainings/${ids.openTraining}`],
      ['/credentials/:credential/trial', `/credentials/${certificate}/trial`],
      ['/credentials/:credential/enrolment', '/credentials/reading-a-completion-rate/enrolment'],
      ['/money'],
      ['/money/details'],
      ['/credentials/:credential/once', `/credentials/${certificate}/once`],
      ['/credentials/:credential/aid', `/credentials/${certificate}/aid`],
      ['/credentials/:credential/aid', `/credentials/${certificate}/aid?country=EG&household=4`],
      ['/credentials/:credential/code', `/credentials/${certificate}/code`],
      ['/credentials/:credential/gift', `/credentials/${certificate}/gift?country=DE`],
      ['/credentials/:credential/seats', `/credentials/${certificate}/seats`],
      ['/seats'],
      ['/seat/:token', `/seat/${ids.seatToken}`],
      ['/my-credentials'],
      ['/my-credentials/links'],
      ['/issued/:credential', `/issued/${ids.issued}`],
    ]),
    ...of('payer', [
      ['/subscriptions/:subscription/confirmation', `/subscriptions/${ids.openMonth}/confirmation`],
      ['/charges/:charge/confirmed', `/charges/${ids.waitingCharge}/confirmed`],
      ['/simulated-bank/:charge', `/simulated-bank/${ids.waitingCharge}`],
    ]),
    ...of('educator', [
      ['/providers/:provider/payouts', '/providers/meridian-data-works/payouts'],
      ['/statements/:statement', `/statements/${ids.statement}`],
      ['/credentials/:credential/notes', `/credentials/${certificate}/notes`],
      ['/providers/:provider/what-people-paid', '/providers/meridian-data-works/what-people-paid'],
      ['/marking'],
      ['/closed-days'],
      ['/credentials/:credential/aid', `/credentials/${certificate}/aid`],
      ['/providers/:provider/codes', '/providers/meridian-data-works/codes'],
      ['/code-batches/:batch', `/code-batches/${ids.batch}?secret=${ids.batchSecret}`],
      ['/gifts'],
      ['/organisations'],
      ['/organisations/:organisation', `/organisations/${ids.organisation}`],
      ['/marking/:handIn', `/marking/${ids.waitingHandIn}`],
      ['/marking/:handIn', `/marking/${ids.handIn}`],
    ]),
    ...of('operator', [
      ['/operations/aid-appeals'],

      ['/operations/reconciliation'],
      ['/outbox'],
      ['/outbox/:message', `/outbox/${ids.message}`],
      ['/operations/audit'],
      ['/operations/bills'],
      ['/orders/:order', `/orders/${ids.order}`],
      ['/invoices'],
      ['/invoices/:invoice', `/invoices/${ids.invoice}`],
      ['/operations/keys'],
      ['/operations/keys/:provider', '/operations/keys/meridian-data-works'],
      ['/issuing'],
      ['/issuing/:credential', `/issuing/${ids.issued}`],
    ]),
  ].filter((page) => page.path && !page.path.includes('undefined'))
}

const longText = `How many people who bought a ferry pass came back the next month? I counted people, not trips.

Of the 1,463 people with a pass in May, 412 travelled again in June, which is 28 of 100. A left join keeps the 1,051 who did not; an inner join would have made it 100 of 100. The ferries of the small pier are missing from the log for four days, so the true number may be a little higher.`

/** The whole certificate at once, from Germany: an order and its invoice. */
async function buyOnce(site: ServedSite, visitor: Visitor): Promise<{ order: string; invoice: string }> {
  const path = `/credentials/${certificate}/once`
  await visitor.post('/preferences/country', { country: 'DE', back: path })
  const page = await (await visitor.get(path)).text()
  const field = (name: string) =>
    new RegExp(`name="${name}"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="${name}"`)
      .exec(page)
      ?.slice(1)
      .find(Boolean) ?? ''
  const names = ['edition', 'price', 'country', 'once', 'card'] as const
  const answer = await visitor.post(path, Object.fromEntries(names.map((name) => [name, field(name)])))
  const order = (answer.headers.get('location') ?? '').split('/').at(-1)!
  return { order, invoice: await selectId(site, 'select id from invoices where order_id = $1', order) }
}

async function startTrial(site: ServedSite, visitor: Visitor, email: string, card?: string): Promise<string> {
  const page = await (await visitor.get(`/credentials/${certificate}/trial`)).text()
  const field = (name: string) =>
    new RegExp(`name="${name}"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="${name}"`)
      .exec(page)
      ?.slice(1)
      .find(Boolean) ?? ''
  const answer = await visitor.post(`/credentials/${certificate}/trial`, {
    edition: field('edition'),
    price: field('price'),
    card: card ?? field('card'),
    intent_finish: 'finish',
    intent_goal: 'job',
    hours_per_week: '6',
  })
  if (answer.status !== 303) throw new Error(`the trial answered ${answer.status}`)
  return selectId(
    site,
    'select e.id from enrolments e join accounts a on a.person_key = e.person_key where a.email = $1',
    email,
  )
}

async function attemptQuiz(
  site: ServedSite,
  visitor: Visitor,
  enrolment: string,
  quiz: string,
  right: boolean,
): Promise<string> {
  const started = await visitor.post(`/learn/${enrolment}/items/${quiz}/attempts`)
  const attempt = started.headers.get('location')!
  const questions = await site.deps.db
    .selectFrom('questions as q')
    .innerJoin('question_keys as k', 'k.question_id', 'q.id')
    .select(['q.id', 'k.key'])
    .where('q.item_id', '=', quiz)
    .execute()
  const form: Record<string, string | string[]> = {}
  for (const [n, { id, key: stored }] of questions.entries()) {
    const key = stored as unknown as QuestionKey
    if (right && n === 0 && questions.length > 6) continue
    form[`q-${id}`] =
      'correct' in key ? key.correct : key.kind === 'numeric' ? String(key.answer) : key.accepted[0]!
  }
  await visitor.post(`${attempt}/submission`, form)
  return attempt.split('/').at(-1)!
}

async function handInLab(
  site: ServedSite,
  visitor: Visitor,
  enrolment: string,
  lab: string,
): Promise<string> {
  const page = await (await visitor.get(`/learn/${enrolment}/items/${lab}`)).text()
  const fields = [...page.matchAll(/<textarea[^>]*name="([^"]+)"[^>]*>/g)].map(([, name]) => name!)
  await visitor.post(
    `/learn/${enrolment}/items/${lab}/submissions`,
    Object.fromEntries(
      fields.map((name) => [name, 'export function innerJoin(left, right) {\n  return []\n}\n']),
    ),
  )
  await site.runJobs()
  return selectId(site, 'select id from lab_submissions where enrolment_id = $1', enrolment)
}

async function selectItems(site: ServedSite, slug: string) {
  return site.deps.db
    .selectFrom('items as i')
    .innerJoin('credentials as c', 'c.current_edition_id', 'i.edition_id')
    .innerJoin('courses as co', 'co.id', 'i.course_id')
    .select(['i.id', 'i.kind', 'i.slug', 'co.slug as course'])
    .where('c.slug', '=', slug)
    .orderBy('co.position')
    .orderBy('i.position')
    .execute()
}

async function selectId(site: ServedSite, text: string, ...values: unknown[]): Promise<string> {
  const { rows } = await site.deps.pool.query<{ id: string }>(text, values)
  if (!rows[0]) throw new Error(`nothing there: ${text}`)
  return rows[0].id
}

async function tokenFrom(site: ServedSite, path: string): Promise<string> {
  const { rows } = await site.deps.pool.query<{ body_text: string }>(
    'select body_text from mail_messages where body_text like $1 order by created_at desc limit 1',
    [`%${path}%`],
  )
  return new RegExp(`${path}([\\w-]+)`).exec(rows[0]?.body_text ?? '')?.[1] ?? ''
}

function cookiesOf(site: ServedSite, visitor: Visitor) {
  return [...visitor.cookies].map(([name, value]) => ({ name, value, url: site.origin }))
}
