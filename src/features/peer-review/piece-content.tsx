import { formatDate, formatNumber } from '../../ui/format.ts'
import type { PageContext } from '../../ui/page-context.ts'
import { safeHref } from '../../ui/safe-link.ts'
import { urls } from '../../urls.ts'
import { shownTypes } from './file-kinds.ts'
import { renderLearnerMarkdown } from './learner-markdown.ts'
import { messages } from './messages.ts'
import type { PieceContent as Content, LabResult, PieceFile, PieceLink } from './piece-views.ts'

interface PieceContentProps {
  page: PageContext
  /** Names of files are there only for the author; everybody else reads "File 1". */
  piece: Omit<Content, 'files'> & { files: (PieceFile & { name?: string })[] }
}

/**
 * What was handed in. Text is Markdown; HTML in it is shown as the text that it is. Files are offered for download;
 * images are shown too. Nothing is opened or run, and links are shown with the words that stood there.
 */
export function PieceContent({ page, piece }: PieceContentProps) {
  const t = messages(page.locale)
  if (piece.text === null) return <p class="none">{t('contentGone')}</p>
  return (
    <div class="piece stack">
      {piece.text && (
        <div
          class="piece-text prose"
          dir="auto"
          dangerouslySetInnerHTML={{ __html: renderLearnerMarkdown(piece.text) }}
        />
      )}
      {piece.files.length > 0 && <Files page={page} handInId={piece.handInId} files={piece.files} />}
      {piece.links.length > 0 && <Links page={page} links={piece.links} />}
      {piece.labs.length > 0 && <Labs page={page} labs={piece.labs} />}
    </div>
  )
}

function Files({
  page,
  handInId,
  files,
}: {
  page: PageContext
  handInId: string
  files: PieceContentProps['piece']['files']
}) {
  const t = messages(page.locale)
  return (
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
              {file.name && file.cleaned && `, ${t(`file_${file.cleaned}`)}`}
            </small>
            {shownTypes.includes(file.mediaType) && (
              <img src={href} alt={t('imageOf', { name })} loading="lazy" />
            )}
          </li>
        )
      })}
    </ul>
  )
}

function Links({ page, links }: { page: PageContext; links: PieceLink[] }) {
  const t = messages(page.locale)
  return (
    <ul class="files">
      {links.map((link) => (
        <li key={link.url}>
          <a href={safeHref(link.url)} rel="nofollow noopener noreferrer ugc" dir="ltr">
            {link.url}
          </a>
          {link.state === 'waiting' && <p class="quiet">{t('linkWaiting')}</p>}
          {link.state === 'failed' && <p class="quiet">{t('linkFailed')}</p>}
          {link.state === 'kept' && link.fetchedAt && (
            <details>
              <summary>
                {t('linkKept', {
                  title: link.title ?? link.url,
                  date: formatDate(page.locale, new Date(link.fetchedAt), page.viewer?.timeZone),
                })}
              </summary>
              <p class="words" dir="auto">
                {link.body}
              </p>
            </details>
          )}
        </li>
      ))}
    </ul>
  )
}

function Labs({ page, labs }: { page: PageContext; labs: LabResult[] }) {
  const t = messages(page.locale)
  return (
    <ul class="files">
      {labs.map((lab) => (
        <li key={lab.title}>
          {t('labResult', {
            title: lab.title,
            points: formatNumber(page.locale, lab.points, 2),
            max: formatNumber(page.locale, lab.pointsMax, 2),
            date: formatDate(page.locale, new Date(lab.handedInAt), page.viewer?.timeZone),
          })}
        </li>
      ))}
    </ul>
  )
}
