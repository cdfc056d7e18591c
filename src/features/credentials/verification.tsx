import type { PageContext } from '../../ui/page-context.ts'
import { messages } from './messages.ts'
import type { Check, Verdict, Verification } from './verify/result.ts'
import { findingWords } from './verify-messages.ts'

// The outcome of a verification, in one glance and then in full. Colour, mark and words always say the same.

/** A demonstration is said before anything else, whatever the verdict. */
export function DemonstrationFirst({ page }: { page: PageContext }) {
  return (
    <p class="demonstration" role="note">
      <strong>{messages(page.locale)('demonstrationFirst')}</strong>
    </p>
  )
}

export function VerdictPanel({
  page,
  verdict,
  says,
}: {
  page: PageContext
  verdict: Verdict
  says?: string
}) {
  const t = messages(page.locale)
  return (
    <div class={`verdict ${verdict}`}>
      <VerdictMark verdict={verdict} />
      <div>
        <h2>{t(`verdict_${verdict}`)}</h2>
        <p>{says ?? t(`verdictSays_${verdict}`)}</p>
      </div>
    </div>
  )
}

export function Checks({ page, verification }: { page: PageContext; verification: Verification }) {
  return (
    <ol class="checks">
      {verification.checks.map((check) => (
        <CheckLine key={check.id} page={page} check={check} />
      ))}
    </ol>
  )
}

const MARKS = { passed: '✓', failed: '✗', unknown: '?', not_checked: '–' } as const

function CheckLine({ page, check }: { page: PageContext; check: Check }) {
  const t = messages(page.locale)
  const { says, why } = findingWords(check, page.locale)
  return (
    <li class={check.status}>
      <span class="mark" aria-hidden="true">
        {MARKS[check.status]}
      </span>
      <div>
        <p>
          <span class="visually-hidden">{t(`status_${check.status}`)} </span>
          <b>{says}</b>
        </p>
        <p class="quiet">{why}</p>
      </div>
    </li>
  )
}

const PATHS: Record<Verdict, string> = {
  valid: 'M13 25l8 8 15-17',
  invalid: 'M15 15l18 18M33 15L15 33',
  unknown: 'M17 18a7 7 0 1 1 10 6c-2 1-3 3-3 5M24 35v.5',
}

function VerdictMark({ verdict }: { verdict: Verdict }) {
  return (
    <svg viewBox="0 0 48 48" aria-hidden="true">
      <circle cx="24" cy="24" r="22" />
      <path d={PATHS[verdict]} />
    </svg>
  )
}
