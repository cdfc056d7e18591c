import type { Executor } from '../../platform/db/pool.ts'
import type { RoomJobs } from '../../platform/jobs.ts'
import { forgetKey } from './keys/change-keys.ts'
import { givePlaces, signAgain } from './keys/sign-again.ts'

export const credentialsJobs: RoomJobs = {
  jobs: {
    'credentials.forget-key': (deps, payload) =>
      forgetKey(deps, { provider: String(payload.provider), keyId: String(payload.keyId) }),
    'credentials.sign-again': (deps, payload) => signAgain(deps, String(payload.keyId)),
    'credentials.give-places': (deps) => givePlaces(deps),
  },
  schedule: [{ cron: '40 3 * * *', job: 'credentials.give-places' }],
  erase: eraseDocuments,
}

/**
 * The documents name somebody (a hashed address, perhaps a name) and go; that something was issued, and the public
 * keys, stay. A copy that its holder kept can still be verified.
 */
async function eraseDocuments(tx: Executor, personKey: string): Promise<void> {
  await tx.deleteFrom('share_links').where('person_key', '=', personKey).execute()
  await tx
    .deleteFrom('credential_documents')
    .where('credential_id', 'in', (query) =>
      query.selectFrom('issued_credentials').select('id').where('person_key', '=', personKey),
    )
    .execute()
}
