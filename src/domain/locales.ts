/** The languages of the interface. Arabic proves that the layout works in both directions. */
export const locales = ['en', 'ar'] as const
export type Locale = (typeof locales)[number]

export function isLocale(text: string | undefined): text is Locale {
  return locales.includes(text as Locale)
}

export function directionOf(locale: Locale): 'ltr' | 'rtl' {
  return locale === 'ar' ? 'rtl' : 'ltr'
}

/**
 * The best of our languages for an Accept-Language header (RFC 9110 §12.5.4); English where none fits.
 */
export function negotiateLocale(header: string | undefined): Locale {
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';')
      const quality = parameters.map((p) => p.trim()).find((p) => p.startsWith('q='))
      return { language: tag.toLowerCase().split('-')[0], quality: quality ? Number(quality.slice(2)) : 1 }
    })
    .filter((one) => one.quality > 0)
    .sort((a, b) => b.quality - a.quality)
  for (const { language } of wanted) if (isLocale(language)) return language
  return 'en'
}
