import type { ComponentChildren } from 'preact'
import type { PageContext } from '../../ui/page-context.ts'
import { messages } from './messages.ts'
import { PieceContent } from './piece-content.tsx'
import type { PieceContent as Content } from './piece-views.ts'

/**
 * A piece on one side, and on the other what is done with it: the layout of reviewing, training and marking. The piece
 * stays in sight while the rubric is read.
 */
export function PieceBeside({
  page,
  piece,
  children,
}: {
  page: PageContext
  piece: Content
  children: ComponentChildren
}) {
  const title = messages(page.locale)('thePiece')
  return (
    <div class="marking">
      <div class="stack" tabIndex={0} role="region" aria-label={title}>
        <h2>{title}</h2>
        <PieceContent page={page} piece={piece} />
      </div>
      <div class="stack">{children}</div>
    </div>
  )
}
