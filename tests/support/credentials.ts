import type { SignedCredential } from '../../src/features/credentials/sign.ts'
import { verifyCredential } from '../../src/features/credentials/verify/verify-credential.ts'
import { recordMark } from '../../src/features/learn/api.ts'
import { newId } from '../../src/platform/random.ts'
import { enrolFree, signedIn, type World } from '../worlds.ts'
import type { TestSite, Visitor } from './site.ts'

// People who earn, and strangers who verify with what the site serves and nothing else.

export interface Earner {
  visitor: Visitor
  personKey: string
  enrolmentId: string
  credentialId: string
}

/** Somebody who passed the quiz of a world in which that is all that is required. */
export async function earner(
  site: TestSite,
  world: World,
  { email, name }: { email: string; name?: string },
): Promise<Earner> {
  const person = await signedIn(site, { email, name })
  if (site.deps.config.publicUrl.protocol === 'https:') useSecureCookie(person.visitor)
  const enrolmentId = await enrolFree(person.visitor)
  await passQuiz(site, world, enrolmentId)
  const { id: credentialId } = await site.deps.db
    .selectFrom('issued_credentials')
    .select('id')
    .where('enrolment_id', '=', enrolmentId)
    .executeTakeFirstOrThrow()
  return { ...person, enrolmentId, credentialId }
}

async function passQuiz({ deps, clock }: TestSite, world: World, enrolmentId: string): Promise<void> {
  await deps.db.transaction().execute((tx) =>
    recordMark(tx, deps, {
      enrolmentId,
      itemId: world.items.quiz,
      workId: newId(clock.now(), deps.random),
      points: 9,
      pointsMax: 10,
      peerCount: 0,
      educatorCount: 0,
      handedInAt: clock.now(),
      shares: { computer: 1, peers: 0, educators: 0 },
    }),
  )
}

export function useSecureCookie({ cookies }: Visitor): void {
  cookies.set('__Host-candour-session', cookies.get('candour-session') ?? '')
}

export async function downloaded(visitor: Visitor, credentialId: string): Promise<SignedCredential> {
  const response = await visitor.get(`/issued/${credentialId}/credential.json`)
  return (await response.json()) as SignedCredential
}

/** Verified as a stranger's software would: it looks up what the document names, and knows nothing of this site. */
export async function verifiedByStranger(site: TestSite, document: unknown) {
  const loader = async (url: string) => {
    const { origin, pathname } = new URL(url)
    if (origin !== site.deps.config.publicUrl.origin) throw new Error(`${url} lies elsewhere`)
    const response = await site.visitor().get(pathname, { accept: 'application/json' })
    if (response.status !== 200) return { status: 'not_loaded' as const, why: 'not_ours' }
    const bytes = new Uint8Array(await response.arrayBuffer())
    return { status: 'loaded' as const, url, contentType: 'application/json', bytes }
  }
  return verifyCredential(Buffer.from(JSON.stringify(document)), { now: site.clock.now(), loader })
}
