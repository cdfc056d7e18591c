import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ProjectLearner, projectPeople } from '../support/project-people.ts'
import { type ServedSite, serveTestSite } from '../support/served.ts'
import type { Visitor } from '../support/site.ts'
import { publishWeaving, signedIn, type World } from '../worlds.ts'
import { BrowserPerson } from './person.ts'

// Who marks the work, as it is lived: a learner hands in, trains and gives three reviews; two peers mark, one piece is
// audited; an appeal, a change, and all of it on the credential's page.

let site: ServedSite
let world: World
let people: ReturnType<typeof projectPeople>
let mei: BrowserPerson
let learner: ProjectLearner
let project: string
let peers: ProjectLearner[]
let first: BrowserPerson
let second: BrowserPerson
let employer: BrowserPerson
let piece: string

beforeAll(async () => {
  site = await serveTestSite()
  world = await publishWeaving(site.deps, {
    required: ['project'],
    project: {
      reserve: 3,
      training: 2,
      marking: {
        peers: 2,
        educator_share: 0,
        reviews_to_give: 3,
        // The first piece is audited, and no other one.
        audit: { share: 0, pieces_a_year_min: 1, tolerance: 0.05 },
        training: { pieces: 1, within: 0.15, again_after: 12 },
      },
    },
  })
  people = projectPeople(site, world)
  learner = await people.learner('Mei Weaver')
  project = people.itemPath(learner)
  mei = await browserOf(learner.visitor)
  first = await browserOf(await people.educator())
  second = await browserOf(await people.educator())
  employer = new BrowserPerson(site, await site.person(), 'employer@example.org')
  peers = [await people.learner('Ola'), await people.learner('Tam'), await people.learner('Una')]
})
afterAll(() => site.close())

async function browserOf(visitor: Visitor): Promise<BrowserPerson> {
  const page = await site.person()
  await page
    .context()
    .addCookies([...visitor.cookies].map(([name, value]) => ({ name, value, url: site.origin })))
  return new BrowserPerson(site, page, 'somebody@example.org')
}

const textOf = async (person: BrowserPerson) => (await person.page.textContent('main')) ?? ''
const trainQuietly = async (who: ProjectLearner) => {
  const started = await who.visitor.post(`${people.itemPath(who)}/trainings`)
  await who.visitor.post(started.headers.get('location')!, marksOf(2, 4))
}
let notes = 0
const marksOf = (evenness: number, edges: number) => {
  notes += 1
  return {
    'points-evenness': String(evenness),
    'points-edges': String(edges),
    'comment-evenness': `Row ${notes} is where it shows.`,
    'comment-edges': `The left edge pulls in at row ${notes}.`,
  }
}

