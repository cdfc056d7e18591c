import { Client, type PoolConfig } from 'pg'
import { SetupError } from '../config.ts'

const versionMin = 150_000

/**
 * Looks at the server of DATABASE_URL before anything is asked of it.
 * @throws SetupError one line: not reachable, not let in, too old, read-only, another encoding. Never the URL itself:
 * it may hold a password
 */
export async function refuseUnusableServer(connection: PoolConfig): Promise<void> {
  const client = new Client({ ...connection, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (error) {
    throw new SetupError(
      `The database of DATABASE_URL can't be used: ${explain(error as NodeJS.ErrnoException)}`,
    )
  }
  try {
    const { rows } = await client.query(
      `select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding,
       pg_is_in_recovery() as replica`,
    )
    const { version, encoding, replica } = rows[0]
    if (Number(version) < versionMin)
      throw new SetupError(
        `DATABASE_URL is a PostgreSQL ${Math.floor(Number(version) / 10_000)}; Candour needs 15 or newer.`,
      )
    if (encoding !== 'UTF8')
      throw new SetupError(
        `The database of DATABASE_URL is encoded in ${encoding}; make one with "create database … encoding 'UTF8' template template0".`,
      )
    if (replica === true || replica === 't')
      throw new SetupError('DATABASE_URL is a replica, which takes no changes. Point it at the primary.')
  } finally {
    await client.end().catch(() => {})
  }
}

function explain(
  error: NodeJS.ErrnoException & { address?: string; port?: number; errors?: Error[] },
): string {
  const first = (error.errors?.[0] ?? error) as typeof error
  const where = first.address ? ` at ${first.address}${first.port ? `:${first.port}` : ''}` : ''
  const said = first.message || first.code || 'no answer'
  const known = reasons[first.code ?? '']
  if (known) return known.replace('{where}', where).replace('{said}', said)
  if (/timeout/i.test(said))
    return 'it does not answer within 5 seconds. Check the address, and that nothing blocks it.'
  return `${said}. Check the address, the user and the password.`
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens{where}. Start that server, or check the address.',
  ENOENT: 'there is no socket{where}. Start that server, or check the address.',
  ENOTFOUND: 'its host has no address ({said}). Check the host name.',
  EAI_AGAIN: 'its host has no address ({said}). Check the host name.',
  ECONNRESET: 'it closed the connection. Check the address, and whether it wants TLS (?sslmode=require).',
  '28P01': '{said}. Check the user and the password.',
  '28000': '{said}. Let this user and machine in (pg_hba.conf).',
  '3D000': '{said}. Make it with "createdb", then start again.',
}
