/** One row for every pair of rows whose key is equal. */
export function innerJoin(left, right, key) {
  const partners = rowsByKey(right, key)
  return left.flatMap((row) => (partners.get(row[key]) ?? []).map((partner) => ({ ...row, ...partner })))
}

/** As innerJoin, and every row of the left table that found no partner. */
export function leftJoin(left, right, key) {
  const partners = rowsByKey(right, key)
  const nothing = {}
  for (const row of right) {
    for (const column of Object.keys(row)) nothing[column] = null
  }
  return left.flatMap((row) => {
    const found = partners.get(row[key])
    if (!found) return [{ ...nothing, ...row }]
    return found.map((partner) => ({ ...row, ...partner }))
  })
}

/** { people, neverPaid, share }: of the people who enrolled, who has no payment at all? */
export function shareNeverPaid(enrolments, payments) {
  const enrolled = new Set(enrolments.map((row) => row.learner))
  const paid = new Set(payments.map((row) => row.learner))
  const people = enrolled.size
  const neverPaid = [...enrolled].filter((learner) => !paid.has(learner)).length
  return { people, neverPaid, share: people === 0 ? null : neverPaid / people }
}

/** The euros paid by people who enrolled. */
export function totalPaid(enrolments, payments) {
  const enrolled = new Set(enrolments.map((row) => row.learner))
  return payments.filter((row) => enrolled.has(row.learner)).reduce((sum, row) => sum + row.euros, 0)
}

/** Rows of a table by their key; a row without a key is in none of them, because it matches nothing. */
function rowsByKey(table, key) {
  const rows = new Map()
  for (const row of table) {
    const value = row[key] ?? null
    if (value === null) continue
    if (!rows.has(value)) rows.set(value, [])
    rows.get(value).push(row)
  }
  return rows
}
