import { describe, expect, it } from 'vitest'
import { submissionFiles } from './submission-files.ts'

describe('a submission', () => {
  it('is the start with the texts of the editable files, and nothing else that was sent', () => {
    const spec = { files: { 'sums.js': 'a', 'data.js': 'b' }, editable: ['sums.js'] }
    const sent = { 'sums.js': 'mine', 'data.js': 'changed', 'hidden/sums.test.js': 'forged' }
    expect(submissionFiles(spec, sent)).toEqual({ 'sums.js': 'mine', 'data.js': 'b' })
  })
})
