import { describe, expect, test } from 'vitest'
import {
  hasSharedData,
  readSharedCsv,
  readSharedRows,
  sharedDataReason,
} from '../../tests/support/shared-data.ts'
import { aalenJohansen, incidenceAt } from './competing-risks.ts'
import { followUp } from './follow-up.ts'
import { wilson } from './intervals.ts'
import { logRank } from './log-rank.ts'
import { unweightedMean } from './pooling.ts'
import { kaplanMeier, restrictedMean, survivalAt, survivalQuantile } from './survival.ts'

// The figures that `methods.md` fixes, to the digits that it prints.

describe.skipIf(!hasSharedData)(`OULAD${sharedDataReason}`, () => {
  const info = hasSharedData ? readSharedCsv('oulad/studentInfo.csv.gz') : []
  const registrations = hasSharedData ? readSharedCsv('oulad/studentRegistration.csv.gz') : []
  const courses = hasSharedData ? readSharedCsv('oulad/courses.csv') : []

  const course = (row: Record<string, string>) => `${row.code_module}-${row.code_presentation}`
  const key = (row: Record<string, string>) => `${course(row)}-${row.id_student}`
  const moduleDays = new Map(courses.map((row) => [course(row), Number(row.module_presentation_length)]))
  const registrationOf = new Map(registrations.map((row) => [key(row), row]))
  const day = (text: string | undefined) => (text === '' || text === undefined ? undefined : Number(text))
  const enrolments = info.map((row) => ({
    course: course(row),
    result: row.final_result as string,
    gender: row.gender as string,
    disability: row.disability as string,
    registered: day(registrationOf.get(key(row))?.date_registration),
    unregistered: day(registrationOf.get(key(row))?.date_unregistration),
    length: moduleDays.get(course(row)) as number,
  }))
  const isCompleted = (row: { result: string }) => row.result === 'Pass' || row.result === 'Distinction'

  test('completed among all registrations and in AAA-2013J', () => {
    const completed = enrolments.filter(isCompleted).length
    expect([completed, enrolments.length]).toEqual([15_385, 32_593])
    expect(completed / enrolments.length).toBeCloseTo(0.472034, 6)
    expect(wilson(completed, enrolments.length)?.lower).toBeCloseTo(0.466618, 6)
    expect(wilson(completed, enrolments.length)?.upper).toBeCloseTo(0.477457, 6)

    const one = enrolments.filter((row) => row.course === 'AAA-2013J')
    const oneCompleted = one.filter(isCompleted).length
    expect([oneCompleted, one.length]).toEqual([278, 383])
    expect(oneCompleted / one.length).toBeCloseTo(0.725849, 6)
    expect(wilson(oneCompleted, one.length)?.lower).toBeCloseTo(0.679096, 6)
    expect(wilson(oneCompleted, one.length)?.upper).toBeCloseTo(0.768115, 6)
  })

  describe('withdrawal from day 0 of the module', () => {
    const counted = enrolments.filter(
      (row) =>
        !(row.unregistered !== undefined && row.unregistered <= 0) &&
        !(row.result === 'Withdrawn' && row.unregistered === undefined),
    )
    const follow = followUp({
      time: counted.map((row) => row.unregistered ?? row.length),
      cause: counted.map((row) => (row.unregistered === undefined ? 0 : 1)),
    })
    const curve = kaplanMeier(follow)

    test('who is counted', () => {
      expect([curve.n, curve.events]).toEqual([29_403, 6975])
    })

    test('survival at 30 and 120 days', () => {
      const at30 = survivalAt(curve, 30)
      expect(at30?.survival).toBeCloseTo(0.930959, 6)
      expect(at30?.standardError).toBeCloseTo(0.001479, 6)
      expect(at30?.lower).toBeCloseTo(0.928002, 6)
      expect(at30?.upper).toBeCloseTo(0.933799, 6)
      const at120 = survivalAt(curve, 120)
      expect(at120?.survival).toBeCloseTo(0.839506, 6)
      expect(at120?.atRisk).toBe(24_688)
    })

    test('restricted mean over 240 days', () => {
      expect(restrictedMean(curve, 240)?.value).toBeCloseTo(203.6859, 4)
      expect(restrictedMean(curve, 240)?.standardError).toBeCloseTo(0.4251, 4)
    })

    test('the median is not reached: one late record does not make it 444 days', () => {
      expect(survivalQuantile(curve, 0.5, { minimumCell: 10 }).status).toBe('not_reached')
      expect(survivalQuantile(curve, 0.5, { minimumCell: 1 })).toMatchObject({
        status: 'reached',
        value: 444,
      })
    })

    test('log-rank by gender and by disability', () => {
      const byGender = logRank(
        follow,
        counted.map((row) => (row.gender === 'F' ? 0 : 1)),
        2,
      )
      expect(byGender?.chi_square.toPrecision(3)).toBe('27.9')
      expect(byGender?.df).toBe(1)
      const byDisability = logRank(
        follow,
        counted.map((row) => (row.disability === 'N' ? 0 : 1)),
        2,
      )
      expect(byDisability?.chi_square.toPrecision(3)).toBe('117')
      expect(byDisability?.df).toBe(1)
    })
  })

  test('competing risks from each registration: withdrawn, passed, failed', () => {
    const counted = enrolments.filter(
      (row) =>
        row.registered !== undefined && !(row.result === 'Withdrawn' && row.unregistered === undefined),
    )
    const follow = followUp({
      time: counted.map((row) => (row.unregistered ?? row.length) - (row.registered ?? 0)),
      cause: counted.map((row) => (row.unregistered !== undefined ? 1 : isCompleted(row) ? 2 : 3)),
    })
    const curves = [1, 2, 3].map((cause) => aalenJohansen(follow, cause))
    expect(follow.n).toBe(32_455)
    expect(curves.map((curve) => curve.events)).toEqual([10_033, 15_384, 7038])
    const at180 = curves.map((curve) => incidenceAt(curve, 180)?.incidence ?? -1)
    expect(at180[0]).toBeCloseTo(0.227022, 6)
    expect(at180[1]).toBeCloseTo(0.000092, 6)
    expect(at180[2]).toBeCloseTo(0.000123, 6)
  })
})

