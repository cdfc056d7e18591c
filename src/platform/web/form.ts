import type { z } from 'zod'
import type { Ctx } from './context.ts'
import { HttpError } from './http-error.ts'

export type FormErrors = Record<string, string>
export type FormResult<T> =
  | { ok: true; value: T; raw: RawForm }
  | { ok: false; errors: FormErrors; raw: RawForm }
export type RawForm = Record<string, string | string[]>

/**
 * Reads a posted form and validates it. What was typed comes back as `raw`, so that the page can show it again
 * beside the errors: nothing that somebody typed is lost.
 * Issue messages of the schema are message keys of the room, which the page translates.
 */
export async function readForm<S extends z.ZodType>(c: Ctx, schema: S): Promise<FormResult<z.output<S>>> {
  const { raw } = await readRawForm(c)
  const parsed = schema.safeParse(raw)
  if (parsed.success) return { ok: true, value: parsed.data, raw }
  const errors: FormErrors = {}
  for (const issue of parsed.error.issues) {
    // A fault without a message key (a field missing or twice) is no person's doing: the form wasn't ours.
    if (!/^\w+$/.test(issue.message))
      throw new HttpError(400, `field ${issue.path.join('.')}: ${issue.message}`)
    errors[issue.path.join('.') || 'form'] ??= issue.message
  }
  return { ok: false, errors, raw }
}

/** The fields of a posted form (urlencoded or multipart) and its files. A name that comes twice becomes a list. */
export async function readRawForm(c: Ctx): Promise<{ raw: RawForm; files: File[] }> {
  let body: Record<string, string | File | (string | File)[]>
  try {
    body = await c.req.parseBody({ all: true })
  } catch (error) {
    if (error instanceof HttpError) throw error
    throw new HttpError(400, 'The form could not be read.')
  }
  const raw: RawForm = Object.create(null)
  const files: File[] = []
  for (const [name, value] of Object.entries(body)) {
    const values = Array.isArray(value) ? value : [value]
    const texts = values
      .filter((one): one is string => typeof one === 'string')
      .map((text) => text.replaceAll('\u0000', ''))
    files.push(...values.filter((one): one is File => typeof one !== 'string' && one.size > 0))
    if (texts.length === 1) raw[name] = texts[0]!
    else if (texts.length > 1) raw[name] = texts
  }
  return { raw, files }
}

/** One value of a raw form as text, for showing it again. */
export function textOf(raw: RawForm | undefined, name: string): string {
  const value = raw?.[name]
  return Array.isArray(value) ? (value[0] ?? '') : (value ?? '')
}
