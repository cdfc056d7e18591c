import { type RawBuilder, sql } from 'kysely'
import type { Deps } from '../../../platform/deps.ts'
import { selectOptionalStored, signPublicCopy } from '../sharing/copies.ts'

const BATCH = 100

/**
 * Signs again, with the key in force, every credential whose public copy, or the token beside it, carries a signature of
 * that key, and drops other copies that do: they are made again at their next use. One transaction each, so that a crash
 * loses nothing that was done; a second run finds what is left.
 */
export async function signAgain(deps: Deps, keyId: string): Promise<void> {
  await deps.db.deleteFrom('credential_copies').where(carriesSignatureOf(keyId)).execute()
  await signWhere(deps, carriesSignatureOf(keyId))
}

/** A copy carries one proof, or a list of them; a token names its key in its header. */
function carriesSignatureOf(keyId: string) {
  return sql<boolean>`(
    jsonb_path_exists(document, '$.proof[*].verificationMethod ? (@ == $key)', jsonb_build_object('key', ${keyId}::text))
    or (token is not null and convert_from(decode(rpad(translate(split_part(token, '.', 1), '-_', '+/'),
      (length(split_part(token, '.', 1)) + 3) / 4 * 4, '='), 'base64'), 'utf8')::jsonb ->> 'kid' = ${keyId})
  )`
}

/** Gives a place in the status lists to credentials from before there were any, so that everybody can ask for them. */
export async function givePlaces(deps: Deps): Promise<void> {
  await signWhere(deps, sql`document -> 'credentialStatus' is null`)
}

async function signWhere(deps: Deps, condition: RawBuilder<unknown>): Promise<void> {
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const rows = await deps.db
      .selectFrom('credential_documents')
      .select('credential_id')
      .where('credential_id', '>', after)
      .where(sql<boolean>`${condition}`)
      .orderBy('credential_id')
      .limit(BATCH)
      .execute()
    for (const { credential_id: credentialId } of rows) {
      await deps.db.transaction().execute(async (tx) => {
        const stored = await selectOptionalStored(tx, credentialId)
        if (stored) await signPublicCopy(tx, deps, stored, deps.clock.now())
      })
    }
    const last = rows.at(-1)
    if (!last) return
    after = last.credential_id
  }
}
