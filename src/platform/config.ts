import { resolve } from 'node:path'
import type { PoolConfig } from 'pg'
import { z } from 'zod'

// The only reader of settings. Every setting of the site stands in this one table: it is validated from here
// and `candour help` lists it from here.

/** A problem that the operator can mend: start prints its one line and stops. */
export class SetupError extends Error {
  override name = 'SetupError'
}

export const settings = [
  { name: 'PORT', initial: '3000', says: 'port of the web server' },
  { name: 'HOST', initial: '127.0.0.1', says: 'address that the web server listens on' },
  { name: 'PUBLIC_URL', initial: 'http://HOST:PORT', says: 'address that people type, without a path' },
  {
    name: 'CANDOUR_DATA',
    initial: './data',
    says: 'folder for the database cluster, files, keys and backups',
  },
  {
    name: 'DATABASE_URL',
    initial: '',
    says: 'use this PostgreSQL (15 or newer) instead of starting the one that comes along',
  },
  {
    name: 'DATABASE_STATEMENT_NAMES',
    initial: 'on',
    says: 'off where a pooler in between cannot keep named statements',
  },
  { name: 'DATABASE_CONNECTIONS', initial: '10', says: 'connections of each process' },
  {
    name: 'SMTP_URL',
    initial: '',
    says: 'smtp://user:password@host:port; without it mail is kept in /outbox',
  },
  { name: 'MAIL_FROM', initial: 'Candour <no-reply@localhost>', says: 'sender of every mail' },
  {
    name: 'DEMO',
    initial: 'on',
    says: 'on: demo catalogue, people and figures (loopback only); off: an empty site; public: the demo without an operator, for a public address',
  },
  {
    name: 'CANDOUR_KEYS_SECRET',
    initial: '',
    says: 'secret that encrypts the signing keys; without it one is made in the data folder',
  },
  {
    name: 'STRIPE_SECRET_KEY',
    initial: '',
    says: 'secret (sk_…) or restricted (rk_…) key of a Stripe account; without it payments are simulated',
  },
  {
    name: 'STRIPE_PUBLISHABLE_KEY',
    initial: '',
    says: 'publishable key (pk_…) of the same account, for the fields that cards are typed into',
  },
  {
    name: 'STRIPE_WEBHOOK_SECRET',
    initial: '',
    says: 'signing secret (whsec_…) of the webhook endpoint that posts to /gateways/stripe/events',
  },
  {
    name: 'CANDOUR_ISSUER_KEYS',
    initial: '',
    says: "providers' signing keys from outside, as JSON: short name → list of private JWKs, the newest last",
  },
  {
    name: 'VC_API',
    initial: 'off',
    says: 'interface for other people’s credential software (/vc-api): off; on: for whoever sends VC_API_TOKEN; open: for everybody, with a test issuer (loopback only)',
  },
  { name: 'VC_API_TOKEN', initial: '', says: 'secret of at least 32 characters that opens /vc-api' },
  {
    name: 'VC_API_KEYS',
    initial: '',
    says: 'file with the private keys of the test issuer; without it fresh ones are made at each start',
  },
  {
    name: 'TAX_TABLE',
    initial: '',
    says: 'file with the tax by country, instead of the table that comes along (docs/operating.md)',
  },
  { name: 'CANDOUR_WORKERS', initial: '1', says: 'job processes that start runs beside the web process' },
] as const

export type SettingName = (typeof settings)[number]['name']

export interface Config {
  port: number
  host: string
  publicUrl: URL
  /** Absolute path; whether somebody asked for it decides what happens where it can't be reached. */
  dataFolder: string
  dataFolderAsked: boolean
  databaseUrl?: string
  /** Where the database is, as `candour start` tells its children. */
  connection?: PoolConfig
  databaseStatementNames: boolean
  databaseConnections: number
  smtpUrl?: string
  mailFrom: string
  demo: 'on' | 'off' | 'public'
  keysSecret?: string
  issuerKeys?: string
  /** Real payments; absent, they are simulated. */
  stripe?: StripeKeys
  vcApi: VcApiSettings
  /** Absolute path of the operator's own tax table. */
  taxTable?: string
  workers: number
}

