import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { marks, projectPeople, textOf } from '../../../tests/support/project-people.ts'
import { openTestSite, type TestSite } from '../../../tests/support/site.ts'
import { publishWeaving } from '../../../tests/worlds.ts'
import { snapshotLink, snapshotOf } from './snapshot-link.ts'

// What a piece may bring with it: links, results of labs, and names where the provider lets them be seen.

let site: TestSite
beforeAll(async () => {
  site = await openTestSite()
})
afterAll(() => site.close())

async function world(slug: string, project: NonNullable<Parameters<typeof publishWeaving>[1]>['project']) {
  const published = await publishWeaving(site.deps, { slug, required: ['project'], project })
  return { published, people: projectPeople(site, published, slug) }
}

describe('links and labs', () => {
  const html =
    '<html><head><title>My &amp; loom</title><script>steal()</script></head><body><h1>Loom</h1><p>Warp &lt;first&gt;</p><img src=x onerror=alert(1)></body></html>'
  const network = (body: string, contentType = 'text/html; charset=utf-8') => ({
    resolve: async (host: string) => (host === 'inside.example' ? ['10.0.0.7'] : ['93.184.216.34']),
    request: async () => ({ status: 200, contentType, body: Buffer.from(body), isCutOff: false }),
  })

  test('the words of a link are kept as they were, and only words; what lies inside a network is not fetched', async () => {
    const { published, people } = await world('linked', {
      reserve: 3,
      handIn: { links: { max_count: 2 }, labs: ['the-lab'] },
      marking: { educator_share: 0, reviews_to_give: 0 },
    })
    const author = await people.learner('Linker')
    await site.deps.db
      .insertInto('marks')
      .values({
        enrolment_id: author.enrolment,
        item_id: published.items.lab,
        work_id: '019ccccc-0000-7000-8000-000000000001',
        points: 3,
        points_max: 4,
        computer_share: 1,
        handed_in_at: site.clock.now(),
        marked_at: site.clock.now(),
      })
      .execute()
    const mark = await site.deps.db
      .selectFrom('marks')
      .select('id')
      .where('enrolment_id', '=', author.enrolment)
      .executeTakeFirstOrThrow()
    await site.deps.db
      .insertInto('item_results')
      .values({
        enrolment_id: author.enrolment,
        item_id: published.items.lab,
        mark_id: mark.id,
        handed_in_at: site.clock.now(),
      })
      .execute()
    const path = `${people.itemPath(author)}/hand-ins`
    for (const links of [
      'http://plain.example/',
      'javascript:alert(1)',
      'https://u:p@a.example/',
      'https://localhost/',
      'https://a.example https://b.example https://c.example',
    ])
      expect((await author.visitor.post(path, { links })).status, links).toBe(422)
    await author.visitor.post(path, { text: '', links: 'https://loom.example/page\nhttps://inside.example/' })
    const rows = await site.deps.db
      .selectFrom('hand_in_links as l')
      .innerJoin('hand_ins as h', 'h.id', 'l.hand_in_id')
      .select(['l.id', 'l.url', 'h.id as piece'])
      .where('h.enrolment_id', '=', author.enrolment)
      .orderBy('l.position')
      .execute()
    expect(rows).toHaveLength(2)
    for (const row of rows) await snapshotLink(site.deps, row.id, network(html))
    const seen = await textOf(author.visitor, `/hand-ins/${rows[0]!.piece}`)
    expect(seen).toContain('My &amp; loom')
    expect(seen).toContain('Warp &lt;first>')
    expect(seen).not.toContain('steal')
    expect(seen).not.toContain('onerror')
    expect(seen).toContain('could not be kept')
    expect(seen).toContain('Lab “Count the threads”: 3 of 4')
    await snapshotLink(site.deps, rows[0]!.id, network('changed since'))
    expect(await textOf(author.visitor, `/hand-ins/${rows[0]!.piece}`)).not.toContain('changed since')
  })

  test('what is not text is not kept', () => {
    const fetched = (contentType: string, text: string) =>
      snapshotOf({ status: 'fetched', url: 'https://a.example/', contentType, bytes: Buffer.from(text) })
    expect(fetched('image/png', 'x')).toMatchObject({ state: 'failed', why: 'not_text' })
    expect(fetched('text/html', '<script>only()</script>')).toMatchObject({
      state: 'failed',
      why: 'no_words',
    })
    expect(fetched('text/plain; charset=latin9000', 'plain <b>words</b>')).toMatchObject({
      state: 'kept',
      body: 'plain <b>words</b>',
    })
  })
})

test('where the provider lets names be seen, author and marker see each other', async () => {
  const { people } = await world('open-names', {
    reserve: 3,
    marking: {
      educator_share: 0,
      reviews_to_give: 0,
      names: 'open',
      peers: 1,
      interval_max: 0.6,
      audit: { share: 0, pieces_a_year_min: 0, tolerance: 0.05 },
    },
  })
  const [author, peer] = [await people.learner('Mei Weaver'), await people.learner('Ola Dyer')]
  const piece = await people.handIn(author, 'a cloth with a name')
  await people.handIn(peer, 'mine')
  await people.emptyPool(piece)
  const path = await people.getReview(peer)
  expect(await textOf(peer.visitor, path)).toContain('By Mei Weaver.')
  await peer.visitor.post(path, marks(2, 4))
  await site.runJobs()
  expect(await textOf(author.visitor, `/hand-ins/${piece}`)).toContain('Ola Dyer')
})
