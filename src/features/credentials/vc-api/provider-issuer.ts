import { audit } from '../../../platform/audit.ts'
import type { Deps } from '../../../platform/deps.ts'
import { selectSigningKey } from '../keys/issuer-keys.ts'
import { idOf, type JsonObject } from '../verify/json-values.ts'
import { finding } from '../verify/reasons.ts'
import type { Check } from '../verify/result.ts'
import { type IssueOptions, inNameOf, issueAsAsked } from './issue.ts'

/** Signs in the name of a provider of this site, which the credential must name by its DID; audited. */
export async function issueForProvider(
  deps: Deps,
  credential: JsonObject,
  options: IssueOptions,
): Promise<{ issued: JsonObject } | { refused: Check }> {
  const now = deps.clock.now()
  const issuer = idOf(credential.issuer) ?? ''
  return deps.db.transaction().execute(async (tx) => {
    const owner = await tx
      .selectFrom('issuer_keys as k')
      .innerJoin('providers as p', 'p.id', 'k.provider_id')
      .select(['k.provider_id', 'p.slug as provider_slug'])
      .where('k.id', 'like', `${issuer.replace(/[\\%_]/g, '\\$&')}#%`)
      .executeTakeFirst()
    if (!issuer || !owner)
      return { refused: finding('issuer', 'issuer_not_shown', { issuer: issuer || '–' }) }
    const kind = options.suite?.startsWith('ecdsa') ? 'p256' : 'ed25519'
    const key = await selectSigningKey(tx, deps, owner, now, kind)
    if (key.controller !== issuer) {
      return { refused: finding('issuer', 'issuer_other', { issuer, key: key.id }) }
    }
    const answer = await issueAsAsked(inNameOf(credential, key.controller), key, options, now)
    if ('issued' in answer) {
      await audit(tx, {
        at: now,
        actor: null,
        action: 'credentials.issued-by-interface',
        subjectKind: 'provider',
        subjectId: owner.provider_id,
        detail: { key: key.id, credential: typeof credential.id === 'string' ? credential.id : null },
      })
    }
    return answer
  })
}
