// What other rooms and the command line may use of this one.

export { runAllTests } from './mark-lab.ts'
export { readLabFolder } from './read-lab-folder.ts'
export type { StoredVerdict } from './stored-verdict.ts'
export { submissionFiles } from './submission-files.ts'
