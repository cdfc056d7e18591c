import type { OwnPiece } from './piece-views.ts'

/** Days after the mark within which it can be appealed. */
export const appealDays = 30

export function mayAppeal(piece: Pick<OwnPiece, 'state' | 'markedAt'>, now: Date): boolean {
  return (
    piece.state === 'marked' &&
    piece.markedAt !== null &&
    now.getTime() - piece.markedAt.getTime() <= appealDays * 86_400_000
  )
}
