import { inviteOperator } from '../features/account/api.ts'
import type { Io } from './main.ts'
import { withSite } from './with-site.ts'

export async function operator([verb, email, ...rest]: string[], io: Io): Promise<number> {
  if (verb !== 'add' || !email || rest.length > 0 || !/^[^@\s]+@[^@\s]+$/.test(email)) {
    io.stderr('Usage: candour operator add EMAIL')
    return 64
  }
  return withSite('operator', async (deps) => {
    io.stderr('Open this link once, within a week:')
    io.stdout(await inviteOperator(deps, email))
    return 0
  })
}
