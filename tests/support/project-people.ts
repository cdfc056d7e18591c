import type { Updateable } from 'kysely'
import type { HandIns } from '../../src/platform/db/types.ts'
import { enrolFree, publishWeaving, signedIn, type World } from '../worlds.ts'
import { openTestSite, type TestSite, type Visitor } from './site.ts'

// People who hand in, review and mark the project of a world, each through their own browser.

export interface ProjectLearner {
  personKey: string
  visitor: Visitor
  enrolment: string
}

let rows = 0

/** Marks of the weaving rubric as a form sends them, with comments that somebody took trouble over. */
export function marks(evenness: number, edges: number, comment = 'because of the cloth') {
  rows += 1
  return {
    'points-evenness': String(evenness),
    'points-edges': String(edges),
    'comment-evenness': `${comment}; row ${rows} is where it shows`,
    'comment-edges': `${comment}; the left edge pulls in at row ${rows}`,
  }
}

export function pieceForm(text: string, files: File[] = [], once = ''): FormData {
  const form = new FormData()
  form.set('text', text)
  form.set('once', once)
  for (const file of files) form.append('files', file)
  return form
}

export const textOf = async (visitor: Visitor, path: string) => (await visitor.get(path)).text()

export const hours = 3_600_000

/** A site where two peers decide and nothing is drawn for an audit, with two educators who are asked for the rest. */
export async function openSiteWherePeersDecide() {
  const site = await openTestSite()
  const world = await publishWeaving(site.deps, {
    required: ['project'],
    project: {
      reserve: 3,
      marking: {
        educator_share: 0,
        reviews_to_give: 1,
        audit: { share: 0, pieces_a_year_min: 0, tolerance: 0.05 },
      },
    },
  })
  const people = projectPeople(site, world)
  return { site, people, first: await people.educator(), second: await people.educator() }
}

/** Everything that was ever decided about a piece, the first first. */
export const decisionsOf = (site: TestSite, piece: string) =>
  site.deps.db
    .selectFrom('piece_decisions')
    .selectAll()
    .where('hand_in_id', '=', piece)
    .orderBy('number')
    .execute()

/** What people do on one site with the project of one world. */
export function projectPeople(site: TestSite, world: World, slug = 'weaving-basics') {
  const { db } = site.deps
  let people = 0

  const itemPath = ({ enrolment }: ProjectLearner) => `/learn/${enrolment}/items/${world.items.project}`

  async function learner(name: string): Promise<ProjectLearner> {
    const { personKey, visitor } = await signedIn(site, {
      email: `${slug}-${name}-${++people}@example.org`,
      name,
    })
    return { personKey, visitor, enrolment: await enrolFree(visitor, slug) }
  }

  async function educator(providerId = world.providerId): Promise<Visitor> {
    const role = { role: 'educator' as const, providerId }
    return (await signedIn(site, { email: `${slug}-educator-${++people}@example.org`, role })).visitor
  }

  async function handIn(who: ProjectLearner, text: string, files: File[] = []): Promise<string> {
    // Later pieces wait less: who comes first must not be left to chance.
    site.clock.advance(60_000)
    const response = await who.visitor.post(`${itemPath(who)}/hand-ins`, pieceForm(text, files))
    if (!response.headers.get('location')?.includes('said=handed-in'))
      throw new Error(`handing in answered ${response.status} ${response.headers.get('location')}`)
    const row = await db
      .selectFrom('hand_ins')
      .select('id')
      .where('enrolment_id', '=', who.enrolment)
      .orderBy('number', 'desc')
      .executeTakeFirstOrThrow()
    return row.id
  }

  /** Asks for a piece to review; the path that the site leads to. */
  async function getReview(who: ProjectLearner): Promise<string> {
    const response = await who.visitor.post(`${itemPath(who)}/reviews`)
    return response.headers.get('location') ?? ''
  }

  async function review(
    who: ProjectLearner,
    evenness: number,
    edges: number,
    comment?: string,
  ): Promise<string> {
    const path = await getReview(who)
    const response = await who.visitor.post(path, marks(evenness, edges, comment))
    if (!path.startsWith('/reviews/') || response.status !== 303)
      throw new Error(`reviewing at ${path} answered ${response.status}`)
    return path
  }

  const pieceOf = (handInId: string) =>
    db.selectFrom('hand_ins').selectAll().where('id', '=', handInId).executeTakeFirstOrThrow()

  const markOf = (handInId: string) =>
    db.selectFrom('marks').selectAll().where('work_id', '=', handInId).executeTakeFirst()

  /** The pieces that somebody was given, the first first. */
  const givenTo = async (who: ProjectLearner) =>
    (
      await db
        .selectFrom('reviews')
        .select('hand_in_id')
        .where('reviewer_enrolment_id', '=', who.enrolment)
        .orderBy('given_at')
        .execute()
    ).map((row) => row.hand_in_id)

  /** Takes every other piece out of the pool, so that what happens next depends on this one alone. */
  async function emptyPool(except?: string): Promise<void> {
    const withdrawn: Updateable<HandIns> = { state: 'withdrawn' }
    let waiting = db
      .updateTable('hand_ins')
      .set(withdrawn)
      .where('state', 'in', ['with_peers', 'with_educator'])
    if (except) waiting = waiting.where('id', '<>', except)
    await waiting.execute()
  }

  return { itemPath, learner, educator, handIn, getReview, review, pieceOf, markOf, givenTo, emptyPool }
}
