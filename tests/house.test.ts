import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { access } from '../src/platform/access.ts'
import { roomJobs } from '../src/room-jobs.ts'
import { rooms } from '../src/rooms.ts'
import { urls } from '../src/urls.ts'

// The rules of the house that a machine can hold: who imports whom, no cycles, an access rule for every route, a table
// is written by its room alone. Size and taste are for reviewers' eyes.

const root = resolve(import.meta.dirname, '..')
const files = filesBelow(join(root, 'src')).filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
const sources = files.filter((file) => !/\.test\.tsx?$/.test(file))

/** Who may import whom. `features/X` may also import `features/Y/api.ts` along an edge of roomEdges. */
const layers: {
  layer: string
  holds: (path: string) => boolean
  mayImport: (path: string, from: string) => boolean
}[] = [
  { layer: 'domain', holds: below('domain'), mayImport: below('domain') },
  { layer: 'urls', holds: (path) => path === 'urls.ts', mayImport: below('domain') },
  { layer: 'platform', holds: below('platform'), mayImport: anyOf(below('platform'), below('domain')) },
  { layer: 'ui', holds: below('ui'), mayImport: anyOf(below('ui'), below('domain'), only('urls.ts')) },
  {
    layer: 'island',
    holds: (path) => path.endsWith('.island.tsx') || path.endsWith('.client.ts'),
    mayImport: (path, from) =>
      below('ui')(path) ||
      below('domain')(path) ||
      path === 'urls.ts' ||
      (roomOf(path) === roomOf(from) && !/\/(queries|routes|jobs|api)\.tsx?$/.test(path)),
  },
  {
    layer: 'page',
    holds: (path) => path.endsWith('.page.tsx'),
    mayImport: (path, from) =>
      below('ui')(path) ||
      below('domain')(path) ||
      path === 'urls.ts' ||
      path === 'platform/web/context.ts' ||
      path === 'platform/web/mount.ts' ||
      roomOf(path) === roomOf(from) ||
      /^features\/[^/]+\/(api|published-item|format)\.tsx?$/.test(path),
  },
  {
    layer: 'features',
    holds: below('features'),
    mayImport: (path, from) =>
      below('domain')(path) ||
      below('platform')(path) ||
      below('ui')(path) ||
      path === 'urls.ts' ||
      roomOf(path) === roomOf(from) ||
      /^features\/[^/]+\/(api|published-item|format)\.tsx?$/.test(path),
  },
]

/** Which room may ask which: read downwards, it has no cycles. */
const roomEdges: Record<string, string[]> = {
  account: [],
  authoring: [],
  operations: ['account'],
  credentials: ['account', 'authoring'],
  learn: ['account', 'credentials'],
  quiz: ['learn', 'authoring'],
  labs: ['learn', 'authoring'],
  'peer-review': ['learn', 'account', 'authoring'],
  billing: ['learn', 'account'],
  outcomes: ['billing', 'peer-review', 'authoring', 'account', 'credentials', 'learn'],
  catalogue: ['outcomes', 'billing', 'authoring', 'learn', 'account'],
  'open-data': ['outcomes'],
  // What the snapshot analyses is stated in editions: their facts are authoring's shape.
  snapshot: ['authoring'],
}

