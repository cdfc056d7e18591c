/** What is wrong in an author's file, where, and how to mend it. */
export interface Problem {
  /** Relative to the folder that was checked, with forward slashes. */
  file: string
  /** From 1. */
  line: number
  column: number
  message: string
  mend: string
}

export interface Position {
  line: number
  column: number
}

/** Tells one problem. */
export type Report = (file: string, position: Position, message: string, mend: string) => void

export const START: Position = { line: 1, column: 1 }

/** `file:line:column message. mend` */
export function formatProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}:${problem.column} ${problem.message}. ${problem.mend}`
}

export function sortProblems(problems: Problem[]): Problem[] {
  return problems.toSorted((a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
