import type { ServedSite } from './served.ts'
import type { Visitor } from './site.ts'

// A project's work at every stage of its way, made through the forms: for pictures and for the accessibility test.

export interface ProjectWork {
  /** Marked, rated, reported and appealed. */
  handIn: string
  /** Waits for an educator. */
  waitingHandIn: string
  /** In the learner's hands. */
  review: string
  givenReview: string
  training: string
  openTraining: string
}

interface Hand {
  visitor: Visitor
  enrolment: string
}

/**
 * @param people.learner whose pages are shown; the other two hand in too and mark the learner's piece
 * @param people.marker an educator who marks it; the appeal is left for another one
 */
export async function makeProjectWork(
  site: ServedSite,
  itemId: string,
  { learner, others, marker, text }: { learner: Hand; others: [Hand, Hand]; marker: Visitor; text: string },
): Promise<ProjectWork> {
  const base = (who: Hand) => `/learn/${who.enrolment}/items/${itemId}`
  const idOf = (location: string | null) => location?.split('/').at(-1)?.split('?')[0] ?? ''
  const { rows } = await site.deps.pool.query<{ criteria: { id: string; levels: { points: number }[] }[] }>(
    `select spec->'rubric'->'criteria' as criteria from items where id = $1`,
    [itemId],
  )
  const { criteria } = rows[0]!
  let notes = 0
  const marks = (level: number) =>
    Object.fromEntries(
      criteria.flatMap(({ id, levels }) => {
        notes += 1
        const { points } = levels[Math.min(level, levels.length - 1)]!
        const words = `On ${id}: the second table shows it; say where the missing rows went (note ${notes}).`
        return [
          [`points-${id}`, String(points)],
          [`comment-${id}`, words],
        ]
      }),
    )
  const handInOf = async (who: Hand) => {
    const found = await site.deps.pool.query<{ id: string }>(
      'select id from hand_ins where enrolment_id = $1',
      [who.enrolment],
    )
    return found.rows[0]!.id
  }
  const train = async (who: Hand) => {
    const path = (await who.visitor.post(`${base(who)}/trainings`)).headers.get('location')!
    const given = await site.deps.pool.query<{ marks: Record<string, { points: number }> }>(
      `select one->'educator_marks' as marks from trainings t join hand_ins h on h.id = t.hand_in_id
        join item_secrets s on s.item_id = h.item_id cross join jsonb_array_elements(s.secret->'reserve') one
       where t.id = $1 and one->>'slug' = h.reserve_slug`,
      [idOf(path)],
    )
    const form = marks(0)
    for (const [id, { points }] of Object.entries(given.rows[0]!.marks)) form[`points-${id}`] = String(points)
    // One criterion off, so that there is something to see.
    form[`points-${criteria[0]!.id}`] = String(criteria[0]!.levels[1]!.points)
    await who.visitor.post(path, form)
    return idOf(path)
  }
  const take = async (who: Hand) =>
    (await who.visitor.post(`${base(who)}/reviews`)).headers.get('location') ?? ''
  const review = async (who: Hand, level: number) => {
    const path = await take(who)
    await who.visitor.post(path, marks(level))
    return idOf(path)
  }

  for (const [n, who] of [learner, ...others].entries()) {
    const form = new FormData()
    form.set('text', text.replaceAll('ferries', ['ferries', 'buses', 'trams'][n]!))
    form.set('links', n === 0 ? 'https://harbour.example/ferries' : '')
    await who.visitor.post(`${base(who)}/hand-ins`, form)
    // Who comes first must not be left to chance.
    site.clock.advance(60_000)
  }
  const handIn = await handInOf(learner)
  const waitingHandIn = await handInOf(others[0])
  const training = await train(learner)
  for (const who of others) await train(who)
  await review(others[0], 2)
  await review(others[1], 1)
  await review(others[1], 2)
  const givenReview = await review(learner, 2)
  await review(learner, 1)
  const openTraining = idOf(
    (await learner.visitor.post(`${base(learner)}/trainings`)).headers.get('location'),
  )
  const held = idOf(await take(learner))
  await marker.post(`/marking/${handIn}`, marks(2))
  const reviews = await site.deps.pool.query<{ id: string }>(
    'select id from reviews where hand_in_id = $1 order by submitted_at, id',
    [handIn],
  )
  const on = `/hand-ins/${handIn}/reviews/${reviews.rows[0]!.id}`
  await learner.visitor.post(`${on}/ratings`, { [`useful-${criteria[0]!.id}`]: '2' })
  await learner.visitor.post(`${on}/thanks`)
  await learner.visitor.post(`/hand-ins/${handIn}/reviews/${reviews.rows[1]!.id}/report`, {
    reason: 'careless',
    words: 'It speaks of trams; my page is about ferries.',
  })
  await learner.visitor.post(`/hand-ins/${handIn}/appeals`, {
    [`appeal-${criteria[1]!.id}`]: 'The 1,051 who did not come back are counted in the second sentence.',
  })
  return { handIn, waitingHandIn, review: held, givenReview, training, openTraining }
}
