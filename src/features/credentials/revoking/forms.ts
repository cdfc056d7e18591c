import { z } from 'zod'
import { REVOCATION_KINDS } from './change-standing.ts'

// Messages are keys of revoking.messages.ts.

const reason = z.string('reasonMissing').trim().min(3, 'reasonMissing').max(300, 'reasonMissing')

export const suspensionForm = z.object({ reason })
export const requestForm = z.object({ kind: z.enum(REVOCATION_KINDS, 'kindMissing'), reason })
export const decisionForm = z.object({ decision: z.enum(['confirm', 'decline']).catch('decline') })