describe('who marks the work', () => {
  test('the first piece is marked by peers, drawn, and audited blind, by keys', async () => {
    for (const peer of peers) await trainQuietly(peer)
    const audited = await people.handIn(peers[2]!, 'The piece that is audited.')
    await people.emptyPool(audited)
    for (const peer of peers.slice(0, 2)) await people.handIn(peer, 'mine')
    await people.emptyPool(audited)
    for (const peer of peers.slice(0, 2)) await people.review(peer, 2, 4)
    await first.goes('/marking')
    await first.page.click('main .queue a')
    await first.page.waitForURL('**/marking/*-*')
    const { page } = first
    expect(await textOf(first)).toContain('Audit')
    expect(await textOf(first)).not.toContain('because of the cloth')
    await page.keyboard.press('j')
    await page.keyboard.press('2')
    await page.keyboard.press('c')
    await page.keyboard.type('The edge wavers at row four.')
    await page.locator('#f-points-evenness').focus()
    await page.keyboard.press('3')
    await page.keyboard.press('c')
    await page.keyboard.type('Even all over.')
    await page.keyboard.press('Control+Enter')
    await page.waitForSelector('.criterion-results')
    expect(await textOf(first)).toContain('because of the cloth')
    expect(await textOf(first)).toContain('Decided: 6 of 8')
  })

  test('a learner hands in, with a name taken out of the picture', async () => {
    await mei.goes(project)
    await mei.page.fill('[name="text"]', 'A plain cloth, sixteen threads to the inch.')
    await mei.page.setInputFiles('[name="files"]', {
      name: 'Mei Weaver.png',
      mimeType: 'image/png',
      buffer: pngBy('Mei Weaver'),
    })
    await mei.sends(`${project}/hand-ins`)
    const file = await site.deps.db.selectFrom('hand_in_files').selectAll().executeTakeFirstOrThrow()
    expect(file.cleaned).toBe('cleaned')
    expect((await site.deps.storage.read(file.content_hash)).includes('Mei')).toBe(false)
    piece = file.hand_in_id
  })

  test('trains until close enough, seeing where and why', async () => {
    await mei.goes(project)
    await mei.sends(`${project}/trainings`)
    await mei.fillsRubric(0)
    await mei.sends('/trainings/')
    expect(await textOf(mei)).toContain('Not close enough yet')
    expect(await textOf(mei)).toContain('secret-educator-edges')
    const { pathname } = new URL(project, site.origin)
    const [, , enrolment, , item] = pathname.split('/')
    await mei.trains(`/learn/${enrolment}`, item!)
    expect(await textOf(mei)).toContain('You are ready to mark others.')
  })

  test('two peers mark the learner’s piece without the name; the mark has a range, and its reviews are of use', async () => {
    for (const peer of peers.slice(0, 2)) {
      const path = await people.getReview(peer)
      expect(await (await peer.visitor.get(path)).text()).not.toContain('Mei')
      expect((await peer.visitor.post(path, marksOf(2, 2))).status).toBe(303)
    }
    await site.runJobs()
    await mei.goes(`/hand-ins/${piece}`)
    expect(await textOf(mei)).toContain('4 of 8')
    expect(await textOf(mei)).toMatch(/between [\d.]+ and [\d.]+ of 8/)
    await mei.page.locator('[name="useful-edges"][value="2"]').first().check()
    await mei.sends(`/hand-ins/${piece}/reviews/`, 'button')
    expect(await textOf(mei)).toContain('Saved.')
    expect(await site.deps.db.selectFrom('comment_ratings').selectAll().execute()).toHaveLength(1)
  })

  test('an appeal is decided by an educator who was not involved, then another changes a criterion with a reason', async () => {
    await mei.page.click('summary:has-text("Appeal criteria")')
    await mei.page.fill('[name="appeal-edges"]', 'The edge is straight from row two on.')
    await mei.sends(`/hand-ins/${piece}/appeals`)
    await second.goes('/marking?for=appeal')
    await second.page.click('main .queue a')
    await second.page.waitForURL('**/marking/*-*')
    expect(await textOf(second)).toContain('The edge is straight from row two on.')
    await second.page.locator('[name="decide-edges"][value="4"]').check()
    await second.page.fill('[name="why-edges"]', 'It is; the first row is the loom.')
    await second.sends(`/marking/${piece}/appeals`)
    await first.goes(`/marking/${piece}`)
    await first.page.click('summary:has-text("Change the mark")')
    await first.page.selectOption('#f-over-evenness', '4')
    await first.page.fill('[name="override"]', 'The learners overlooked the selvedge.')
    await first.sends(`/marking/${piece}/override`, 'button')
    await mei.goes(`/hand-ins/${piece}`)
    const text = await textOf(mei)
    expect(text).toContain('8 of 8')
    expect(text).toContain('Raised from 2 to 4.')
    expect(text).toContain('It is; the first row is the loom.')
    expect(text).toContain('The learners overlooked the selvedge.')
  })

  test('the learner gives three reviews; with the third the credential is issued', async () => {
    const [, , enrolment, , item] = project.split('/')
    for (let n = 0; n < 3; n++) {
      const read = await mei.reviewsAPiece(`/learn/${enrolment}`, item!, 1)
      expect(read).not.toMatch(/Ola|Tam|Una/)
    }
    await mei.goes(project)
    expect(await textOf(mei)).toContain('This project is passed.')
  })

  test('the credential’s page says who marked, how sure the mark is, and what was appealed; no peer is named', async () => {
    const issued = await site.deps.db.selectFrom('issued_credentials').select('id').executeTakeFirstOrThrow()
    await employer.goes(`/issued/${issued.id}`)
    const text = await textOf(employer)
    expect(text).toContain('Valid')
    expect(text).toContain('Marked by 2 other learners who did not see the name and 2 educators.')
    expect(text).toMatch(/it would lie between \d+ % and \d+ % in 9 of 10 cases/)
    expect(text).toContain('1 criterion was appealed, 1 raised.')
    expect(text).not.toMatch(/Ola|Tam|Una/)
    const response = await employer.page.request.get(`/issued/${issued.id}/credential.json`)
    const { evidence } = (await response.json()) as { evidence: Record<string, unknown>[] }
    expect(evidence[0]).toMatchObject({ appealsDecided: 1, appealsRaised: 1, promiseKept: true })
  })
})

test('somebody else who is signed in finds none of it', async () => {
  const { visitor } = await signedIn(site, { email: 'stranger@example.org' })
  for (const path of [`/hand-ins/${piece}`, `/marking/${piece}`])
    expect([403, 404]).toContain((await visitor.get(path)).status)
})

// A picture of one pixel whose author is written in it.
function pngBy(author: string): Buffer {
  const pixel = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
    'base64',
  )
  const body = Buffer.from(`tEXtAuthor\0${author}`, 'latin1')
  const chunk = Buffer.alloc(body.length + 8)
  chunk.writeUInt32BE(body.length - 4)
  body.copy(chunk, 4)
  return Buffer.concat([pixel.subarray(0, 33), chunk, pixel.subarray(33)])
}
