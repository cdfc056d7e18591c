import { describe, expect, test } from 'vitest'
import { verifiedByStranger } from '../../../tests/support/credentials.ts'
import { openTestSite } from '../../../tests/support/site.ts'
import { enrolFree, publishWeaving, signedIn } from '../../../tests/worlds.ts'
import { newId } from '../../platform/random.ts'
import { recordMark } from '../learn/api.ts'

describe('on a site served over https', () => {
  test('the issuer is a did:web whose document lists the key, and programs find the other documents too', async () => {
    const web = await openTestSite({ env: { PUBLIC_URL: 'https://candour.example' } })
    try {
      const there = await publishWeaving(web.deps, { required: ['quiz'] })
      const { visitor } = await signedIn(web, { email: 'web@example.org' })
      visitor.cookies.set('__Host-candour-session', visitor.cookies.get('candour-session') ?? '')
      const enrolmentId = await enrolFree(visitor)
      await web.deps.db.transaction().execute((tx) =>
        recordMark(tx, web.deps, {
          enrolmentId,
          itemId: there.items.quiz,
          workId: newId(web.clock.now(), web.deps.random),
          points: 10,
          pointsMax: 10,
          shares: { computer: 1, peers: 0, educators: 0 },
          peerCount: 0,
          educatorCount: 0,
          handedInAt: web.clock.now(),
        }),
      )
      const { id } = await web.deps.db.selectFrom('issued_credentials').select('id').executeTakeFirstOrThrow()
      const json = { accept: 'application/json' }
      const document = await (await web.visitor().get(`/issued/${id}/credential.json`)).json()
      const did = await (await web.visitor().get('/providers/harbour-guild/did.json', json)).json()
      expect(document.issuer.id).toBe('did:web:candour.example:providers:harbour-guild')
      expect(did.id).toBe(document.issuer.id)
      expect(did.assertionMethod).toContain(document.proof.verificationMethod)
      expect((await verifiedByStranger(web, document)).verdict).toBe('valid')
      expect(await (await web.visitor().get(`/issued/${id}`)).text()).toContain('<h2>Valid</h2>')
      const pasted = await web.visitor().post('/verify', { text: JSON.stringify(document) })
      expect(await pasted.text()).toContain('<h2>Valid</h2>')

      const issuer = await (await web.visitor().get('/providers/harbour-guild/issuer', json)).json()
      expect(issuer).toMatchObject({ id: did.id, type: ['Profile'], name: 'Harbour Guild' })
      const path = new URL(document.credentialSubject.achievement.id).pathname
      expect(await (await web.visitor().get(path, json)).json()).toMatchObject({ type: ['Achievement'] })
    } finally {
      await web.close()
    }
  })
})
