import type { Tx } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import type { NewEnrolment } from '../../learn/api.ts'
import { giveDiscount } from '../grants/give-discount.ts'
import { giveWhole, lockOptionalOwnSubscription } from '../grants/give-whole.ts'
import type { Subscription } from '../queries.ts'
import { type AidApplication, isUndecided, percentOf, selectOptionalApplication } from './queries.ts'

const live = ['trial', 'active', 'past_due', 'paused']

/**
 * Lets decided aid take effect on the subscription that its applicant has; where there is none yet it waits for the
 * trial, or for the button that accepts whole aid.
 */
export async function useAid(tx: Tx, deps: Deps, application: AidApplication): Promise<void> {
  const percent = percentOf(application)
  if (percent === 0) return
  const owner = { personKey: application.person_key, credentialId: application.credential_id }
  const subscription = await lockOptionalOwnSubscription(tx, owner)
  if (!subscription || !live.includes(subscription.state)) return
  if (percent === 100) await acceptWholeAid(tx, deps, application, { editionId: '', intent: {} })
  else await discountBy(tx, deps, application, subscription)
}

/**
 * Whole aid: enrols with nothing ever to pay, or ends the paying of what there is.
 * @returns the enrolment; undefined where the aid isn't whole
 */
export async function acceptWholeAid(
  tx: Tx,
  deps: Deps,
  application: AidApplication,
  enrolment: Pick<NewEnrolment, 'editionId' | 'intent' | 'hoursPerWeek' | 'entryCheck'>,
): Promise<string | undefined> {
  if (percentOf(application) !== 100) return undefined
  if (application.enrolment_id && application.used_percent === 100) return application.enrolment_id
  const { kind, enrolmentId } = await giveWhole(tx, deps, {
    personKey: application.person_key,
    credentialId: application.credential_id,
    because: 'aid',
    ...enrolment,
  })
  // Whoever has nothing left to pay isn't helped by it, and isn't counted.
  if (kind !== 'had_already') await noteUse(tx, deps, application, enrolmentId)
  return enrolmentId
}

/**
 * Called when a trial was started: aid that was granted before is taken off from the first charge on, and where an
 * appeal is open the charge waits for its answer.
 */
export async function useAidAtTrial(tx: Tx, deps: Deps, subscription: Subscription): Promise<void> {
  const application = await selectOptionalApplication(tx, subscription.person_key, subscription.credential_id)
  if (!application) return
  const percent = percentOf(application)
  if (percent > 0 && percent < 100) await discountBy(tx, deps, application, subscription)
  if (isUndecided(application))
    await tx.updateTable('subscriptions').set({ aid_open: true }).where('id', '=', subscription.id).execute()
}

async function discountBy(
  tx: Tx,
  deps: Deps,
  application: AidApplication,
  subscription: Subscription,
): Promise<void> {
  await giveDiscount(tx, deps, subscription, {
    bp: percentOf(application) * 100,
    charges: null,
    why: 'aid',
  })
  await noteUse(tx, deps, application, subscription.enrolment_id)
}

async function noteUse(tx: Tx, deps: Deps, application: AidApplication, enrolmentId: string): Promise<void> {
  await tx
    .updateTable('aid_applications')
    .set({
      used_at: application.used_at ?? deps.clock.now(),
      used_percent: percentOf(application),
      enrolment_id: enrolmentId,
    })
    .where('id', '=', application.id)
    .execute()
}
