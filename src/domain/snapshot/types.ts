/** The name of a kind of entry: "professional_certificate" and "Professional Certificates" are one; others as written. */
export function typeName(text: string): string {
  const written = text.trim()
  if (written === '') return NOT_STATED
  const words = written.replace(/[_-]+/g, ' ')
  if (/\bprofessional ?certificates?\b/i.test(words)) return PROFESSIONAL_CERTIFICATE
  // "guided_project" and "COURSE" are how programs write.
  const isForPrograms = written === written.toUpperCase() || written === written.toLowerCase()
  return isForPrograms
    ? words.toLowerCase().replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase())
    : written
}

/** The kind of an entry; where the catalogue has no column for it, what its title says ("… Professional Certificate"). */
export function typeOf(row: { type: string; title: string }, isStated: boolean): string {
  if (isStated) return typeName(row.type)
  return typeName(row.title) === PROFESSIONAL_CERTIFICATE ? PROFESSIONAL_CERTIFICATE : NOT_STATED
}

export const NOT_STATED = 'not stated'
export const PROFESSIONAL_CERTIFICATE = 'Professional Certificate'
