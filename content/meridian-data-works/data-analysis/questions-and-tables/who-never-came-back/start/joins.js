/** One row for every pair of rows whose key is equal. */
export function innerJoin(left, right, key) {
  return []
}

/** As innerJoin, and every row of the left table that found no partner. */
export function leftJoin(left, right, key) {
  return []
}

/** { people, neverPaid, share }: of the people who enrolled, who has no payment at all? */
export function shareNeverPaid(enrolments, payments) {
  const rows = innerJoin(enrolments, payments, 'learner')
  const people = enrolments.length
  const neverPaid = people - rows.length
  return { people, neverPaid, share: neverPaid / people }
}

/** The euros paid by people who enrolled. */
export function totalPaid(enrolments, payments) {
  const rows = innerJoin(enrolments, payments, 'learner')
  return rows.reduce((sum, row) => sum + row.euros, 0)
}
