// The gateway's books beside ours: every line that only one side has, or that the two sides tell differently.

export type BookKind = 'charge' | 'refund' | 'dispute' | 'transfer'

export interface BookLine {
  kind: BookKind
  /** The gateway's name for it. */
  reference: string
  amountMinor: number
  currency: string
  /** What the gateway kept; null where it isn't known (theirs) or isn't booked (ours). */
  feeMinor: number | null
  /** How it stands: 'succeeded' for money that moved once and for all; disputes have more states. */
  state: string
}

export type DifferenceKind = `${BookKind}_${'unknown' | 'missing' | 'amount' | 'state'}` | 'fee_amount'

export interface Difference {
  kind: DifferenceKind
  reference: string
  /** Absent where our books know nothing of it. */
  ours?: BookLine
  /** Absent where the gateway's list knows nothing of it. */
  theirs?: BookLine
}

/**
 * Compares two books line by line, by kind and the gateway's reference. A line can differ in more than one way; the
 * gravest comes alone: only one side has it, then other money, then another state, then another fee.
 * @returns differences in the order of their references
 */
export function compareBooks(ours: BookLine[], theirs: BookLine[]): Difference[] {
  const own = byReference(ours)
  const listed = byReference(theirs)
  const differences: Difference[] = []
  for (const [key, line] of listed) {
    const found = difference(own.get(key), line)
    if (found) differences.push(found)
  }
  for (const [key, line] of own)
    if (!listed.has(key))
      differences.push({ kind: `${line.kind}_missing`, reference: line.reference, ours: line })
  return differences.sort((a, b) => compare(a.reference, b.reference) || compare(a.kind, b.kind))
}

function difference(ours: BookLine | undefined, theirs: BookLine): Difference | undefined {
  const { kind, reference } = theirs
  if (!ours) return { kind: `${kind}_unknown`, reference, theirs }
  const both = { reference, ours, theirs }
  if (ours.amountMinor !== theirs.amountMinor || ours.currency !== theirs.currency)
    return { kind: `${kind}_amount`, ...both }
  if (ours.state !== theirs.state) return { kind: `${kind}_state`, ...both }
  // A fee that isn't known yet, or isn't booked yet, is no difference.
  if (ours.feeMinor !== null && theirs.feeMinor !== null && ours.feeMinor !== theirs.feeMinor)
    return { kind: 'fee_amount', ...both }
  return undefined
}

function byReference(lines: BookLine[]): Map<string, BookLine> {
  return new Map(lines.map((line) => [`${line.kind} ${line.reference}`, line]))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
