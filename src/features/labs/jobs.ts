import { sql } from 'kysely'
import type { RoomJobs } from '../../platform/jobs.ts'
import { markLab } from './mark-lab.ts'
import { selectForgotten } from './queries.ts'
import { addMarking } from './submit-lab.ts'

const forgottenAfterMs = 3 * 60_000

export const labsJobs: RoomJobs = {
  jobs: {
    'labs.mark': (deps, payload) => markLab(deps, String(payload.id)),
    // A job of a process that was killed stays locked for hours; the learner should not wait for that.
    'labs.mark-forgotten': async (deps) => {
      const before = new Date(deps.clock.now().getTime() - forgottenAfterMs)
      for (const id of await selectForgotten(deps.db, before)) await addMarking(deps.db, id)
    },
  },
  schedule: [{ cron: '*/2 * * * *', job: 'labs.mark-forgotten' }],
  // Code is a person's words, and messages quote what it gave; names of tests and points stay.
  erase: async (tx, personKey) => {
    await sql`delete from lab_drafts d using enrolments e where e.id = d.enrolment_id and e.person_key = ${personKey}`.execute(
      tx,
    )
    await sql`update lab_submissions s set files = null, verdict = jsonb_set(s.verdict, '{tests}',
        (select coalesce(jsonb_agg(t - 'message' - 'expected' - 'got'), '[]') from jsonb_array_elements(s.verdict -> 'tests') t))
      from enrolments e where e.id = s.enrolment_id and e.person_key = ${personKey}`.execute(tx)
  },
}
