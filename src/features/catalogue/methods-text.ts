import { type MethodPage, optionalMethodPage } from '../outcomes/api.ts'

/** The pages of docs/methods that explain rows of the label, in the order in which they are read. */
export const methodNames = [
  'figures-releases',
  'suppression',
  'completion',
  'level',
  'time',
  'cost',
  'hands-on',
  'marks',
  'peer-review',
  'ratings',
  'who-takes-it',
  'ranking',
  'not-measured',
  'simulated',
  'snapshot',
] as const

/** The method page of a row. The files are part of the program: one that is missing is a fault of ours. */
export function methodOf(name: string): MethodPage {
  const page = optionalMethodPage(name)
  if (!page) throw new Error(`docs/methods/${name}.md is missing`)
  return page
}
