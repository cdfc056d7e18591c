import { z } from 'zod'
import { FIGURE_STATUSES } from '../../domain/figure.ts'
import type { Place } from './queries.ts'

/** What figures a list is asked for. */
export interface FigureFilter {
  /** 'latest' is the release that the site shows. */
  release: 'latest' | 'all' | number
  credential?: string
  name?: string
  simulated?: boolean
  status?: string
}

export const figuresPerPage = { usual: 200, most: 1000 }

const slug = z.string().regex(/^[a-z0-9_-]{1,100}$/, 'lower-case letters, digits, - and _')

/** The query of a list of figures; what isn't known is refused, so that a slip of the pen is not an empty list. */
export const figuresQuery = z.strictObject({
  release: z
    .union([z.enum(['latest', 'all']), z.coerce.number().int().min(1).max(2_147_483_647)])
    .default('latest'),
  credential: slug.optional(),
  name: slug.optional(),
  simulated: z.enum(['true', 'false']).optional(),
  status: z.enum(FIGURE_STATUSES as [string, ...string[]]).optional(),
  limit: z.coerce.number().int().min(1).max(figuresPerPage.most).default(figuresPerPage.usual),
  after: z.string().max(400).optional(),
  format: z.enum(['json', 'csv']).default('json'),
})

const place = z.tuple([
  z.int().min(1).max(2_147_483_647),
  slug,
  z.boolean(),
  z.int().min(0).max(2_147_483_647),
])

/** A place as text that can stand in an address. */
export function cursorOf({ release, credential, simulated, position }: Place): string {
  return Buffer.from(JSON.stringify([release, credential, simulated, position])).toString('base64url')
}

/** Undefined where the text is no cursor of ours. */
export function placeOf(cursor: string): Place | undefined {
  try {
    const parsed = place.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
    if (!parsed.success) return undefined
    const [release, credential, simulated, position] = parsed.data
    return { release, credential, simulated, position }
  } catch {
    return undefined
  }
}
