import type { ComponentChildren } from 'preact'
import { directionOf, type Locale, locales } from '../domain/locales.ts'
import { urls } from '../urls.ts'
import { messages } from './layout.messages.ts'
import type { PageContext } from './page-context.ts'

const languageNames: Record<Locale, string> = { en: 'English', ar: 'العربية' }

interface LayoutProps {
  page: PageContext
  title: string
  description?: string
  /** Names of scripts that this page needs, beside the small one that every page has. */
  scripts?: string[]
  /** Facts for search engines, as JSON-LD. */
  structuredData?: unknown
  children: ComponentChildren
  /** No masthead and no footer: print views. */
  bare?: boolean
}

/** The frame of every page: language, direction, landmarks, masthead, footer. */
export function Layout({
  page,
  title,
  description,
  scripts = [],
  structuredData,
  children,
  bare = false,
}: LayoutProps) {
  return (
    <html
      lang={page.locale}
      dir={directionOf(page.locale)}
      data-theme={page.theme === 'auto' ? undefined : page.theme}
    >
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>{title === 'Candour' ? title : `${title} · Candour`}</title>
        {description && <meta name="description" content={description} />}
        <meta name="color-scheme" content={page.theme === 'auto' ? 'light dark' : page.theme} />
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={page.asset('site.css')} />
        {['site', ...scripts].map((name) => (
          <script key={name} type="module" src={page.asset(name)} />
        ))}
        {structuredData !== undefined && (
          // A data block: no browser runs it, and "<" can't end it early.
          <script
            type="application/ld+json"
            dangerouslySetInnerHTML={{ __html: JSON.stringify(structuredData).replaceAll('<', '\\u003c') }}
          />
        )}
      </head>
      <body>
        {bare ? (
          <main id="content" class="page bare">
            {children}
          </main>
        ) : (
          <Frame page={page}>{children}</Frame>
        )}
      </body>
    </html>
  )
}

function Frame({ page, children }: { page: PageContext; children: ComponentChildren }) {
  const t = messages(page.locale)
  return (
    <>
      <a class="skip" href="#content">
        {t('skip')}
      </a>
      {(page.demo || page.simulatedMoney) && (
        <aside class="band" aria-label={t(page.demo ? 'demo' : 'money')}>
          {page.demo && t('demoBand')} {page.simulatedMoney && t('moneyBand')}
        </aside>
      )}
      <div class="page">
        <header>
          <Masthead page={page} />
        </header>
        <main id="content" tabIndex={-1}>
          {children}
        </main>
        <Footer page={page} />
      </div>
    </>
  )
}

function Masthead({ page }: { page: PageContext }) {
  const t = messages(page.locale)
  return (
    <nav class="mast" aria-label={t('main')}>
      <a class="name" href={urls.home()}>
        Candour
      </a>
      <a href={urls.home()}>{t('catalogue')}</a>
      <a href={urls.verify()}>{t('verify')}</a>
      {page.viewer ? (
        <>
          <a href={urls.myLearning()}>{t('myLearning')}</a>
          <a href={urls.myCredentials()}>{t('myCredentials')}</a>
          <a href={urls.money()}>{t('money')}</a>
          {page.viewer.educator && <a href={urls.markingQueue()}>{t('marking')}</a>}
          {(page.viewer.author || page.viewer.operator) && <a href={urls.issuing()}>{t('issuing')}</a>}
          {page.viewer.operator && <a href={urls.outbox()}>{t('operations')}</a>}
          <a href={urls.account()}>{page.viewer.name}</a>
          <form method="post" action={urls.endSession()}>
            <button class="link">{t('signOut')}</button>
          </form>
        </>
      ) : (
        <>
          <a href={urls.methods()}>{t('methods')}</a>
          <a href={urls.signIn()}>{t('signIn')}</a>
        </>
      )}
    </nav>
  )
}

function Footer({ page }: { page: PageContext }) {
  const t = messages(page.locale)
  return (
    <footer>
      <p>
        {t('footer')} <a href={urls.methods()}>{t('methods')}</a> ·{' '}
        <a href={urls.releases()}>{t('figures')}</a> · <a href={urls.data()}>{t('data')}</a> ·{' '}
        <a href={urls.snapshot()}>{t('snapshot')}</a>
      </p>
      <form class="preferences" method="post" action={urls.preferences()}>
        <input type="hidden" name="back" value={page.path} />
        <span class="choices" role="group" aria-label={t('language')}>
          {locales.map((locale) => (
            <button
              key={locale}
              class="link"
              name="language"
              value={locale}
              lang={locale}
              aria-pressed={locale === page.locale}
            >
              {languageNames[locale]}
            </button>
          ))}
        </span>
        <span class="choices" role="group" aria-label={t('preferences')}>
          {(['auto', 'light', 'dark'] as const).map((theme) => (
            <button key={theme} class="link" name="theme" value={theme} aria-pressed={theme === page.theme}>
              {t(`theme_${theme}`)}
            </button>
          ))}
        </span>
      </form>
    </footer>
  )
}
