import type { Locale } from '../domain/locales.ts'

/** What every page knows of its request. Built by platform/web/context.ts; pages get it as `page`. */
export interface PageContext {
  locale: Locale
  theme: 'light' | 'dark' | 'auto'
  path: string
  now: Date
  demo: boolean
  publicUrl: string
  asset(name: string): string
  viewer?: { name: string; timeZone: string; emailConfirmed: boolean; educator: boolean; operator: boolean }
}
