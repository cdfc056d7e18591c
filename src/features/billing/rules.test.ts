import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { billingRules, billingRuleText } from './rules.ts'

const tests = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => readFileSync(`${import.meta.dirname}/${name}`, 'utf8'))
  .join('\n')

it('every rule that the label states is held by a test of its name', () => {
  for (const { key, heldBy } of billingRules) expect(tests.includes(`test('${heldBy}'`), key).toBe(true)
})

it('every rule is said in both languages, with the numbers that the code holds', () => {
  for (const { key } of billingRules) {
    const [english, arabic] = (['en', 'ar'] as const).map((locale) =>
      billingRuleText(locale, key, { chargesMax: 3 }),
    )
    expect(english).not.toBe(arabic)
    expect(`${english}${arabic}`).not.toMatch(/[{}]|undefined|NaN/)
  }
  expect(billingRuleText('en', 'rule_trial', { chargesMax: 3 })).toContain('168 hours')
  expect(billingRuleText('en', 'rule_cap', { chargesMax: 1 })).toContain('1 monthly price.')
})
