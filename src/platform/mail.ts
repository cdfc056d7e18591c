import { sql } from 'kysely'
import { createTransport } from 'nodemailer'
import type { Executor } from './db/pool.ts'
import type { Deps } from './deps.ts'
import { addJobs } from './jobs.ts'
import { newId } from './random.ts'

export interface Mail {
  /** The same key is one mail, however often it is asked for. */
  idempotencyKey: string
  /** 'account.confirm-address': what it is for; shown in the outbox */
  purpose: string
  personKey: string | null
  to: string
  subject: string
  text: string
  html: string
}

/**
 * Stores a mail in the transaction of what it tells about, and the job that sends it.
 * @returns its id
 */
export async function queueMail(
  tx: Executor,
  deps: Pick<Deps, 'clock' | 'random'>,
  mail: Mail,
): Promise<string> {
  const ids = await queueMails(tx, deps, [mail])
  return ids.get(mail.idempotencyKey)!
}

/**
 * The same for a batch: three statements at most, however many mails.
 * @returns the id of each by its key; of one that was asked for before, the first one's
 */
export async function queueMails(
  tx: Executor,
  deps: Pick<Deps, 'clock' | 'random'>,
  mails: Mail[],
): Promise<Map<string, string>> {
  if (mails.length === 0) return new Map()
  const now = deps.clock.now()
  const { rows } = await sql<{ id: string; idempotency_key: string }>`
    insert into mail_messages (id, idempotency_key, purpose, person_key, to_address, subject, body_text, body_html, created_at)
    select m.*, ${now} from unnest(${mails.map(() => newId(now, deps.random))}::uuid[], ${mails.map((mail) => mail.idempotencyKey)}::text[],
      ${mails.map((mail) => mail.purpose)}::text[], ${mails.map((mail) => mail.personKey)}::uuid[],
      ${mails.map((mail) => mail.to)}::citext[], ${mails.map((mail) => mail.subject)}::text[],
      ${mails.map((mail) => mail.text)}::text[], ${mails.map((mail) => mail.html)}::text[]) as m
    on conflict (idempotency_key) do nothing returning id, idempotency_key`.execute(tx)
  const ids = new Map(rows.map((row) => [row.idempotency_key, row.id]))
  await addJobs(
    tx,
    'mail.deliver',
    rows.map(({ id }) => ({ payload: { id }, key: `mail:${id}` })),
  )
  const before = mails.map((mail) => mail.idempotencyKey).filter((key) => !ids.has(key))
  if (before.length === 0) return ids
  const first = await tx
    .selectFrom('mail_messages')
    .select(['id', 'idempotency_key'])
    .where('idempotency_key', 'in', before)
    .execute()
  for (const row of first) ids.set(row.idempotency_key, row.id)
  return ids
}

/**
 * Hands one mail to the mail server; without SMTP the outbox is where it is handed to. Sending is at least once
 * by its nature; the row is locked meanwhile, so that two workers never send the same one at the same time.
 */
export async function deliverMail(deps: Deps, id: string): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    const mail = await tx
      .selectFrom('mail_messages')
      .selectAll()
      .where('id', '=', id)
      .where('handed_over_at', 'is', null)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst()
    if (!mail) return
    if (deps.config.smtpUrl) {
      const transport = createTransport(deps.config.smtpUrl)
      await transport.sendMail({
        messageId: `<${mail.id}@${deps.config.publicUrl.hostname}>`,
        from: deps.config.mailFrom,
        to: mail.to_address,
        subject: mail.subject,
        text: mail.body_text,
        html: mail.body_html,
      })
    }
    await tx
      .updateTable('mail_messages')
      .set({ handed_over_at: deps.clock.now(), attempts: mail.attempts + 1, last_error: null })
      .where('id', '=', id)
      .execute()
  })
}
