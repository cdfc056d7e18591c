import { innerJoin, leftJoin, shareNeverPaid, totalPaid } from '../joins.js'

const enrolments = [
  { learner: 'ana', course: 'maps' },
  { learner: 'ana', course: 'tables' },
  { learner: 'bo', course: 'maps' },
  { learner: 'chi', course: 'tables' },
]
const payments = [
  { learner: 'ana', euros: 30 },
  { learner: 'ana', euros: 30 },
  { learner: 'chi', euros: 45 },
  { learner: 'zoe', euros: 60 },
]

describe('innerJoin', () => {
  test('gives one row for each pair that matches', () => {
    expect(innerJoin(enrolments, payments, 'learner')).toEqual([
      { learner: 'ana', course: 'maps', euros: 30 },
      { learner: 'ana', course: 'maps', euros: 30 },
      { learner: 'ana', course: 'tables', euros: 30 },
      { learner: 'ana', course: 'tables', euros: 30 },
      { learner: 'chi', course: 'tables', euros: 45 },
    ])
  })

  test('gives nothing where the right table is empty', () => {
    expect(innerJoin(enrolments, [], 'learner'), 'No row has a partner').toEqual([])
  })

  test('leaves the tables as they were', () => {
    const left = [{ learner: 'ana' }]
    const right = [{ learner: 'ana', euros: 30 }]
    expect(innerJoin(left, right, 'learner')).toHaveLength(1)
    expect(left, 'The left table has changed').toEqual([{ learner: 'ana' }])
    expect(right, 'The right table has changed').toEqual([{ learner: 'ana', euros: 30 }])
  })
})

describe('leftJoin', () => {
  test('keeps everybody on the left', () => {
    const rows = leftJoin(enrolments, payments, 'learner')
    expect(rows.map((row) => row.learner)).toEqual(['ana', 'ana', 'ana', 'ana', 'bo', 'chi'])
  })

  test('puts null where there is no partner', () => {
    expect(leftJoin([{ learner: 'bo' }], payments, 'learner')).toEqual([{ learner: 'bo', euros: null }])
  })
})

describe('shareNeverPaid', () => {
  test('finds the one of three who never paid', () => {
    const { people, neverPaid, share } = shareNeverPaid(enrolments, payments)
    expect(people, 'Three people enrolled').toBe(3)
    expect(neverPaid, 'Only bo never paid').toBe(1)
    expect(share).toBeCloseTo(1 / 3, 4)
  })

  test('says null, not 0, where nobody enrolled', () => {
    expect(shareNeverPaid([], payments)).toEqual({ people: 0, neverPaid: 0, share: null })
  })
})

describe('totalPaid', () => {
  test('comes to 105 euros', () => {
    expect(totalPaid(enrolments, payments)).toBe(105)
  })
})
