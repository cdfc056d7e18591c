/** The values that several files of the content format share. */
import { z } from 'zod'

/** A name that stays: folder names and ids, safe in a URL. */
export const Slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case letters, digits and single hyphens, as two-words')
  .max(80)

export const Title = z.string().trim().min(1, 'must not be empty').max(120, 'must be 120 characters or fewer')

/** A fact in words; Markdown where the description says so. */
export const FactText = z.string().trim().min(1, 'must not be empty')

export const IsoDate = z.iso.date('must be a day, as 2026-03-03')

export const WebAddress = z.url({
  protocol: /^https?$/,
  error: 'must be a web address that begins with https://',
})

export const LanguageTag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/, 'must be a language tag, as en')

/** A share, never a percentage: 0.7, not 70. */
export const Share = z.number().min(0).max(1, 'must be a share between 0 and 1, as 0.7')

export const OutcomeIds = z.array(Slug).default([]).describe('ids of outcomes of the course that this serves')
