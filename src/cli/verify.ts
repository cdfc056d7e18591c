import { readFile } from 'node:fs/promises'
import { guardedLoader, type Network } from '../features/credentials/document-loader.ts'
import { detail } from '../features/credentials/verify/details.ts'
import { isObject, type JsonObject, parseJson } from '../features/credentials/verify/json-values.ts'
import type { CheckStatus, Verdict, Verification } from '../features/credentials/verify/result.ts'
import { verifyAnything } from '../features/credentials/verify/verify-anything.ts'
import {
  unreachableCredential,
  type VerifyOptions,
} from '../features/credentials/verify/verify-credential.ts'
import { publicNetwork } from '../platform/network/public-network.ts'

const USAGE = `Usage: candour verify FILE|URL|- [options]

Checks a credential of anybody, or a presentation of several: JSON, JWT, or a PNG or SVG badge. Starts no server, sends
nothing.

  --offline               use nothing but what is built in and given
  --did-document FILE     a controller document (keys of an issuer); may be repeated
  --trust DID             an issuer that you trust; may be repeated: others are then "can't tell"
  --allow-origin ORIGIN   also load from this origin, e.g. http://127.0.0.1:3000; said in the answer
  --json                  answer as JSON

Exit codes: 0 valid, 1 not valid, 2 can't tell, 64 wrong usage.
`

const EXIT: Record<Verdict, number> = { valid: 0, invalid: 1, unknown: 2 }
const EXIT_USAGE = 64

export type VerifyIo = {
  stdout: (text: string) => void
  stderr: (text: string) => void
  stdin?: () => Promise<Uint8Array>
  now?: () => Date
  network?: Network
}

type Arguments = {
  source: string
  isOffline: boolean
  didDocuments: string[]
  trust: string[]
  allowedOrigins: string[]
  isJson: boolean
}

/** `candour verify`: answers on stdout, everything else on stderr; returns the exit code. */
export async function verify(argv: string[], io: VerifyIo): Promise<number> {
  const args = readArguments(argv)
  if (typeof args === 'string') {
    io.stderr(`${args}\n\n${USAGE}`)
    return EXIT_USAGE
  }
  const didDocuments = await readDidDocuments(args.didDocuments)
  if (typeof didDocuments === 'string') {
    io.stderr(`${didDocuments}\n`)
    return EXIT_USAGE
  }
  const verification = await verifySource(args, didDocuments, io)
  io.stdout(args.isJson ? `${JSON.stringify(verification, null, 2)}\n` : inWords(verification))
  return EXIT[verification.verdict]
}

async function verifySource(
  args: Arguments,
  didDocuments: Map<string, JsonObject>,
  io: VerifyIo,
): Promise<Verification> {
  const { isOffline, trust, allowedOrigins } = args
  const loader = guardedLoader({ network: io.network ?? publicNetwork, allowedOrigins })
  const now = io.now?.() ?? new Date()
  const options: VerifyOptions = { now, offline: isOffline, loader, didDocuments, trust, allowedOrigins }
  const input = await readSource(args, loader, io)
  return typeof input === 'string' ? unreachableCredential(input, options) : verifyAnything(input, options)
}

/** The bytes to check, or why they can't be had. */
async function readSource(
  { source, isOffline }: Arguments,
  loader: ReturnType<typeof guardedLoader>,
  io: VerifyIo,
): Promise<Uint8Array | string> {
  if (source === '-') return io.stdin ? io.stdin() : readStdin()
  if (/^https?:\/\//.test(source)) {
    if (isOffline) return detail('network_unused')
    io.stderr(`Loading ${source}\n`)
    const loaded = await loader(source)
    return loaded.status === 'loaded' ? loaded.bytes : loaded.why
  }
  try {
    return await readFile(source)
  } catch (error) {
    return detail('file_unreadable', (error as NodeJS.ErrnoException).code ?? 'unknown')
  }
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** Controller documents by id; a file may hold one or a list. */
async function readDidDocuments(files: string[]): Promise<Map<string, JsonObject> | string> {
  const found = new Map<string, JsonObject>()
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => undefined)
    if (text === undefined) return `--did-document ${file} can’t be read`
    const content = parseJson(text)
    for (const document of Array.isArray(content) ? content : [content]) {
      if (!isObject(document) || typeof document.id !== 'string') {
        return `--did-document ${file} is no controller document: it must be JSON with an "id"`
      }
      found.set(document.id, document)
    }
  }
  return found
}

function readArguments(argv: string[]): Arguments | string {
  const args: Arguments = {
    source: '',
    isOffline: false,
    didDocuments: [],
    trust: [],
    allowedOrigins: [],
    isJson: false,
  }
  const lists: Record<string, string[]> = {
    '--did-document': args.didDocuments,
    '--trust': args.trust,
    '--allow-origin': args.allowedOrigins,
  }
  const rest = [...argv]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const list = lists[word]
    if (word === '--offline') args.isOffline = true
    else if (word === '--json') args.isJson = true
    else if (list) {
      const value = rest.shift()
      if (value === undefined || value.startsWith('--')) return `${word} needs a value`
      list.push(value)
    } else if (word.startsWith('--')) return `${word} is not an option`
    else if (args.source) return `Only one credential at a time: ${args.source} or ${word}?`
    else args.source = word
  }
  return args.source ? checkOrigins(args) : 'Say what to verify: a file, an address, or - for standard input'
}

function checkOrigins(args: Arguments): Arguments | string {
  const wrong = args.allowedOrigins.find(
    (origin) => !URL.canParse(origin) || new URL(origin).origin !== origin,
  )
  return wrong ? `--allow-origin ${wrong} is not an origin, like https://example.org` : args
}

const VERDICTS: Record<Verdict, string> = {
  valid: 'Valid',
  invalid: 'Not valid',
  unknown: 'Can’t tell',
}
const MARKS: Record<CheckStatus, string> = { passed: '✓', failed: '✗', unknown: '?', not_checked: '–' }

function inWords({ verdict, checks, summary, credentials = [], allowedOrigins }: Verification): string {
  const lines = [
    summary?.isDemonstration ? 'DEMONSTRATION: nobody may rely on this credential' : undefined,
    VERDICTS[verdict],
    summary &&
      `${plain(summary.name ?? summary.achievementName ?? 'A credential')}, issued by ${plain(summary.issuerName ?? summary.issuerId ?? 'nobody named')}`,
    summary && !summary.isAsSigned ? 'Name and issuer as written, not confirmed by a signature' : undefined,
    '',
    ...checks.flatMap((check) => [`${MARKS[check.status]} ${check.says}`, `  ${check.why}`]),
    // Of a presentation: each credential inside, by itself.
    ...credentials.flatMap((each) => [
      '',
      ...inWords(each)
        .trimEnd()
        .split('\n')
        .map((line) => `  ${line}`),
    ]),
    ...allowedOrigins.map((origin) => `! Loading from ${origin} was allowed by --allow-origin`),
  ]
  return `${lines.filter((line) => line !== undefined).join('\n')}\n`
}

/** What strangers wrote must not steer the terminal. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '·').slice(0, 300)
}
