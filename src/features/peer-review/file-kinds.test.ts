import { expect, test } from 'vitest'
import { cleanName, extensionOf, mediaTypeOf } from './file-kinds.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')

test('a file is what its first bytes say, and the extension has to agree', () => {
  expect(mediaTypeOf('pdf', bytes('%PDF-1.7\n'))).toBe('application/pdf')
  expect(mediaTypeOf('pdf', bytes('<html><script>'))).toBeUndefined()
  expect(mediaTypeOf('png', bytes('\u0089PNG\r\n\u001a\n....'))).toBe('image/png')
  expect(mediaTypeOf('png', bytes('GIF89a'))).toBeUndefined()
  expect(mediaTypeOf('csv', bytes('a,b\n1,2\n'))).toBe('text/csv; charset=utf-8')
  expect(mediaTypeOf('csv', bytes('a\u0000b'))).toBeUndefined()
  expect(mediaTypeOf('csv', bytes('\u00ff\u00fe'))).toBeUndefined()
})

test('pages, drawings and scripts leave as plain text', () => {
  for (const extension of ['html', 'svg', 'xml', 'js'])
    expect(mediaTypeOf(extension, bytes('<svg onload="alert(1)"/>'))).toBe('text/plain; charset=utf-8')
})

test('programs are refused under any name', () => {
  expect(mediaTypeOf('zip', bytes('MZ\u0090'))).toBeUndefined()
  expect(mediaTypeOf('dta', bytes('\u007fELF'))).toBeUndefined()
  expect(mediaTypeOf('py', bytes('#!/bin/sh\n'))).toBeUndefined()
})

test('an ending that only the provider knows is bytes without a meaning', () => {
  expect(mediaTypeOf('dta', bytes('whatever'))).toBe('application/octet-stream')
  expect(mediaTypeOf('constructor', bytes('whatever'))).toBe('application/octet-stream')
})

test('names lose folders, control and direction characters, and keep their ending', () => {
  expect(cleanName('C:\\Users\\Mei\\report.PDF')).toBe('report.pdf')
  expect(cleanName('../../etc/passwd')).toBe('passwd')
  expect(cleanName('inno\u202ecent\r\n.csv')).toBe('innocent.csv')
  expect(cleanName(`${'a'.repeat(300)}.csv`)).toHaveLength(114)
  expect(cleanName('\u0000')).toBe('file')
  expect(extensionOf('archive.tar.gz')).toBe('gz')
})
