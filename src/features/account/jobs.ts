import type { RoomJobs } from '../../platform/jobs.ts'
import { deliverMail } from '../../platform/mail.ts'
import { eraseAccount } from './erase-person.ts'

export const accountJobs: RoomJobs = {
  jobs: {
    'mail.deliver': (deps, payload) => deliverMail(deps, String(payload.id)),
    'account.forget-old': async (deps) => {
      const now = deps.clock.now()
      const dayAgo = new Date(now.getTime() - 86_400_000)
      await deps.db.deleteFrom('sessions').where('expires_at', '<', now).execute()
      await deps.db.deleteFrom('rate_limits').where('window_start', '<', dayAgo).execute()
      await deps.db
        .deleteFrom('form_keys')
        .where('created_at', '<', new Date(now.getTime() - 30 * 86_400_000))
        .execute()
    },
  },
  schedule: [{ cron: '17 3 * * *', job: 'account.forget-old' }],
  erase: eraseAccount,
}