describe('who may import whom', () => {
  test('every import follows the table of layers', () => {
    const broken = imports(sources).filter(({ from, to }) => {
      const layer = layers.find((one) => one.holds(from))
      return layer && !layer.mayImport(to, from)
    })
    expect(broken.map(({ from, to }) => `${from} imports ${to}`)).toEqual([])
  })

  test('rooms ask each other only along the declared edges', () => {
    const broken = imports(sources).filter(({ from, to }) => {
      const [mine, theirs] = [roomOf(from), roomOf(to)]
      return mine && theirs && mine !== theirs && !roomEdges[mine]?.includes(theirs)
    })
    expect(broken.map(({ from, to }) => `${from} imports ${to}`)).toEqual([])
  })

  test('the declared edges have no cycle', () => {
    const edges = Object.entries(roomEdges).flatMap(([from, targets]) => targets.map((to) => ({ from, to })))
    expect(findCycle(edges)).toBeUndefined()
  })

  test('pure code has no clock, no chance and no outside', () => {
    const broken = sources
      .filter((file) => below('domain')(short(file)))
      .filter((file) =>
        /\bDate\.now\(|new Date\(\)|Math\.random\(|\bfetch\(|process\.|from 'node:/.test(
          withoutComments(readFileSync(file, 'utf8')),
        ),
      )
    expect(broken.map(short)).toEqual([])
  })

  test('files do not import each other in circles', () => {
    expect(findCycle(imports(sources, { types: false }))).toBeUndefined()
  })

  test('only the settings read the environment of the process', () => {
    const readers = sources.filter((file) => /process\.env/.test(withoutComments(readFileSync(file, 'utf8'))))
    expect(
      readers
        .map(short)
        .filter(
          (file) =>
            !['platform/config.ts', 'server.ts', 'worker.ts'].includes(file) &&
            !file.startsWith('cli/') &&
            file !== 'platform/db/programs.ts',
        ),
    ).toEqual([])
  })
})

describe('routes and tables', () => {
  const routes = rooms.flatMap((room) => room.routes)

  test('every route names a rule of the access table and a URL of urls.ts, once', () => {
    const patterns = new Set<string>(Object.values(urls).map((url) => url.pattern))
    for (const route of routes) {
      expect(Object.values(access), `${route.method} ${route.pattern}`).toContain(route.access)
      expect(patterns, route.pattern).toContain(route.pattern)
    }
    const names = routes.map((route) => `${route.method} ${route.pattern}`)
    expect(names).toEqual([...new Set(names)])
  })

  test('no link is written by hand', () => {
    const broken = sources
      .filter((file) => /\.page\.tsx$|^.*src\/ui\//.test(file))
      .filter((file) => /(href|action|formaction)="\/[^"]/.test(readFileSync(file, 'utf8')))
    expect(broken.map(short)).toEqual([])
  })

  test('a table is written only by the room that owns it', () => {
    const owner = tableOwners()
    const broken: string[] = []
    for (const file of sources) {
      const room = roomOf(short(file))
      if (!room) continue
      const text = withoutComments(readFileSync(file, 'utf8'))
      for (const [, table] of text.matchAll(/(?:insertInto|updateTable|deleteFrom)\(\s*'([a-z_]+)/g))
        check(table!)
      for (const [, table] of text.matchAll(
        /\b(?:insert into|delete from|update|copy)\s+([a-z_]{4,})\b(?=\s*(?:\(|set\b|as\b|where\b|[a-z]\s+set\b|using\b|from\b|select\b|values\b))/gi,
      ))
        check(table!)
      function check(table: string): void {
        const owns = owner.get(table)
        if (owns && owns !== 'platform' && owns !== room && !writersBesides[room!]?.includes(table))
          broken.push(`${short(file)} writes ${table} of ${owns}`)
      }
    }
    expect(broken).toEqual([])
  })

  test('every job has one owner', () => {
    const names = roomJobs.flatMap((room) => Object.keys(room.jobs))
    expect(names).toEqual([...new Set(names)])
  })
})

/** Declared exceptions, each with its reason. */
const writersBesides: Record<string, string[]> = {
  // Publication writes what the catalogue shows; its own page for authors comes later.
  authoring: [
    'providers',
    'credentials',
    'editions',
    'courses',
    'items',
    'questions',
    'question_keys',
    'item_secrets',
    'media',
  ],
  // The simulated cohort of the demo is loaded by COPY, once, into the tables of the rooms that would have written it.
  outcomes: [
    'persons',
    'enrolments',
    'intent_answers',
    'entry_checks',
    'enrolment_events',
    'activity_seconds',
    'activity_months',
    'marks',
    'item_results',
    'ratings',
    'ledger_transactions',
    'ledger_entries',
    'hand_ins',
    'reviews',
    'review_marks',
    'educator_requests',
    'educator_marks',
    'piece_decisions',
    'criterion_results',
    'appeals',
  ],
  // Roles point at providers, so the table stands beside them.
  account: ['roles'],
}

function tableOwners(): Map<string, string> {
  const owners = new Map<string, string>()
  for (const name of readdirSync(join(root, 'migrations'))) {
    const room = Object.keys(roomEdges).find((one) => name.slice(5).startsWith(`${one}-`)) ?? 'platform'
    for (const [, table] of readFileSync(join(root, 'migrations', name), 'utf8').matchAll(
      /create table (?:if not exists )?([a-z_]+)/g,
    ))
      owners.set(table!, room)
  }
  return owners
}

function imports(from: string[], { types = true } = {}): { from: string; to: string }[] {
  return from.flatMap((file) => {
    const text = withoutComments(readFileSync(file, 'utf8'))
    const found = [
      ...text.matchAll(
        /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^;'"]*?from\s+'(\.[^']+)'|import\('(\.[^']+)'\)/g,
      ),
    ]
    return found
      .filter(([, isType]) => types || !isType)
      .map(([, , path, dynamic]) => resolve(dirname(file), (path ?? dynamic)!))
      .filter((to) => existsSync(to))
      .map((to) => ({ from: short(file), to: short(to) }))
  })
}

function findCycle(edges: { from: string; to: string }[]): string | undefined {
  const next = new Map<string, string[]>()
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to])
  const state = new Map<string, 'open' | 'done'>()
  const walk = (file: string, path: string[]): string | undefined => {
    if (state.get(file) === 'done') return undefined
    if (state.get(file) === 'open') return [...path.slice(path.indexOf(file)), file].join(' → ')
    state.set(file, 'open')
    for (const to of next.get(file) ?? []) {
      const found = walk(to, [...path, file])
      if (found) return found
    }
    state.set(file, 'done')
    return undefined
  }
  for (const file of next.keys()) {
    const found = walk(file, [])
    if (found) return found
  }
  return undefined
}

function below(folder: string) {
  return (path: string) => path.startsWith(`${folder}/`)
}

function only(name: string) {
  return (path: string) => path === name
}

function anyOf(...rules: ((path: string) => boolean)[]) {
  return (path: string) => rules.some((rule) => rule(path))
}

function roomOf(path: string): string | undefined {
  return /^features\/([^/]+)\//.exec(path)?.[1]
}

function short(file: string): string {
  return relative(join(root, 'src'), file).replaceAll('\\', '/')
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1')
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
}
