import { createTransport } from 'nodemailer'
import type { Executor } from './db/pool.ts'
import type { Deps } from './deps.ts'
import { addJob } from './jobs.ts'
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
  const now = deps.clock.now()
  const id = newId(now, deps.random)
  const inserted = await tx
    .insertInto('mail_messages')
    .values({
      id,
      idempotency_key: mail.idempotencyKey,
      purpose: mail.purpose,
      person_key: mail.personKey,
      to_address: mail.to,
      subject: mail.subject,
      body_text: mail.text,
      body_html: mail.html,
      created_at: now,
    })
    .onConflict((conflict) => conflict.column('idempotency_key').doNothing())
    .executeTakeFirst()
  if (!inserted.numInsertedOrUpdatedRows) {
    const first = await tx
      .selectFrom('mail_messages')
      .select('id')
      .where('idempotency_key', '=', mail.idempotencyKey)
      .executeTakeFirstOrThrow()
    return first.id
  }
  await addJob(tx, 'mail.deliver', { id }, { key: `mail:${id}` })
  return id
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
