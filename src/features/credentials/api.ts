// All that other rooms and the command line may import of this one.

export { issueCredential } from './issue-credential.ts'
export { type KeyChange, revokeKey, rotateKey } from './keys/change-keys.ts'
export { chooseProofs } from './keys/choose-proofs.ts'
export { KEY_KINDS } from './keys/crypto.ts'
export { PROOF_NAMES } from './keys/issuer-settings.ts'
export { selectKeyRecords, selectOptionalIssuer } from './keys/queries.ts'
export { selectWithdrawnCompletions } from './revoking/queries.ts'
export { signStatement, verifyStatement } from './statements.ts'