export interface VcApiSettings {
  mode: 'off' | 'on' | 'open'
  token?: string
  /** Absolute path of the test issuer's keys. */
  keysFile?: string
}

export interface StripeKeys {
  secretKey: string
  publishableKey: string
  webhookSecret: string
}

/** Settings for a child process of this site. */
export function childEnvironment(
  env: Record<string, string | undefined>,
  config: Config,
  connection: PoolConfig,
): Record<string, string | undefined> {
  return { ...env, CANDOUR_CONNECTION: JSON.stringify(connection), CANDOUR_DATA: config.dataFolder }
}

const on = z.enum(['on', 'off']).transform((value) => value === 'on')
const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65535),
  HOST: z.string().min(1),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform((value) => new URL(value))
    .refine(
      (url) => url.pathname === '/' && !url.search && !url.username,
      'must be an origin, without a path',
    )
    .optional(),
  CANDOUR_DATA: z.string().min(1),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_STATEMENT_NAMES: on,
  DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(200),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().min(3),
  DEMO: z.enum(['on', 'off', 'public']),
  CANDOUR_KEYS_SECRET: z.string().min(16, 'needs at least 16 characters').optional(),
  CANDOUR_ISSUER_KEYS: z.string().optional(),
  VC_API: z.enum(['off', 'on', 'open']),
  VC_API_TOKEN: z.string().min(32, 'needs at least 32 characters').optional(),
  VC_API_KEYS: z.string().min(1).optional(),
  TAX_TABLE: z.string().min(1).optional(),
  CANDOUR_WORKERS: z.coerce.number().int().min(0).max(16),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^[sr]k_(test|live)_\w+$/, 'begins with sk_ or rk_')
    .optional(),
  STRIPE_PUBLISHABLE_KEY: z
    .string()
    .regex(/^pk_(test|live)_\w+$/, 'begins with pk_')
    .optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_\S+$/, 'begins with whsec_')
    .optional(),
})

