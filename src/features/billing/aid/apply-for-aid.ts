import { sql } from 'kysely'
import { type AidAnswers, aidRulesVersion, decideAid, mayApply } from '../../../domain/aid.ts'
import { audit } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { newId } from '../../../platform/random.ts'
import type { BillingDeps } from '../gateway-of.ts'
import { mailAidDecided } from './mails.ts'
import { type AidApplication, selectOptionalApplication } from './queries.ts'
import { useAid } from './use-aid.ts'

/**
 * Decides an application by the published rules, at once, and lets the aid take effect where there is a subscription.
 * A second form, or one within ninety days, finds the first decision.
 */
export async function applyForAid(
  deps: BillingDeps,
  wish: { personKey: string; credentialId: string; answers: AidAnswers },
): Promise<AidApplication> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    await lockApplicationsOf(tx, wish)
    const before = await selectOptionalApplication(tx, wish.personKey, wish.credentialId)
    if (before && !mayApply(before.applied_at, now)) return before
    const { percent, rule, isRaised } = decideAid(wish.answers)
    const application = await tx
      .insertInto('aid_applications')
      .values({
        id: newId(now, deps.random),
        person_key: wish.personKey,
        credential_id: wish.credentialId,
        rules_version: aidRulesVersion,
        applied_at: now,
        country: wish.answers.country,
        household: wish.answers.household,
        income: wish.answers.income,
        situation: wish.answers.situation,
        rule,
        is_raised: isRaised,
        percent,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await audit(tx, {
      at: now,
      actor: wish.personKey,
      action: 'billing.aid-decided',
      subjectKind: 'aid-application',
      subjectId: application.id,
      detail: { percent, rules: aidRulesVersion },
    })
    await useAid(tx, deps, application)
    await mailAidDecided(tx, deps, application)
    return application
  })
}

/** One at a time for a person and credential. */
export async function lockApplicationsOf(
  tx: Tx,
  { personKey, credentialId }: { personKey: string; credentialId: string },
): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`aid:${credentialId}:${personKey}`}, 30))`.execute(
    tx,
  )
}
