import { formatNumber } from '../../ui/format.ts'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { shownTypes } from './file-kinds.ts'
import { renderLearnerMarkdown } from './learner-markdown.ts'
import { messages } from './messages.ts'
import type { PieceFile } from './piece-views.ts'

interface PieceContentProps {
  page: PageContext
  handInId: string
  /** Markdown; HTML in it is shown as the text that it is. */
  text: string | null
  /** Names are there only for the author; everybody else reads "File 1". */
  files: (PieceFile & { name?: string })[]
}

/** What was handed in. Files are offered for download; images are shown too. Nothing is opened or run. */
export function PieceContent({ page, handInId, text, files }: PieceContentProps) {
  const t = messages(page.locale)
  if (text === null) return <p class="none">{t('contentGone')}</p>
  return (
    <div class="piece stack">
      {text && (
        <div
          class="piece-text prose"
          dir="auto"
          dangerouslySetInnerHTML={{ __html: renderLearnerMarkdown(text) }}
        />
      )}
      {files.length > 0 && (
        <ul class="files">
          {files.map((file, index) => {
            const href = urls.handInFile({ handIn: handInId, file: file.id })
            const name = file.name ?? t('fileN', { n: index + 1 })
            return (
              <li key={file.id}>
                <a href={href} download>
                  {name}
                </a>{' '}
                <small>
                  {file.extension.toUpperCase()},{' '}
                  {t('kilobytes', { n: formatNumber(page.locale, Math.ceil(file.bytes / 1024), 0) })}
                </small>
                {shownTypes.includes(file.mediaType) && (
                  <img src={href} alt={t('imageOf', { name })} loading="lazy" />
                )}
              </li>
            )
          })}
        </ul>
      )}
    </div>
  )
}
