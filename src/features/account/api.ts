import type { Deps } from '../../platform/deps.ts'
import { prepareDemoAccounts } from './demo-accounts.ts'
import { inviteOperator } from './operators.ts'
import { countOperators } from './queries.ts'

// What other rooms may import of this one.

export { keepLinks, type LinkPurpose, type LinkToKeep, makeLink } from './mail-links.ts'
export { inviteOperator } from './operators.ts'
export { selectAccount, selectOptionalAccount, selectOptionalLink, takeLink } from './queries.ts'

/** The demo's sign-ins, or the link for the first operator of an empty site; lines to print at the start. */
export async function prepareAccounts(deps: Deps): Promise<string[]> {
  if (deps.config.demo !== 'off') {
    const signIns = await prepareDemoAccounts(deps)
    return [
      '',
      'Demo sign-ins (invented people, passwords of this data folder):',
      ...signIns.map(({ email, password, says }) => `  ${email.padEnd(30)} ${password}   ${says}`),
    ]
  }
  if ((await countOperators(deps.db)) > 0) return []
  return [
    '',
    'There is no operator yet. This link makes the first one (once, within a week):',
    `  ${await inviteOperator(deps)}`,
  ]
}
