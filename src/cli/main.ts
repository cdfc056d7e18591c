import { SetupError, settings } from '../platform/config.ts'

export interface Io {
  stdout(text: string): void
  stderr(text: string): void
}

type Command = (argv: string[], io: Io) => Promise<number>

interface CommandEntry {
  usage: string
  says: string
  load: () => Promise<Command>
}

// Loaded when asked for: `candour verify` must not pay for the web server.
const commands: Record<string, CommandEntry> = {
  start: {
    usage: 'start',
    says: 'run the site: database, web and jobs',
    load: async () => (await import('./start.ts')).start,
  },
  verify: {
    usage:
      'verify FILE|URL|- [--offline] [--trust DID] [--did-document FILE] [--allow-origin ORIGIN] [--json]',
    says: "verify a credential: 0 valid, 1 not valid, 2 can't tell",
    load: async () => (await import('./verify.ts')).verify,
  },
  check: {
    usage: 'check DIR [--json]',
    says: 'check a folder of courses as docs/format.md describes it',
    load: async () => (await import('./check.ts')).check,
  },
  outcomes: {
    usage:
      'outcomes FILE.csv --as-of DATE [--days LIST] [--group COLUMN] [--credential COLUMN] [--map NAME=COLUMN ...] [--publish] [--minimum-cell N] [--strict] [--json] [--out DIR]',
    says: 'compute the figures of the label from a table of enrolments of your own',
    load: async () => (await import('./outcomes.ts')).outcomes,
  },
  marks: {
    usage:
      'marks MARKS.csv [--truth TRUTH.csv] [--method mean|median|blup|pg1] [--seed N] [--sweeps N] [--prior FILE] [--scale LO,HI] [--levels LIST] [--json]',
    says: 'estimate marks from those of peers, and how far they agree with educators',
    load: async () => (await import('./marks.ts')).marks,
  },
  snapshot: {
    usage: 'snapshot [FILE|URL] [--map NAME=COLUMN ...] [--as-of DATE] [--json] [--out report.html]',
    says: "put a catalogue through the review's questions: ours, a site's, or any CSV or JSON export",
    load: async () => (await import('./snapshot.ts')).snapshot,
  },
  figures: {
    usage: 'figures release [--as-of DATE] [--json]',
    says: 'publish the figures of a data date (the 1st of this month)',
    load: async () => (await import('./figures.ts')).figures,
  },
  ledger: {
    usage: 'ledger check [--json]',
    says: 'prove the rules of fair billing on this site: 0 all hold, 1 one is broken',
    load: async () => (await import('./ledger.ts')).ledger,
  },
  backup: {
    usage: 'backup FILE [--json]',
    says: 'copy database, files and keys into one file, while the site runs',
    load: async () => (await import('./backup.ts')).backup,
  },
  restore: {
    usage: 'restore FILE [--json]',
    says: 'make a site from a backup, in an empty CANDOUR_DATA (and an empty DATABASE_URL)',
    load: async () => (await import('./restore.ts')).restore,
  },
  keys: {
    usage: 'keys list|rotate|revoke|proofs PROVIDER …',
    says: 'what a provider signs with: list, replace, revoke, choose proofs (candour keys says more)',
    load: async () => (await import('./keys.ts')).keys,
  },
  operator: {
    usage: 'operator add EMAIL',
    says: 'print a one-time link for a new operator',
    load: async () => (await import('./operator.ts')).operator,
  },
}

/** Exit codes: 0 fine, 1 a finding, 2 can't, 64 wrong usage. */
export async function main(argv: string[]): Promise<void> {
  const io: Io = {
    stdout: (text) => process.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
    stderr: (text) => process.stderr.write(text.endsWith('\n') ? text : `${text}\n`),
  }
  process.exitCode = await run(argv, io)
}

async function run([name, ...rest]: string[], io: Io): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    io.stdout(help())
    return name === undefined ? 64 : 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    io.stderr(`There is no command "${name}". "candour help" lists them.`)
    return 64
  }
  if (rest.includes('--help')) {
    io.stdout(`candour ${command.usage}\n  ${command.says}`)
    return 0
  }
  try {
    return await (await command.load())(rest, io)
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    io.stderr(error.message)
    return 2
  }
}

function help(): string {
  const width = Math.max(...settings.map((setting) => setting.name.length))
  return [
    'candour COMMAND',
    '',
    ...Object.values(commands).map((command) => `  candour ${command.usage}\n      ${command.says}`),
    '',
    'Settings (environment):',
    ...settings.map(
      (setting) =>
        `  ${setting.name.padEnd(width)}  ${setting.says}${setting.initial ? ` [${setting.initial}]` : ''}`,
    ),
    '',
    "Exit codes: 0 fine, 1 a finding, 2 can't, 64 wrong usage. Answers go to stdout, logs to stderr.",
  ].join('\n')
}
