import type { RoomJobs } from '../../platform/jobs.ts'
import { decideOldAppeals } from './aid/appeal.ts'
import { eraseAnswers, forgetOldAnswers } from './aid/forget-answers.ts'
import { endWithWork } from './end-subscription.ts'
import { eraseCards, gatewayJobs, gatewaySchedule } from './gateway-jobs.ts'
import { sendGifts } from './gifts/send-gifts.ts'
import { eraseGifts } from './gifts/settle-gift.ts'
import { makeCharge } from './make-charge.ts'
import { orderJobs } from './orders/jobs.ts'
import { makeOrderRefund } from './orders/refund-order.ts'
import { makeRefund } from './refund-charge.ts'
import { billSeats } from './seats/bill-seats.ts'
import { eraseSeats } from './seats/take-seat.ts'
import { sweep } from './sweep.ts'
import { makeGoodForEnrolment, readWait } from './waiting/make-good.ts'
import { beat, makeGoodOutages } from './waiting/pulse.ts'

export const billingJobs: RoomJobs = {
  jobs: {
    'billing.sweep': (deps) => sweep(deps),
    'billing.charge': (deps, payload) => makeCharge(deps, String(payload.charge)),
    // Each gives back what is its own: a month, or an order.
    'billing.refund': async (deps, payload) => {
      await makeRefund(deps, String(payload.refund))
      await makeOrderRefund(deps, String(payload.refund))
    },
    ...orderJobs,
    'billing.waited': (deps, payload) => makeGoodForEnrolment(deps, readWait(payload)),
    'billing.outages': (deps) => makeGoodOutages(deps),
    'billing.pulse': (deps) => beat(deps),
    'billing.work-done': (deps, payload) => endWithWork(deps, String(payload.enrolmentId)),
    'billing.gifts': (deps) => sendGifts(deps),
    ...gatewayJobs,
    'billing.seats': (deps) => billSeats(deps),
    'billing.aid': async (deps) => {
      await decideOldAppeals(deps)
      await forgetOldAnswers(deps)
    },
  },
  schedule: [
    { cron: '*/10 * * * *', job: 'billing.sweep' },
    { cron: '* * * * *', job: 'billing.pulse' },
    { cron: '5 * * * *', job: 'billing.outages' },
    { cron: '25 * * * *', job: 'billing.aid' },
    { cron: '40 * * * *', job: 'billing.seats' },
    ...gatewaySchedule,
    { cron: '*/10 * * * *', job: 'billing.gifts' },
  ],
  // Cards go; what was paid stays a fact under the random key. The agreement ends when its charge would be due:
  // without a person, an address and a card nothing can be charged.
  erase: async (tx, personKey) => {
    await tx.deleteFrom('billing_details').where('person_key', '=', personKey).execute()
    await tx.deleteFrom('payment_methods').where('person_key', '=', personKey).execute()
    await eraseCards(tx, personKey)
    await eraseAnswers(tx, personKey)
    await eraseSeats(tx, personKey)
    await eraseGifts(tx, personKey)
  },
}