/**
 * Reads and validates the settings.
 * @param env the process environment
 * @throws SetupError one line that names the setting, what is wrong and what it accepts
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given: Record<string, string> = {}
  for (const setting of settings) {
    const value = env[setting.name]?.trim()
    if (value) given[setting.name] = value
    else if (setting.initial && setting.name !== 'PUBLIC_URL') given[setting.name] = setting.initial
  }
  const parsed = schema.safeParse(given)
  if (!parsed.success) throw new SetupError(explain(parsed.error, given))
  const value = parsed.data
  const host = value.HOST.includes(':') ? `[${value.HOST}]` : value.HOST
  const publicUrl = value.PUBLIC_URL ?? new URL(`http://${host}:${value.PORT}`)
  refusePublicDemo(value.DEMO, value.HOST, publicUrl)
  refuseUnguardedVcApi(value, publicUrl)
  return {
    port: value.PORT,
    host: value.HOST,
    publicUrl,
    dataFolder: resolve(value.CANDOUR_DATA),
    dataFolderAsked: Boolean(env.CANDOUR_DATA?.trim()),
    databaseUrl: value.DATABASE_URL,
    connection: readConnection(env, value.DATABASE_URL),
    databaseStatementNames: value.DATABASE_STATEMENT_NAMES,
    databaseConnections: value.DATABASE_CONNECTIONS,
    smtpUrl: value.SMTP_URL,
    mailFrom: value.MAIL_FROM,
    demo: value.DEMO,
    keysSecret: value.CANDOUR_KEYS_SECRET,
    vcApi: {
      mode: value.VC_API,
      token: value.VC_API_TOKEN,
      keysFile: value.VC_API_KEYS && resolve(value.VC_API_KEYS),
    },
    issuerKeys: value.CANDOUR_ISSUER_KEYS,
    stripe: readStripe(value),
    taxTable: value.TAX_TABLE && resolve(value.TAX_TABLE),
    workers: value.CANDOUR_WORKERS,
  }
}

// All three or none, and all of one mode: half of them would take cards and hear nothing of what became of them.
function readStripe(value: z.output<typeof schema>): StripeKeys | undefined {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_PUBLISHABLE_KEY: publishableKey } = value
  const webhookSecret = value.STRIPE_WEBHOOK_SECRET
  if (!secretKey && !publishableKey && !webhookSecret) return undefined
  if (!secretKey || !publishableKey || !webhookSecret) {
    const missing = [
      !secretKey && 'STRIPE_SECRET_KEY',
      !publishableKey && 'STRIPE_PUBLISHABLE_KEY',
      !webhookSecret && 'STRIPE_WEBHOOK_SECRET',
    ].filter(Boolean)
    throw new SetupError(
      `Setting ${missing.join(' and ')}: missing. Stripe needs all three STRIPE_ settings; set none of them for simulated payments.`,
    )
  }
  if (secretKey.split('_')[1] !== publishableKey.split('_')[1])
    throw new SetupError(
      'Setting STRIPE_PUBLISHABLE_KEY: it is of another mode than STRIPE_SECRET_KEY. Take both test keys or both live keys.',
    )
  return { secretKey, publishableKey, webhookSecret }
}

function readConnection(
  env: Record<string, string | undefined>,
  databaseUrl: string | undefined,
): PoolConfig | undefined {
  if (env.CANDOUR_CONNECTION) return JSON.parse(env.CANDOUR_CONNECTION) as PoolConfig
  return databaseUrl ? { connectionString: databaseUrl } : undefined
}

function explain(error: z.ZodError, given: Record<string, string>): string {
  return error.issues
    .map((issue) => {
      const name = String(issue.path[0])
      const says = settings.find((setting) => setting.name === name)?.says
      const shown =
        name === 'CANDOUR_KEYS_SECRET' || name.startsWith('STRIPE_') || name.endsWith('_URL')
          ? 'what was given'
          : `"${given[name]}"`
      return `Setting ${name}: ${shown} can't be used (${issue.message}). It is the ${says}.`
    })
    .join(' ')
}

// The demo's passwords are printed at the start and its people are invented: nothing for a public address,
// unless the operator says so, and then without an operator sign-in.
function refusePublicDemo(demo: Config['demo'], host: string, publicUrl: URL): void {
  if (demo !== 'on') return
  const open = !isLoopback(host)
    ? `HOST=${host}`
    : !isLoopback(publicUrl.hostname)
      ? `PUBLIC_URL=${publicUrl.origin}`
      : undefined
  if (open)
    throw new SetupError(
      `The demo is on and ${open} is public. Set DEMO=off for a real site, or DEMO=public to show the demo without an operator sign-in.`,
    )
}

// Open means that everybody who reaches it can have things signed by the test issuer, and have addresses looked up.
function refuseUnguardedVcApi(
  value: { VC_API: VcApiSettings['mode']; VC_API_TOKEN?: string; HOST: string },
  publicUrl: URL,
): void {
  if (value.VC_API === 'on' && !value.VC_API_TOKEN)
    throw new SetupError('Setting VC_API=on needs VC_API_TOKEN, the secret that callers send.')
  if (value.VC_API !== 'open') return
  if (!isLoopback(value.HOST) || !isLoopback(publicUrl.hostname))
    throw new SetupError(
      'Setting VC_API=open is for tests on this machine only: HOST and PUBLIC_URL must be loopback.',
    )
}

/** Whether a host name or address is this machine's loopback. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  return (
    bare === 'localhost' || bare.endsWith('.localhost') || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare)
  )
}
