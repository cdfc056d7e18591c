import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { StripeAccount, type StripeObject, StripeRefusal } from './account.ts'
import { endpoints, expand } from './endpoints.ts'
import { type Form, parseForm } from './form.ts'

// A server of ours that follows Stripe's published API: form-encoded bodies, idempotency keys with replay and refusal
// of other parameters, error shapes, the API version's header, pages of lists, signatures of events. And that
// misbehaves when it is told to.

export const stripeKeys = {
  secretKey: 'sk_test_51SecretOfTheAccount',
  publishableKey: 'pk_test_51PublishableOfIt',
  webhookSecret: 'whsec_secretOfTheEndpoint',
}
/** The version that the library is made for: another one would be answered in other shapes. */
const apiVersion = '2026-10-28.endive'

/** What goes wrong once, at the first request whose "METHOD /path" matches. */
export interface Fault {
  at: RegExp
  is:
    | 'lost_answer' // done, and the connection breaks
    | 'lost_request' // never arrives
    | 'error_after' // done, and answered by 500
    | 'error_before'
    | 'busy' // the same key is under way: 409
    | 'too_many' // 429
}

export interface StripeServer {
  account: StripeAccount
  port: number
  faults: Fault[]
  /** "METHOD /path" of every request, in order. */
  requests: string[]
  /** Bodies of the last request to a path. */
  lastForm: Map<string, Form>
  /** Signs an event as Stripe does. */
  sign(body: string, options?: { secret?: string; at?: number }): string
  close(): Promise<void>
}

interface Remembered {
  request: string
  status: number
  body: string
}

export async function openStripeServer(now: () => Date): Promise<StripeServer> {
  const account = new StripeAccount(() => Math.floor(now().getTime() / 1000))
  const remembered = new Map<string, Remembered>()
  const self: StripeServer = {
    account,
    port: 0,
    faults: [],
    requests: [],
    lastForm: new Map(),
    sign: (body, { secret = stripeKeys.webhookSecret, at = account.now() } = {}) =>
      `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      send(response, 500, { error: { type: 'api_error', message: String(error) } })
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  self.port = (server.address() as AddressInfo).port
  return self

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await read(request)
    const url = new URL(request.url ?? '/', 'http://stripe')
    const name = `${request.method} ${url.pathname}`
    self.requests.push(name)
    const fault = takeFault(name)
    if (fault === 'lost_request') return void request.socket.destroy()
    if (fault === 'error_before') return send(response, 500, apiError('Something went wrong.'))
    if (fault === 'too_many')
      return send(response, 429, { error: { type: 'invalid_request_error', code: 'rate_limit' } })
    if (fault === 'busy')
      return send(response, 409, {
        error: { type: 'idempotency_error', code: 'idempotency_key_in_use', message: 'in use' },
      })
    const refused = refuseHeaders(request)
    if (refused) return send(response, 401, refused)
    const form = parseForm(request.method === 'POST' ? body : url.search.slice(1))
    self.lastForm.set(name, form)
    const key = request.headers['idempotency-key']
    const asked = `${name} ${body}`
    const before = typeof key === 'string' ? remembered.get(key) : undefined
    if (before && before.request !== asked)
      return send(response, 400, {
        error: {
          type: 'idempotency_error',
          message:
            'Keys for idempotent requests can only be used with the same parameters they were first used with.',
        },
      })
    const done = before ?? act(request.method ?? 'GET', url.pathname, form)
    if (typeof key === 'string' && !before) remembered.set(key, { ...done, request: asked })
    if (fault === 'lost_answer') return void request.socket.destroy()
    if (fault === 'error_after') return send(response, 500, apiError('An error after the fact.'))
    if (before) response.setHeader('idempotent-replayed', 'true')
    sendText(response, done.status, done.body)
  }

  function act(method: string, path: string, form: Form): { status: number; body: string } {
    try {
      for (const endpoint of endpoints) {
        const match = endpoint.method === method ? endpoint.path.exec(path) : null
        if (!match) continue
        const unknown = Object.keys(form).find((name) => !endpoint.takes.includes(name))
        if (unknown)
          throw new StripeRefusal(400, {
            type: 'invalid_request_error',
            code: 'parameter_unknown',
            param: unknown,
            message: `Received unknown parameter: ${unknown}`,
          })
        const done = endpoint.does(account, form, match[1] ?? '')
        return { status: 200, body: JSON.stringify(expand(account, done, form)) }
      }
      throw new StripeRefusal(404, {
        type: 'invalid_request_error',
        message: `Unrecognized request URL (${method}: ${path}).`,
      })
    } catch (error) {
      if (!(error instanceof StripeRefusal)) throw error
      return { status: error.status, body: JSON.stringify({ error: error.body }) }
    }
  }

  function takeFault(name: string): Fault['is'] | undefined {
    const place = self.faults.findIndex((fault) => fault.at.test(name))
    return place < 0 ? undefined : self.faults.splice(place, 1)[0]!.is
  }
}

/** Posts events to the site: each as often and in the order that is asked for. */
export async function deliver(
  server: StripeServer,
  post: (body: string, signature: string) => Promise<Response>,
  events: StripeObject[] = server.account.events.splice(0),
): Promise<number[]> {
  const statuses: number[] = []
  for (const event of events) {
    const body = JSON.stringify(event)
    statuses.push((await post(body, server.sign(body))).status)
  }
  return statuses
}

function refuseHeaders(request: IncomingMessage) {
  const { authorization } = request.headers
  if (authorization !== `Bearer ${stripeKeys.secretKey}`)
    return {
      error: { type: 'invalid_request_error', message: `Invalid API Key provided: sk_test_****` },
    }
  if (request.headers['stripe-version'] !== apiVersion)
    return {
      error: {
        type: 'invalid_request_error',
        message: `Invalid Stripe API version: ${request.headers['stripe-version']}`,
      },
    }
  const type = request.headers['content-type'] ?? ''
  if (request.method === 'POST' && !type.startsWith('application/x-www-form-urlencoded'))
    return { error: { type: 'invalid_request_error', message: 'Invalid request: form-encoded only' } }
  return undefined
}

function apiError(message: string) {
  return { error: { type: 'api_error', message } }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  sendText(response, status, JSON.stringify(body))
}

function sendText(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_test' })
  response.end(body)
}

function read(request: IncomingMessage): Promise<string> {
  return new Promise((done, failed) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => done(Buffer.concat(pieces).toString()))
    request.on('error', failed)
  })
}