describe.skipIf(!hasSharedData)(`freeCodeCamp 2016${sharedDataReason}`, () => {
  test('a full-time developer job among those who finished a bootcamp', () => {
    const [names = [], ...rows] = readSharedRows('fcc2016/part1.csv.gz')
    const finished = names.indexOf('Have you finished yet?')
    const job = names.indexOf('Were you able to get a full time developer job afterward?')
    const finishers = rows.filter((row) => row[finished] === '1')
    const answered = finishers.filter((row) => row[job] === '0' || row[job] === '1')
    const yes = answered.filter((row) => row[job] === '1').length
    expect([yes, answered.length, finishers.length]).toEqual([371, 637, 645])
    expect(yes / answered.length).toBeCloseTo(0.582418, 6)
    expect(wilson(yes, answered.length)?.lower).toBeCloseTo(0.543738, 6)
    expect(wilson(yes, answered.length)?.upper).toBeCloseTo(0.620109, 6)
    expect(yes / finishers.length).toBeCloseTo(0.575194, 6)
  })
})

describe.skipIf(!hasSharedData)(`HarvardX and MITx${sharedDataReason}`, () => {
  test('certified among participants: pooled, and the mean of the courses', () => {
    const rows = readSharedCsv('harvardx-mitx/appendix.csv')
    const certified = rows.map((row) => Number(row.Certified))
    const participants = rows.map((row) => Number(row['Participants (Course Content Accessed)']))
    const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0)
    expect(rows).toHaveLength(290)
    expect(total(certified) / total(participants)).toBeCloseTo(0.054992, 6)
    const mean = unweightedMean(certified.map((count, k) => count / (participants[k] as number)))
    expect(mean?.value).toBeCloseTo(0.077796, 6)
  })
})
