import { promisedBy } from '../../domain/promise.ts'
import { formatDate, formatMoment, formatPercent } from '../../ui/format.ts'
import { urls } from '../../urls.ts'
import { toClosedDays } from './calendar/closed-days.ts'
import { Closures } from './calendar/closures.tsx'
import { filesBytesMax, textCharactersMax, toMegabytes } from './forms.ts'
import { messages } from './messages.ts'
import type { ProjectBodyProps } from './project.page.tsx'
import { promiseMessages } from './promise.messages.ts'

/** Text, files, links: whatever the project takes, with what will happen to it said before. */
export function HandInForm({
  page,
  enrolmentId,
  project,
  work,
  standing,
  onceKey,
  typed,
  errors = {},
}: ProjectBodyProps) {
  const t = messages(page.locale)
  const { marking, handIn, itemId } = project
  const where = { enrolment: enrolmentId, item: itemId }
  return (
    <section class="hand-in-piece stack" aria-labelledby="hand-in">
      <h2 id="hand-in">{t(work.pieces.length > 0 ? 'handInAgain' : 'handIn')}</h2>
      <div class="terms stack">
        <p>
          {t(
            marking.peers === 0
              ? 'termsEducator'
              : marking.educator_share > 0
                ? 'termsPeers'
                : 'termsAudited',
            {
              peers: marking.peers,
              provider: project.providerName,
              days: marking.promise_days,
              share: formatPercent(page.locale, marking.audit.share),
            },
          )}
        </p>
        <WhenMarked page={page} project={project} closures={work.closures} />
        {standing.owed > 0 && <p>{t('termsOwed', { owed: standing.owed })}</p>}
        <p>{t(marking.names === 'open' ? 'termsOpen' : 'termsNames')}</p>
        {marking.revise ? null : <p>{t('termsOnce')}</p>}
      </div>
      <form
        method="post"
        action={urls.handIns(where)}
        encType="multipart/form-data"
        data-draft={urls.handInDraft(where)}
        data-saved={t('draftSaved')}
        data-unsaved={t('draftUnsaved')}
      >
        <input type="hidden" name="once" value={onceKey} />
        {handIn.text && (
          <div class="field wide">
            <label for="f-text">{t('text')}</label>
            <small id="h-text" class="hint">
              {t('textHint')}
            </small>
            <textarea
              id="f-text"
              name="text"
              rows={14}
              dir="auto"
              maxLength={textCharactersMax}
              aria-invalid={errors.text ? 'true' : undefined}
              aria-describedby={`h-text${errors.text ? ' e-text' : ''}`}
            >
              {typed?.text ?? work.draft?.text ?? ''}
            </textarea>
            {errors.text && (
              <span id="e-text" class="error">
                {t(errors.text.key, errors.text.values)}
              </span>
            )}
          </div>
        )}
        {handIn.files && (
          <div class="field wide">
            <label for="f-files">{t('files')}</label>
            <small id="h-files" class="hint">
              {t('filesHint', {
                n: handIn.files.max_count,
                extensions: handIn.files.extensions.join(', '),
                mb: toMegabytes(Math.min(handIn.files.max_bytes, filesBytesMax)),
              })}
            </small>
            <input
              id="f-files"
              type="file"
              name="files"
              multiple={handIn.files.max_count > 1}
              accept={handIn.files.extensions.map((extension) => `.${extension}`).join(',')}
              aria-invalid={errors.files ? 'true' : undefined}
              aria-describedby={`h-files${errors.files ? ' e-files' : ''}`}
            />
            {errors.files && (
              <span id="e-files" class="error">
                {t(errors.files.key, errors.files.values)}
              </span>
            )}
            {Object.keys(errors).length > 0 && <small>{t('filesAgain')}</small>}
          </div>
        )}
        {handIn.files && (
          <label class="choice">
            <input type="checkbox" name="clean" value="1" checked={marking.names === 'hidden'} />
            <span>
              {t('clean')}
              <small>{t('cleanHint')}</small>
            </span>
          </label>
        )}
        {handIn.links && (
          <div class="field wide">
            <label for="f-links">{t('links')}</label>
            <small id="h-links" class="hint">
              {t('linksHint', { n: handIn.links.max_count })}
            </small>
            <textarea
              id="f-links"
              name="links"
              rows={Math.min(handIn.links.max_count, 4)}
              dir="ltr"
              aria-invalid={errors.links ? 'true' : undefined}
              aria-describedby={`h-links${errors.links ? ' e-links' : ''}`}
            >
              {typed?.links ?? ''}
            </textarea>
            {errors.links && (
              <span id="e-links" class="error">
                {t(errors.links.key, errors.links.values)}
              </span>
            )}
          </div>
        )}
        {handIn.labs.length > 0 && <p class="quiet">{t('labsAttached', { n: handIn.labs.length })}</p>}
        <div class="buttons">
          <button class="btn">{t('handInButton')}</button>
          {handIn.text && (
            <button class="btn plain" formaction={urls.handInDraft(where)}>
              {t('saveDraft')}
            </button>
          )}
          <small data-draft-state role="status">
            {work.draft &&
              t('draftFrom', {
                moment: formatMoment(page.locale, work.draft.savedAt, page.viewer?.timeZone ?? 'UTC'),
              })}
          </small>
        </div>
      </form>
    </section>
  )
}

// By when, if it is handed in now: with the provider's closed days, which stand beside it.
function WhenMarked({
  page,
  project,
  closures,
}: Pick<ProjectBodyProps, 'page' | 'project'> & { closures: ProjectBodyProps['work']['closures'] }) {
  const t = promiseMessages(page.locale)
  const { promise_days: promiseDays } = project.marking
  const until = promisedBy({ handedInAt: page.now, promiseDays, closed: toClosedDays(closures) })
  const isMoved = until.getTime() - page.now.getTime() > promiseDays * 86_400_000
  return (
    <>
      <p>
        {t('handedInNow', { date: formatDate(page.locale, until, page.viewer?.timeZone) })}{' '}
        {isMoved && t('movedByClosure', { days: promiseDays, provider: project.providerName })}
      </p>
      <Closures page={page} provider={project.providerName} closures={closures} />
    </>
  )
}
