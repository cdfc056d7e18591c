// All that other rooms may import of this one.

export { issueCredential } from './issue-credential.ts'
export { signStatement, verifyStatement } from './statements.ts'
