// The random audits: which pieces an educator marks blind, so that peers can be compared with educators at all.

/**
 * The chance of a piece to be audited, fixed before anybody looks at its marks. As long as fewer than the least number
 * of a year were drawn in the last 365 days, the next piece is drawn with certainty; else with the provider's share.
 * The chance depends on earlier draws alone, never on marks, so that each audit may be weighted by 1 ÷ its chance
 * (Horvitz and Thompson 1952, J. Am. Stat. Assoc. 47:663–685).
 * @param drawnInYear audits drawn in the last 365 days
 * @returns undefined where the provider has no audits
 */
export function auditProbability(
  { share, piecesAYearMin }: { share: number; piecesAYearMin: number },
  drawnInYear: number,
): number | undefined {
  if (drawnInYear < piecesAYearMin) return 1
  return share > 0 ? share : undefined
}

/** @param chance uniform in [0, 1) */
export function isDrawn(probability: number, chance: number): boolean {
  return chance < probability
}
