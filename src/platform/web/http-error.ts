/** Stops a request with an answer that is a person's or a program's to mend. A broken invariant throws Error instead. */
export class HttpError extends Error {
  override name = 'HttpError'
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 503
  constructor(status: HttpError['status'], message = '') {
    super(message)
    this.status = status
  }
}

/** For rows that aren't there, or aren't the viewer's: the answer doesn't tell which. */
export function notFound(): never {
  throw new HttpError(404)
}

/** Narrows an optional row, or stops with 404. */
export function found<T>(row: T | undefined | null): T {
  if (row === undefined || row === null) notFound()
  return row
}
