import { parseArgs } from 'node:util'
import {
  chooseProofs,
  KEY_KINDS,
  type KeyChange,
  PROOF_NAMES,
  revokeKey,
  rotateKey,
  selectKeyRecords,
  selectOptionalIssuer,
} from '../features/credentials/api.ts'
import type { Io } from './main.ts'
import { withSite } from './with-site.ts'

const USAGE = `Usage: candour keys list PROVIDER [--json]
       candour keys rotate PROVIDER [--kind ${KEY_KINDS.join('|')}]
       candour keys revoke PROVIDER KEY --from DATE --reason TEXT
       candour keys proofs PROVIDER ${PROOF_NAMES.slice(0, 2).join(' ')} …`

/** `candour keys`: what providers sign with. 0 done, 1 there is no such provider or key, 64 wrong usage. */
export async function keys(argv: string[], io: Io): Promise<number> {
  const wish = readWish(argv)
  if (!wish) {
    io.stderr(USAGE)
    return 64
  }
  return withSite('keys', async (deps) => {
    const { verb, provider, rest, options } = wish
    if (verb === 'list') {
      const issuer = await selectOptionalIssuer(deps.db, provider)
      if (!issuer) return explain({ status: 'no_provider' }, io)
      const records = await selectKeyRecords(deps.db, issuer.id)
      io.stdout(options.json ? JSON.stringify(records, null, 2) : inWords(records))
      return 0
    }
    if (verb === 'rotate') {
      const kind = KEY_KINDS.find((one) => one === (options.kind ?? 'ed25519'))
      if (!kind) return wrongUsage(io)
      return explain(await rotateKey(deps, { provider, kind, actor: null }), io)
    }
    if (verb === 'proofs') {
      const proofs = PROOF_NAMES.filter((name) => rest.includes(name))
      if (proofs.length === 0 || proofs.length !== rest.length) return wrongUsage(io)
      const isDone = await chooseProofs(deps, { provider, proofs, actor: null })
      return explain(isDone ? { status: 'changed', keyId: proofs.join(' ') } : { status: 'no_provider' }, io)
    }
    const [keyId] = rest
    const from = new Date(options.from ?? '')
    if (!keyId || Number.isNaN(from.getTime()) || !options.reason) return wrongUsage(io)
    return explain(await revokeKey(deps, { provider, keyId, from, reason: options.reason, actor: null }), io)
  })
}

function readWish(argv: string[]) {
  try {
    const { values: options, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        kind: { type: 'string' },
        from: { type: 'string' },
        reason: { type: 'string' },
      },
    })
    const [verb = '', provider, ...rest] = positionals
    if (!provider || !['list', 'rotate', 'revoke', 'proofs'].includes(verb)) return undefined
    return { verb, provider, rest, options }
  } catch {
    return undefined
  }
}

function wrongUsage(io: Io): number {
  io.stderr(USAGE)
  return 64
}

const REFUSALS: Record<Exclude<KeyChange['status'], 'changed'>, string> = {
  no_provider: 'There is no provider of that short name.',
  no_key: 'The provider has no such key, or it is revoked already.',
  not_yet: 'A key can be revoked from today or an earlier day.',
  only_web: 'An RSA key needs a site that is served over https (PUBLIC_URL).',
}

function explain(change: KeyChange, io: Io): number {
  if (change.status === 'changed') {
    io.stdout(change.keyId)
    return 0
  }
  io.stderr(REFUSALS[change.status])
  return 1
}

function inWords(records: Awaited<ReturnType<typeof selectKeyRecords>>): string {
  const day = (date: Date) => date.toISOString().slice(0, 10)
  return records
    .map(({ id, kind, validFrom, retiredAt, revokedAt, revocationReason }) => {
      const state = revokedAt
        ? `revoked as of ${day(revokedAt)}: ${revocationReason ?? '–'}`
        : retiredAt
          ? `replaced on ${day(retiredAt)}`
          : 'in force'
      return `${kind.padEnd(8)} since ${day(validFrom)}  ${state}\n  ${id}`
    })
    .join('\n')
}
