import { controllerIdOf } from '../did.ts'
import { withdrawalOf } from './check-issuer.ts'
import type { ProofOutcome } from './check-proof.ts'
import { type Controllers, findMethod, isListedFor } from './controller.ts'
import { idOf, type JsonObject } from './json-values.ts'
import { finding } from './reasons.ts'
import type { Check } from './result.ts'

/** Whether the key of a right signature belongs to the one whom the presentation names as its holder. */
export async function checkHolder(
  presentation: JsonObject,
  outcomes: ProofOutcome[],
  controllers: Controllers,
  now: Date,
): Promise<Check> {
  const right = outcomes.find(({ check, method }) => check.status === 'passed' && method)
  if (!right?.method) return finding('holder', 'holder_not_checked')
  const named = idOf(presentation.holder)
  const holder = named ?? controllerIdOf(right.method)
  const controller = await controllers(holder)
  if (controller.status !== 'found') {
    const why = controller.status === 'unreachable' ? controller.why : 'no_document'
    return finding('holder', 'holder_unreachable', { holder, detail: why })
  }
  if (!isListedFor(controller.document, right.method, 'authentication')) {
    return finding('holder', 'holder_other', { holder, key: right.method })
  }
  const withdrawal = withdrawalOf(findMethod(controller.document, right.method), right.created, now)
  return withdrawal ?? finding('holder', named === undefined ? 'holder_unnamed' : 'holder_ok', { holder })
}
