import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const everyRule = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
// What other colours or another width can break, where all the rest was looked at already.
const rulesOfLooks = ['color-contrast', 'target-size', 'link-in-text-block', 'scrollable-region-focusable']

/** Violations of WCAG 2.2 A and AA on the page as it stands, in words that name the place. */
export async function violationsOf(page: Page, which: 'all' | 'looks' = 'all'): Promise<string[]> {
  // Given to the page by the debugger's hand, which the page's own policy does not bind.
  if (which === 'all') await page.evaluate(source)
  return page.evaluate(
    async (runOnly) => {
      const { violations } = await (
        window as unknown as {
          axe: {
            run(o: unknown): Promise<{
              violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[]
            }>
          }
        }
      ).axe.run({ runOnly })
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(
          (node) =>
            `${id} at ${node.target.join(' ')}: ${node.failureSummary.split('\n').slice(1, 2).join(' ').trim()}`,
        ),
      )
    },
    which === 'all' ? everyRule : rulesOfLooks,
  )
}
