import { describe, expect, it } from 'vitest'
import { assembleLab, LabFile } from './format-lab.ts'

const file = LabFile.parse({ title: 'Sums', kind: 'javascript', minutes: 10, editable: ['sums.js'] })
const texts = {
  'README.md': 'Add.',
  'start/sums.js': '',
  'start/data.js': 'export const data = []',
  'tests/sums.test.js': "test('adds', () => {})",
  'hidden/sums.test.js': "test('adds nothing', () => {})",
  'solution/sums.js': 'export {}',
}
const assemble = (change: object, lab = file) =>
  assembleLab(lab, new Map(Object.entries({ ...texts, ...change })))

describe('the folder of a lab', () => {
  it('is split into what a learner may see and what only the marker may', () => {
    const points = { adds: 2, 'adds nothing': 3 }
    const { lab } = assemble({}, { ...file, points })
    expect(Object.keys(lab?.spec.files ?? {})).toEqual(['sums.js', 'data.js'])
    expect(lab?.spec.points).toEqual({ adds: 2 })
    expect(JSON.stringify(lab?.spec)).not.toContain('adds nothing')
    expect(lab?.secret).toMatchObject({ points, solution: { 'sums.js': 'export {}' } })
    expect(lab?.spec.limits).toEqual({ wallMs: 5000, memoryMb: 64, outputBytes: 64000 })
  })

  it.each([
    ['README.md', { 'README.md': ' ' }, 'The lab has no task'],
    ['lab.yaml', { 'hidden/sums.test.js': '', 'hidden/sums.js': '' }, undefined],
    [
      'solution/data.js',
      { 'solution/data.js': '' },
      'The solution changes a file that a learner may not change',
    ],
    ['notes.txt', { 'notes.txt': '' }, 'This file is not part of a lab'],
    ['start/big.js', { 'start/big.js': 'x'.repeat(300_000) }, 'The file is larger than 256 kB'],
  ])('is refused with the name of the file: %s', (path, change, message) => {
    const { problems } = assemble(change)
    expect(problems.map((problem) => [problem.file, problem.message])).toEqual(
      message ? [[path, message]] : [],
    )
  })

  it('is refused where lab.yaml names a file or a test that is not there', () => {
    const { problems } = assemble({}, { ...file, editable: ['sum.js'], points: { substracts: 1 } })
    expect(problems.map((problem) => problem.at)).toContainEqual(['editable', 0])
    expect(problems.map((problem) => problem.at)).toContainEqual(['points', 'substracts'])
  })
})
