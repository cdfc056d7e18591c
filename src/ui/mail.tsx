import { renderToStaticMarkup } from 'preact-render-to-string'
import { directionOf, type Locale } from '../domain/locales.ts'

export interface MailLink {
  label: string
  url: string
}

export interface MailContent {
  locale: Locale
  subject: string
  /** Paragraphs of plain text, in order. */
  paragraphs: string[]
  link?: MailLink
  /** Further links, quieter than the first. */
  more?: MailLink[]
  /** After the link: what happens if nothing is done. */
  closing?: string[]
}

/** One mail as text and as simple HTML, saying the same. */
export function composeMail(content: MailContent): { subject: string; text: string; html: string } {
  const { locale, subject, paragraphs, link, more = [], closing = [] } = content
  const links = [...(link ? [link] : []), ...more].map(({ label, url }) => `${label}:\n${url}`)
  const text = [...paragraphs, ...links, ...closing, 'Candour'].join('\n\n')
  const html = renderToStaticMarkup(
    <html lang={locale} dir={directionOf(locale)}>
      <head>
        <meta charset="utf-8" />
        <title>{subject}</title>
      </head>
      <body style="font-family:Georgia,serif;max-width:34rem;margin:2rem auto;padding:0 1rem;line-height:1.55;color:#15171c">
        {paragraphs.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
        {link && (
          <p>
            <a
              href={link.url}
              style="display:inline-block;background:#0a5f56;color:#fff;padding:.7em 1.2em;border-radius:4px;text-decoration:none"
            >
              {link.label}
            </a>
          </p>
        )}
        {more.map(({ label, url }) => (
          <p key={url}>
            <a href={url} style="color:#0a5f56">
              {label}
            </a>
          </p>
        ))}
        {closing.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
        <p style="color:#565b66">Candour</p>
      </body>
    </html>,
  )
  return { subject, text, html: `<!doctype html>${html}` }
}
