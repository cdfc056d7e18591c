import { checkLedger, type LedgerReport } from '../features/billing/api.ts'
import type { Io } from './main.ts'
import { withSite } from './with-site.ts'

/** `candour ledger check`: proves the rules of fair billing on the site's own ledger. 0 all hold, 1 one is broken. */
export async function ledger([verb, ...flags]: string[], io: Io): Promise<number> {
  if (verb !== 'check' || flags.some((flag) => flag !== '--json') || flags.length > 1) {
    io.stderr('Usage: candour ledger check [--json]')
    return 64
  }
  return withSite('ledger', async (deps) => {
    const report = await checkLedger(deps.db)
    io.stdout(flags.length > 0 ? JSON.stringify(report, null, 2) : inWords(report))
    return report.ok ? 0 : 1
  })
}

function inWords({ ok, findings, balances }: LedgerReport): string {
  return [
    ...findings.flatMap((finding) => [
      `${finding.brokenCount === 0 ? 'holds ' : 'BROKEN'}  ${finding.says} (${finding.checked} looked at)`,
      ...finding.broken.map((id) => `          ${id}`),
      ...(finding.brokenCount > finding.broken.length
        ? [`          and ${finding.brokenCount - finding.broken.length} more`]
        : []),
    ]),
    '',
    ...balances.map(
      ({ account, currency, balance_minor }) =>
        `${account.padEnd(12)} ${currency} ${balance_minor} (minor units)`,
    ),
    ok ? 'Every rule holds.' : 'A rule is broken: nothing was changed; the lines above name where.',
  ].join('\n')
}
