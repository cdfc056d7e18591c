export type FormValue = string | FormValue[] | { [name: string]: FormValue }
export type Form = { [name: string]: FormValue }

/** Stripe's bodies and queries: `metadata[charge]=…&expand[]=…&created[gte]=…`. */
export function parseForm(text: string): Form {
  const form: Form = {}
  for (const [name, value] of new URLSearchParams(text)) put(form, pathOf(name), value)
  return form
}

function pathOf(name: string): string[] {
  const [head = '', ...rest] = name.split('[')
  return [head, ...rest.map((part) => part.replace(/\]$/, ''))]
}

function put(into: Form, [head = '', ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    into[head] = value
    return
  }
  if (rest.length === 1 && (rest[0] === '' || /^\d+$/.test(rest[0]!))) {
    const list = (into[head] ??= []) as FormValue[]
    list.push(value)
    return
  }
  put((into[head] ??= {}) as Form, rest, value)
}

export function textOf(form: Form, name: string): string | undefined {
  const value = form[name]
  return typeof value === 'string' ? value : undefined
}

export function mapOf(form: Form, name: string): Record<string, string> {
  const value = form[name]
  return value && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, string>) : {}
}
