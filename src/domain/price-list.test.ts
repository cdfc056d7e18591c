import { expect, test } from 'vitest'
import { countryCodes, isCountry } from './countries.ts'
import { isCurrency, minorDigitsOf } from './currencies.ts'
import { priceIn } from './price-list.ts'

const stated = {
  monthly: 2900,
  currency: 'EUR',
  lists: [
    { countries: ['IN', 'BD'], monthly: 79_900, currency: 'INR', once: 159_800 },
    { countries: ['JP'], monthly: 4800, currency: 'JPY' },
  ],
}

test('a country on a list has its price, every other the base price', () => {
  expect(priceIn(stated, 'BD')).toEqual({
    monthlyMinor: 79_900,
    currency: 'INR',
    onceMinor: 159_800,
    isListed: true,
  })
  expect(priceIn(stated, 'JP')).toMatchObject({ monthlyMinor: 4800, currency: 'JPY', onceMinor: undefined })
  for (const country of ['FR', null])
    expect(priceIn(stated, country)).toMatchObject({ monthlyMinor: 2900, currency: 'EUR', isListed: false })
})

test('the smallest units are those of ISO 4217, whatever a browser thinks', () => {
  expect(['EUR', 'HUF', 'JPY', 'KRW', 'KWD', 'IQD'].map(minorDigitsOf)).toEqual([2, 2, 0, 0, 3, 3])
  for (const code of ['EUR', 'JPY', 'KWD', 'INR']) expect(isCurrency(code)).toBe(true)
  for (const code of ['XAU', 'DEM', 'eur', 'EURO', '']) expect(isCurrency(code)).toBe(false)
})

test('countries are the 249 of ISO 3166-1, each once', () => {
  expect(countryCodes).toHaveLength(249)
  expect(new Set(countryCodes).size).toBe(249)
  expect(isCountry('NZ')).toBe(true)
  for (const no of ['nz', 'UK', 'EU', '', null]) expect(isCountry(no)).toBe(false)
})
