// When a marker has to train before marking others: at the start, and again after a number of reviews.

export interface TrainingState {
  /** Training pieces that were marked closely enough so far. */
  close: number
  /** Reviews given since the last of them. */
  reviewsSince: number
}

/**
 * How many training pieces must still be marked closely enough before the next review.
 * @param pieces how many at the start
 * @param againAfter reviews after which one more is due
 */
export function trainingLeft(
  { close, reviewsSince }: TrainingState,
  { pieces, againAfter }: { pieces: number; againAfter: number },
): number {
  if (close < pieces) return pieces - close
  return reviewsSince >= againAfter ? 1 : 0
}
