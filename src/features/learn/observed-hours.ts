import type { Deps } from '../../platform/deps.ts'

/** Hours of work that the middle half of finishers needed, from the published figures. */
export type ObservedHours = { from: number; to: number }
type Lookup = (deps: Deps, credentialId: string) => Promise<ObservedHours | undefined>

let lookup: Lookup = async () => undefined

/**
 * The room that publishes figures depends on this one, so it tells here, when its routes are loaded, how long people
 * really take: the plan shows it beside what the provider says.
 */
export const observedHours = {
  register(one: Lookup): void {
    lookup = one
  },
  select(deps: Deps, credentialId: string): Promise<ObservedHours | undefined> {
    return lookup(deps, credentialId)
  },
}
