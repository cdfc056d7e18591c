import type { Viewer } from './sessions.ts'

// One table of rules, default no. A route names its rule; a path without a route is a 404. Where a rule says
// "own", the room's query binds rows to the viewer, and what isn't theirs is not found.

export interface AccessRule {
  name: string
  says: string
  allows(viewer: Viewer | undefined): boolean
}

const rules = {
  everyone: { says: 'everyone, also without an account', allows: () => true },
  signedIn: { says: 'people who signed in, on what is their own', allows: (viewer) => Boolean(viewer) },
  signedOut: { says: 'everyone; who is signed in is led on', allows: () => true },
  link: { says: 'whoever holds the signed link from the mail', allows: () => true },
  educator: {
    says: 'educators, on work for the providers that they teach for',
    allows: (viewer) => Boolean(viewer?.roles.some((role) => role.role === 'educator')),
  },
  author: {
    says: 'authors, on credentials of the providers that they write for',
    allows: (viewer) => Boolean(viewer?.roles.some((role) => role.role === 'author')),
  },
  issuer: {
    says: 'authors, on what their providers issued, and operators',
    allows: (viewer) =>
      Boolean(viewer?.roles.some((role) => role.role === 'author' || role.role === 'operator')),
  },
  operator: {
    says: 'operators of this site',
    allows: (viewer) => Boolean(viewer?.roles.some((role) => role.role === 'operator')),
  },
} satisfies Record<string, Omit<AccessRule, 'name'>>

export type AccessName = keyof typeof rules

/** The table: every route of the site points into it. */
export const access = Object.fromEntries(
  Object.entries(rules).map(([name, rule]) => [name, { name, ...rule }]),
) as Record<AccessName, AccessRule>

/** Ids of the providers for which the viewer holds a role; a query for educators binds to these. */
export function providersOf(viewer: Viewer, role: 'educator' | 'author'): string[] {
  return viewer.roles.filter((held) => held.role === role && held.providerId).map((held) => held.providerId!)
}
