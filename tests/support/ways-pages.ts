import { simulatedCard } from './billing.ts'
import type { ServedSite } from './served.ts'
import type { Visitor } from './site.ts'

// The ways in beside the trial, made through the forms: aid with an appeal, codes, a gift, seats of an organisation.

export interface Ways {
  batch: string
  batchSecret: string
  giftToken: string
  organisation: string
  agreement: string
  seatToken: string
}

/** @param author an author of the credential's provider, who asks for aid, gives and agrees like anybody else */
export async function makeWays(site: ServedSite, author: Visitor, credential: string): Promise<Ways> {
  const base = `/credentials/${credential}`
  await author.post(`${base}/aid`, {
    country: 'NZ',
    household: '3',
    income: 'under_double',
    situation: 'none',
  })
  const decided = await (await author.get(`${base}/aid`)).text()
  await author.post(/action="(\/aid-applications\/[^"]+\/appeals)"/.exec(decided)![1]!, {
    text: 'The ferry fare to work takes a third of it.',
  })

  const provider = '/providers/meridian-data-works/codes'
  await author.post(provider, {
    label: 'Library week',
    percent: '25',
    kind: 'word',
    word: 'LIBRARY-WEEK',
    uses: '500',
  })
  const made = await author.post(provider, {
    label: 'For the ferry crew',
    percent: '50',
    charges: '2',
    kind: 'single',
    count: '24',
  })
  const [batch = '', batchSecret = ''] = made.headers
    .get('location')!
    .replace('/code-batches/', '')
    .split('?secret=')

  await author.post(`${base}/gift`, {
    ...(await hiddenFields(author, `${base}/gift`, ['once', 'total'])),
    recipient_email: 'moana@example.org',
    recipient_name: 'Moana',
    giver_name: 'Aroha',
    message: 'For the winter evenings.',
    card: simulatedCard('works', 8800),
  })
  await site.runJobs()

  const agreed = await author.post(`${base}/seats`, {
    ...(await hiddenFields(author, `${base}/seats`, ['once', 'unit'])),
    name: 'Harbour Ferries',
    kind: 'employer',
    seats_max: '12',
    domain: 'ferries.example',
    pays_by: 'invoice',
  })
  const organisation = /\/organisations\/([^?]+)/.exec(agreed.headers.get('location')!)![1]!
  const page = await (await author.get(`/organisations/${organisation}`)).text()
  const agreement = /\/seat-agreements\/([^/"]+)\/invitations/.exec(page)![1]!
  await author.post(`/seat-agreements/${agreement}/invitations`, {
    emails: 'tama@ferries.example\nben@ferries.example',
  })
  await site.runJobs()
  return {
    batch,
    batchSecret,
    organisation,
    agreement,
    giftToken: await tokenIn(site, 'billing.gift', '/given/'),
    seatToken: await tokenIn(site, 'billing.seat-invitation', '/seat/'),
  }
}

async function hiddenFields(
  visitor: Visitor,
  path: string,
  names: string[],
): Promise<Record<string, string>> {
  const page = await (await visitor.get(path)).text()
  return Object.fromEntries(
    names.map((name) => [name, new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '']),
  )
}

async function tokenIn(site: ServedSite, purpose: string, path: string): Promise<string> {
  const mail = await site.deps.db
    .selectFrom('mail_messages')
    .select('body_text')
    .where('purpose', '=', purpose)
    .orderBy('created_at', 'desc')
    .executeTakeFirstOrThrow()
  return new RegExp(`${path}([\\w-]+)`).exec(mail.body_text)![1]!
}
