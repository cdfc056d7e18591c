import { sql } from 'kysely'
import type { RoomJobs } from '../../platform/jobs.ts'

export const quizJobs: RoomJobs = {
  jobs: {},
  // Answers can hold a person's words; the marks for them stay.
  erase: async (tx, personKey) => {
    await sql`update answers set response = null where response is not null and attempt_id in
      (select a.id from attempts a join enrolments e on e.id = a.enrolment_id where e.person_key = ${personKey})`.execute(
      tx,
    )
  },
}
