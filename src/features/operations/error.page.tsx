import type { Ctx } from '../../platform/web/context.ts'
import { pageOf } from '../../platform/web/context.ts'
import type { ErrorStatus } from '../../platform/web/mount.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { messages } from './messages.ts'

/** What a person sees when a request stopped: what happened, what was kept, what to do. */
export function errorPage(c: Ctx, status: ErrorStatus, detail?: string) {
  return <ErrorPage page={pageOf(c)} status={status} crossOrigin={detail === 'cross-origin'} />
}

export function ErrorPage({
  page,
  status,
  crossOrigin = false,
}: {
  page: PageContext
  status: ErrorStatus
  crossOrigin?: boolean
}) {
  const t = messages(page.locale)
  return (
    <Layout page={page} title={t(`title_${status}`)}>
      <section class="narrow">
        <p class="kicker">{status}</p>
        <h1>{t(`title_${status}`)}</h1>
        <p>{t(crossOrigin ? 'text_403_origin' : `text_${status}`)}</p>
        <p>
          {status === 401 ? (
            <a class="btn" href={urls.signIn()}>
              {t('toSignIn')}
            </a>
          ) : (
            <a class="btn plain" href={urls.home()}>
              {t('toCatalogue')}
            </a>
          )}
        </p>
      </section>
    </Layout>
  )
}
