import { z } from 'zod'
import { KEY_KINDS } from './crypto.ts'
import { PROOF_NAMES, type ProofName } from './issuer-settings.ts'

// What an operator may say about keys. Messages are keys of keys.messages.ts.

export const rotationForm = z.object({ kind: z.enum(KEY_KINDS).catch('ed25519') })

export const revocationForm = z.object({
  key: z.string('keyMissing').startsWith('did:', 'keyMissing').max(400, 'keyMissing'),
  from: z.string('dateMissing').pipe(z.iso.date('dateMissing')),
  reason: z.string('reasonMissing').trim().min(3, 'reasonMissing').max(300, 'reasonMissing'),
})

const known = (name: string): name is ProofName => (PROOF_NAMES as string[]).includes(name)

export const proofsForm = z
  .object({
    proof: z.union([z.string(), z.array(z.string())]).optional(),
    token: z.string().optional().catch(undefined),
  })
  .transform(({ proof, token }) => [proof ?? [], token ?? []].flat().filter(known))
