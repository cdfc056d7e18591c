import { directionOf, type Locale } from '../../../domain/locales.ts'
import type { HowEarned } from '../how-earned.ts'
import { sharingMessages } from '../sharing/sharing.messages.ts'
import { type BadgeWords, drawBadge, moved } from './draw-badge.ts'
import { type Drawing, frame, rectangle } from './outline.ts'
import { fits, outlineText } from './text-outlines.ts'

export type BadgeFacts = { kind: string; title: string; providerName: string; isDemonstration: boolean }

/** The picture of a credential in the reader's language; `marks` only on one that somebody earned. */
export function badgeOf(locale: Locale, facts: BadgeFacts, marks?: HowEarned['marks']): Drawing {
  return drawBadge({ ...wordsOf(locale, facts), marks })
}

function wordsOf(locale: Locale, { kind, title, providerName, isDemonstration }: BadgeFacts): BadgeWords {
  const t = sharingMessages(locale)
  return {
    kind: t(KINDS.find((known) => known === `kind_${kind}`) ?? 'kind_certificate'),
    title,
    provider: providerName,
    demonstration: isDemonstration ? t('demonstration') : undefined,
    direction: directionOf(locale),
  }
}

const KINDS = ['kind_badge', 'kind_certificate', 'kind_professional_certificate'] as const

/** A strip four times as wide as high, for the end of mails. */
export function signatureOf(locale: Locale, facts: BadgeFacts): Drawing {
  const { kind, title, provider, demonstration, direction } = wordsOf(locale, facts)
  const [width, height, margin] = [640, 160, 30]
  const shapes: Drawing['shapes'] = [
    { color: '#fffefb', commands: rectangle(0, 0, width, height) },
    { color: '#15171c', commands: frame(0, width, height, 4) },
    {
      color: '#0a5f56',
      commands: rectangle(direction === 'rtl' ? width - 16 : 4, 4, 12, height - 8),
    },
  ]
  const put = (text: string, color: `#${string}`, y: number, size: number, weight: 400 | 700) => {
    const setting = { weight, width: width - 2 * margin, linesMax: 1, direction }
    let fitting = size
    while (fitting > size / 2 && !fits(text, { ...setting, size: fitting })) fitting -= 1
    const [line] = outlineText(text, { ...setting, size: fitting })
    if (!line) return
    const x = direction === 'rtl' ? width - margin - line.width : margin
    shapes.push({ color, commands: moved(line.commands, x, y) })
  }
  put([demonstration, kind].filter(Boolean).join(' · '), demonstration ? '#8a4b00' : '#0a5f56', 42, 24, 700)
  put(title, '#15171c', 88, 40, 700)
  put(`${provider} · ${sharingMessages(locale)('signatureVerify')}`, '#565b66', 130, 24, 400)
  return { width, height, shapes }
}
