import { expect, test } from 'vitest'
import { invitedAddresses, isAtDomain, isOwnDomain } from './invited-addresses.ts'

test('a list, a column and a CSV with names all give their addresses, each once, in small letters', () => {
  const text =
    'name,email\n"Tama, A.",Tama@Example.org\r\nBen <ben@example.org>; cleo@mail.example.org\n\ttama@example.org.'
  expect(invitedAddresses(text)).toEqual({
    addresses: ['tama@example.org', 'ben@example.org', 'cleo@mail.example.org'],
  })
  expect(invitedAddresses('no addresses here')).toEqual({ addresses: [] })
})

test('what looks like an address and is none is named with its line', () => {
  expect(invitedAddresses('a@example.org\nb@@example.org').odd).toEqual({ line: 2, text: 'b@@example.org' })
  expect(invitedAddresses('c@example').odd).toMatchObject({ line: 1 })
})

test('a domain lets in its own people, not those of a longer or shorter one, and not everybody', () => {
  expect(isAtDomain('a@Example.org', 'example.org')).toBe(true)
  expect(isAtDomain('a@not-example.org', 'example.org')).toBe(false)
  expect(isAtDomain('a@mail.example.org', 'example.org')).toBe(false)
  expect([
    isOwnDomain('example.org'),
    isOwnDomain('gmail.com'),
    isOwnDomain('org'),
    isOwnDomain('a b.org'),
  ]).toEqual([true, false, false, false])
})
