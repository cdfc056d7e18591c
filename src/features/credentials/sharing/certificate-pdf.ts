import type { Locale } from '../../../domain/locales.ts'
import type { PdfBlock, PdfPaper } from '../../../platform/pdf/document.ts'
import { makePdf } from '../../../platform/pdf/make-pdf.ts'
import { formatDate, formatNumber, formatPercent } from '../../../ui/format.ts'
import { badgeOf } from '../badge/badge-of.ts'
import { pathData } from '../badge/outline.ts'
import type { HowEarned } from '../how-earned.ts'
import { messages } from '../messages.ts'
import { qrPath } from './qr.tsx'
import { sharingMessages } from './sharing.messages.ts'

export interface CertificateFacts {
  title: string
  name?: string
  kind: string
  providerName: string
  edition: number
  issuedAt: Date
  isDemonstration: boolean
  isRevoked: boolean
  isSuspended: boolean
  how: HowEarned
  /** Address of its page. */
  address: string
}

/** A credential for paper, tagged; it says itself that paper proves nothing, and where to verify. */
export function certificatePdf(
  locale: Locale,
  facts: CertificateFacts,
  { paper, now }: { paper: PdfPaper; now: Date },
): Promise<Buffer> {
  return makePdf({
    title: facts.name ? `${facts.title} · ${facts.name}` : facts.title,
    author: facts.providerName,
    language: locale,
    createdAt: now,
    paper,
    frame: '#15171c',
    blocks: [
      ...warnings(locale, facts),
      ...front(locale, facts),
      ...earned(locale, facts),
      ...verify(locale, facts),
    ],
  })
}

function warnings(locale: Locale, facts: CertificateFacts): PdfBlock[] {
  const t = sharingMessages(locale)
  const said = [
    ...(facts.isRevoked ? [t('pdfRevoked')] : []),
    ...(facts.isSuspended && !facts.isRevoked ? [t('pdfSuspended')] : []),
    ...(facts.isDemonstration ? [messages(locale)('demonstrationFirst')] : []),
  ]
  const lines = said.map(
    (text): PdfBlock => ({ kind: 'paragraph', text, bold: true, color: '#8a4b00', size: 12 }),
  )
  return lines.length > 0 ? [...lines, { kind: 'space', points: 10 }] : []
}

function front(locale: Locale, facts: CertificateFacts): PdfBlock[] {
  const t = sharingMessages(locale)
  const badge = badgeOf(locale, facts, facts.how.marks)
  const issued = {
    provider: facts.providerName,
    date: formatDate(locale, facts.issuedAt),
    edition: facts.edition,
  }
  return [
    {
      kind: 'picture',
      alt: t('pdfBadge', { title: facts.title, provider: facts.providerName }),
      width: 150,
      paths: badge.shapes.map(({ color, commands }) => ({ d: pathData(commands), color })),
      box: badge,
    },
    { kind: 'space', points: 18 },
    {
      kind: 'paragraph',
      text: facts.name ? t('pdfHeading_named', { name: facts.name }) : t('pdfHeading_unnamed'),
      size: 14,
      ownDirection: facts.name !== undefined,
    },
    { kind: 'heading', level: 1, text: facts.title, size: 28, ownDirection: true },
    { kind: 'paragraph', text: t('pdfIssued', issued), size: 12 },
    { kind: 'rule', color: '#15171c' },
  ]
}

function earned(locale: Locale, { how }: CertificateFacts): PdfBlock[] {
  const t = sharingMessages(locale)
  const level = Math.min(6, Math.max(1, Math.round(how.supervisionLevel))) as 1 | 2 | 3 | 4 | 5 | 6
  const lines = [
    how.marks &&
      t('pdfMarks', {
        computer: formatPercent(locale, how.marks.computer),
        peers: formatPercent(locale, how.marks.peers),
        educators: formatPercent(locale, how.marks.educators),
      }),
    how.handsOnShare !== undefined &&
      t('pdfDoing', {
        share: formatPercent(locale, how.handsOnShare),
        hours: formatNumber(locale, how.activeHours ?? 0),
      }),
    t('pdfIdentity', { words: messages(locale)(`supervision_${level}`), level }),
    t('pdfCan', { outcomes: how.outcomes.join(' · ') }),
  ].filter((line): line is string => typeof line === 'string')
  return [
    { kind: 'heading', level: 2, text: t('pdfHow'), size: 14 },
    ...lines.map((text): PdfBlock => ({ kind: 'paragraph', text, size: 11 })),
    ...how.work.map(
      (work): PdfBlock => ({
        kind: 'paragraph',
        text: `${work.name}: ${formatPercent(locale, work.score)}`,
        size: 11,
        ownDirection: true,
      }),
    ),
    { kind: 'rule', color: '#15171c' },
  ]
}

function verify(locale: Locale, { address }: CertificateFacts): PdfBlock[] {
  const t = sharingMessages(locale)
  const { d, size } = qrPath(address)
  return [
    { kind: 'paragraph', text: t('pdfVerify'), bold: true, size: 11 },
    { kind: 'link', text: address, url: address, size: 10 },
    {
      kind: 'picture',
      alt: t('pdfQr', { url: address }),
      width: 96,
      paths: [{ d, color: '#15171c' }],
      box: { width: size, height: size },
    },
  ]
}
