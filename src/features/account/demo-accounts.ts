import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Deps } from '../../platform/deps.ts'
import { hashPassword } from './passwords.ts'
import { insertPerson } from './sign-up.ts'

export interface DemoSignIn {
  email: string
  password: string
  says: string
}

interface DemoPerson {
  email: string
  name: string
  says: string
  roles: { role: 'educator' | 'author' | 'operator'; provider?: string }[]
}

const people: DemoPerson[] = [
  { email: 'learner@demo.example', name: 'Demo learner', says: 'a learner', roles: [] },
  { email: 'reviewer@demo.example', name: 'Demo reviewer', says: 'another learner', roles: [] },
  {
    email: 'educator@demo.example',
    name: 'Demo educator',
    says: 'an educator and author of Meridian Data Works',
    roles: [
      { role: 'educator', provider: 'meridian-data-works' },
      { role: 'author', provider: 'meridian-data-works' },
    ],
  },
  // Appeals are decided by an educator who was not involved: so there are two.
  {
    email: 'second-educator@demo.example',
    name: 'Demo educator, second',
    says: 'another educator of Meridian Data Works',
    roles: [{ role: 'educator', provider: 'meridian-data-works' }],
  },
  {
    email: 'educator-strait@demo.example',
    name: 'Demo educator, Strait',
    says: 'an educator of the University of the Strait',
    roles: [{ role: 'educator', provider: 'university-of-the-strait' }],
  },
  {
    email: 'operator@demo.example',
    name: 'Demo operator',
    says: 'the operator',
    roles: [{ role: 'operator' }],
  },
]

/**
 * Makes the demo's sign-ins once. Their passwords are random per data folder and lie beside the keys, readable by
 * the operating-system user alone. A public demo has no operator.
 */
export async function prepareDemoAccounts(deps: Deps): Promise<DemoSignIn[]> {
  const wanted = people.filter(
    (person) => deps.config.demo === 'on' || !person.roles.some((role) => role.role === 'operator'),
  )
  const passwords = readPasswords(deps)
  const signIns: DemoSignIn[] = []
  for (const person of wanted) {
    const password = passwords[person.email]!
    await makePerson(deps, person, password)
    signIns.push({ email: person.email, password, says: person.says })
  }
  if (deps.config.demo === 'public') await closeOperatorDoor(deps)
  return signIns
}

async function makePerson(deps: Deps, person: DemoPerson, password: string): Promise<void> {
  const now = deps.clock.now()
  const there = await deps.db
    .selectFrom('accounts')
    .select('person_key')
    .where('email', '=', person.email)
    .executeTakeFirst()
  if (there) return
  const passwordHash = await hashPassword(password)
  await deps.db.transaction().execute(async (tx) => {
    const personKey = await insertPerson(tx, deps)
    await tx
      .insertInto('accounts')
      .values({
        person_key: personKey,
        email: person.email,
        email_confirmed_at: now,
        display_name: person.name,
        password_hash: passwordHash,
        demonstration: true,
        created_at: now,
      })
      .execute()
    for (const { role, provider } of person.roles) {
      const row = provider
        ? await tx.selectFrom('providers').select('id').where('slug', '=', provider).executeTakeFirst()
        : undefined
      if (provider && !row) continue
      await tx
        .insertInto('roles')
        .values({ person_key: personKey, role, provider_id: row?.id ?? null, granted_at: now })
        .execute()
    }
  })
}

// A folder that was a private demo before may hold an operator; on a public one nobody signs in as such.
async function closeOperatorDoor(deps: Deps): Promise<void> {
  const operators = deps.db.selectFrom('roles').select('person_key').where('role', '=', 'operator')
  await deps.db.deleteFrom('sessions').where('person_key', 'in', operators).execute()
  await deps.db
    .updateTable('accounts')
    .set({ password_hash: null })
    .where('demonstration', '=', true)
    .where('person_key', 'in', operators)
    .execute()
  await deps.db
    .deleteFrom('roles')
    .where('role', '=', 'operator')
    .where(
      'person_key',
      'in',
      deps.db.selectFrom('accounts').select('person_key').where('demonstration', '=', true),
    )
    .execute()
}

function readPasswords(deps: Deps): Record<string, string> {
  const file = join(deps.config.dataFolder, 'demo-sign-ins.json')
  const kept: Record<string, string> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  let changed = false
  for (const person of people) {
    if (kept[person.email]) continue
    kept[person.email] = deps.random.bytes(9).toString('base64url')
    changed = true
  }
  if (changed) {
    mkdirSync(deps.config.dataFolder, { recursive: true })
    writeFileSync(file, JSON.stringify(kept, null, 2), { mode: 0o600 })
  }
  return kept
}
