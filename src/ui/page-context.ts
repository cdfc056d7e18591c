import type { Locale } from '../domain/locales.ts'

/** What every page knows of its request. Built by platform/web/context.ts; pages get it as `page`. */
export interface PageContext {
  locale: Locale
  theme: 'light' | 'dark' | 'auto'
  /** As the visitor chose it (ISO 3166-1 alpha-2); null: none, the base prices hold. */
  country: string | null
  path: string
  now: Date
  demo: boolean
  /** No real money moves on this site: every page says so. */
  simulatedMoney: boolean
  publicUrl: string
  asset(name: string): string
  viewer?: {
    name: string
    timeZone: string
    emailConfirmed: boolean
    educator: boolean
    author: boolean
    operator: boolean
  }
}
