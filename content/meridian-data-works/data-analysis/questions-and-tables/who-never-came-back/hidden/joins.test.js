import { innerJoin, leftJoin, shareNeverPaid, totalPaid } from '../joins.js'

describe('innerJoin', () => {
  test('takes the column that both tables have from the right', () => {
    const rows = innerJoin([{ id: 1, day: 'Mon' }], [{ id: 1, day: 'Tue' }], 'id')
    expect(rows, 'Where both tables have a column, the value of the right one stays').toEqual([{ id: 1, day: 'Tue' }])
  })

  test('lets null match nothing', () => {
    const rows = innerJoin([{ id: null, a: 1 }, { a: 2 }], [{ id: null, b: 1 }, { b: 2 }], 'id')
    expect(rows, 'A key that is null or missing has no partner, not even another null').toEqual([])
  })

  test('does not take the text 7 for the number 7', () => {
    const rows = innerJoin([{ id: 7, a: 1 }], [{ id: '7', b: 1 }], 'id')
    expect(rows, 'The number 7 and the text 7 are different keys').toEqual([])
  })

  test('joins by whichever column it is told', () => {
    const rows = innerJoin([{ town: 'Graz', a: 1 }], [{ town: 'Graz', b: 2 }], 'town')
    expect(rows, 'The name of the key column is the third argument').toEqual([{ town: 'Graz', a: 1, b: 2 }])
  })
})

describe('leftJoin', () => {
  test('knows the columns of the right from all of its rows', () => {
    const rows = leftJoin([{ id: 9 }], [{ id: 1, b: 1 }, { id: 2, c: 2 }], 'id')
    expect(rows, 'Rows of one table need not have the same columns').toEqual([{ id: 9, b: null, c: null }])
  })

  test('keeps rows whose key is missing', () => {
    const rows = leftJoin([{ id: null, a: 1 }], [{ id: null, b: 1 }], 'id')
    expect(rows, 'A left row without a key stays, and has no partner').toEqual([{ id: null, a: 1, b: null }])
  })
})

describe('shareNeverPaid', () => {
  test('counts people, not rows', () => {
    const enrolments = ['kim', 'kim', 'kim', 'lee', 'lee', 'moa'].map((learner) => ({ learner }))
    const payments = ['kim', 'kim', 'kim', 'kim'].map((learner) => ({ learner, euros: 10 }))
    expect(
      shareNeverPaid(enrolments, payments),
      'Somebody who enrolled twice is one person, and somebody who paid four times has paid',
    ).toEqual({ people: 3, neverPaid: 2, share: expect.closeTo(2 / 3, 6) })
  })

  test('leaves out people who paid and never enrolled', () => {
    expect(
      shareNeverPaid([{ learner: 'kim' }], [{ learner: 'zoe', euros: 5 }]),
      'The people of this share are those who enrolled',
    ).toEqual({ people: 1, neverPaid: 1, share: 1 })
  })
})

describe('totalPaid', () => {
  test('counts each payment once, however often its person enrolled', () => {
    const enrolments = ['kim', 'kim', 'kim', 'lee'].map((learner) => ({ learner }))
    const payments = [{ learner: 'kim', euros: 20 }, { learner: 'kim', euros: 20 }, { learner: 'lee', euros: 7 }]
    expect(totalPaid(enrolments, payments), 'A join repeats a payment for every enrolment of its person').toBe(47)
  })

  test('leaves out payments of people who did not enrol', () => {
    const payments = [{ learner: 'kim', euros: 20 }, { learner: 'zoe', euros: 99 }]
    expect(totalPaid([{ learner: 'kim' }], payments), 'Only people who enrolled are asked about').toBe(20)
  })
})
