import MessageFormat, { type MessageFunction } from '@messageformat/core'
import type { Locale } from '../domain/locales.ts'

// Every string of the interface stands in a room's messages.ts, in each language, in ICU MessageFormat: plurals and
// order are the language's business, not the page's.

export type MessageValues = Record<string, string | number>
export type Translate<Key extends string = string> = (key: Key, values?: MessageValues) => string

/**
 * A catalogue of messages: `const t = messages(page.locale); t('hello', { name })`.
 * A message is compiled at its first use and kept.
 */
export function defineMessages<const En extends Record<string, string>>(catalogue: {
  en: En
  ar: Record<keyof En, string>
}): ((locale: Locale) => Translate<keyof En & string>) & {
  keys: (keyof En & string)[]
  catalogue: Record<Locale, Record<string, string>>
} {
  const byLocale = new Map<Locale, Translate<keyof En & string>>()
  const translate = (locale: Locale) => {
    let t = byLocale.get(locale)
    if (!t) {
      t = translator(locale, catalogue[locale] as Record<string, string>)
      byLocale.set(locale, t)
    }
    return t
  }
  return Object.assign(translate, {
    keys: Object.keys(catalogue.en) as (keyof En & string)[],
    catalogue: catalogue as Record<Locale, Record<string, string>>,
  })
}

function translator(locale: Locale, texts: Record<string, string>): Translate {
  const format = new MessageFormat(locale)
  const compiled = new Map<string, string | MessageFunction<'string'>>()
  return (key, values) => {
    let message = compiled.get(key)
    if (message === undefined) {
      const text = texts[key]
      if (text === undefined) throw new Error(`no message "${key}" in ${locale}`)
      message =
        text.includes('{') || text.includes("'") ? (format.compile(text) as MessageFunction<'string'>) : text
      compiled.set(key, message)
    }
    // A message that is one value alone comes back as that value.
    return typeof message === 'string' ? message : String(message(values ?? {}))
  }
}
