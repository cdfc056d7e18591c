import { sql } from 'kysely'
import type { LedgerCheck } from './check.ts'

// The ledger against itself and against what was charged, given back, disputed, paid out and invoiced.

export const bookChecks: LedgerCheck[] = [
  {
    name: 'balanced',
    says: 'every ledger transaction has entries and balances in each currency',
    rows: () => sql`select t.id, coalesce(bool_or(l.sum <> 0), true) as broken from ledger_transactions t
      left join (select transaction_id, currency, sum(amount_minor) as sum from ledger_entries group by 1, 2) l
      on l.transaction_id = t.id group by t.id`,
  },
  {
    name: 'charges-booked',
    says: 'every charge that succeeded is booked once, by card, credit and tax, for its enrolment, in its currency',
    rows: () => sql`select c.id, count(distinct t.id) <> 1
        or bool_or(t.enrolment_id is distinct from coalesce(s.enrolment_id, o.enrolment_id)) or bool_or(l.currency <> c.currency)
        or coalesce(sum(l.amount_minor) filter (where l.account = 'gateway:' || c.gateway), 0) <> c.amount_minor
        or coalesce(sum(l.amount_minor) filter (where l.account = 'credit:' || s.enrolment_id), 0) <> c.credit_minor
        or coalesce(sum(l.amount_minor) filter (where l.account like 'tax:%'), 0) <> -c.tax_minor
        or coalesce(sum(l.amount_minor) filter (where l.account = 'provider:' || coalesce(s.provider_id, o.provider_id)), 0)
          <> c.tax_minor - c.amount_minor - c.credit_minor as broken
      from charges c left join subscriptions s on s.id = c.subscription_id left join orders o on o.id = c.order_id
      left join ledger_transactions t on t.charge_id = c.id and t.kind = 'charge'
      left join ledger_entries l on l.transaction_id = t.id
      where c.state = 'succeeded' group by c.id`,
  },
  {
    name: 'bookings-charged',
    says: 'nothing is booked as a charge that the gateway did not make (simulated cohorts aside)',
    rows: () => sql`select t.id, c.state is distinct from 'succeeded' as broken from ledger_transactions t
      left join charges c on c.id = t.charge_id where t.kind = 'charge' and not t.simulated`,
  },
  {
    name: 'never-doubled',
    says: 'no month of a subscription and no order was paid twice',
    rows: () => sql`select coalesce(c.subscription_id || ' month ' || c.number, 'order ' || c.order_id) as id, count(*) > 1 as broken
      from charges c where c.state = 'succeeded' group by c.subscription_id, c.order_id, case when c.order_id is null then c.number end,
        coalesce(c.subscription_id || ' month ' || c.number, 'order ' || c.order_id)`,
  },
  {
    name: 'refunds-booked',
    says: 'every refund that succeeded is booked once, to card or credit, with its tax, and no other refund is booked',
    rows: () => sql`select coalesce(r.id, t.id) as id, r.id is null or count(distinct t.id) <> 1
        or coalesce(sum(l.amount_minor) filter (where l.account like 'gateway:%'), 0)
          <> case when r.form = 'card' then -r.amount_minor else 0 end
        or coalesce(sum(l.amount_minor) filter (where l.account like 'credit:%'), 0)
          <> case when r.form = 'credit' then -r.amount_minor when r.reason = 'credit_left' then r.amount_minor else 0 end
        or coalesce(sum(l.amount_minor) filter (where l.account like 'tax:%'), 0) <> r.tax_minor as broken
      from (select * from refunds where state = 'succeeded') r
      full join (select * from ledger_transactions where kind = 'refund' and not simulated) t on t.refund_id = r.id
      left join ledger_entries l on l.transaction_id = t.id
      group by coalesce(r.id, t.id), r.id, r.amount_minor, r.tax_minor, r.form, r.reason`,
  },
  {
    name: 'refunds-bounded',
    says: 'no more was given back than was paid, no more to a card than it gave, and no more tax than was taken',
    rows: () => sql`select c.id, sum(r.amount_minor) filter (where r.reason <> 'credit_left') > c.amount_minor + c.credit_minor
        or sum(r.amount_minor) filter (where r.form = 'card') > c.amount_minor or sum(r.tax_minor) > c.tax_minor as broken
      from charges c join refunds r on r.charge_id = c.id and r.state <> 'refused' group by c.id`,
  },
  {
    name: 'credit-granted',
    says: 'at no time was more credit used than had been granted',
    rows: () => sql`select account || ' ' || currency as id, bool_or(so_far > 0) as broken from (
        select account, currency, sum(amount_minor) over (partition by account, currency order by id) as so_far
        from ledger_entries where account like 'credit:%') running group by account, currency`,
  },
  {
    name: 'disputes-held',
    says: 'what a gateway holds for disputes is what is disputed now',
    rows: () => sql`select coalesce(b.account, d.account) || ' ' || coalesce(b.currency, d.currency) as id,
        coalesce(b.minor, 0) <> coalesce(d.minor, 0) as broken
      from (select l.account, l.currency, sum(l.amount_minor) as minor from ledger_entries l
          join ledger_transactions t on t.id = l.transaction_id
          where l.account like 'disputes:%' and not t.simulated group by 1, 2) b
      full join (select 'disputes:' || gateway as account, currency, sum(amount_minor) as minor from disputes
        where state = 'open' group by 1, 2) d on d.account = b.account and d.currency = b.currency`,
  },
  {
    name: 'payouts-owed',
    says: 'nobody was paid out more than they were owed at that moment',
    rows: () => sql`select transaction_id as id, so_far > 0 as broken from (
        select l.transaction_id, l.amount_minor, t.kind,
          sum(l.amount_minor) over (partition by l.account, l.currency order by l.id) as so_far
        from ledger_entries l join ledger_transactions t on t.id = l.transaction_id
        where l.account like 'provider:%' and not t.simulated) running
      where kind = 'payout' and amount_minor > 0`,
  },
  {
    name: 'payouts-booked',
    says: 'every payout is booked as far as it is: under way, sent, or owed again',
    rows: () => sql`select p.id, count(*) filter (where t.idempotency_key = 'payout:' || p.id || ':intended') <> 1
        or (p.state = 'succeeded') <> (count(*) filter (where t.idempotency_key = 'payout:' || p.id || ':paid') = 1)
        or (p.state = 'refused') <> (count(*) filter (where t.idempotency_key = 'payout:' || p.id || ':failed') = 1) as broken
      from payouts p left join ledger_transactions t on t.kind = 'payout' and t.idempotency_key in
        ('payout:' || p.id || ':intended', 'payout:' || p.id || ':paid', 'payout:' || p.id || ':failed')
      group by p.id`,
  },
  {
    name: 'tax-owed',
    says: 'no state was handed more tax than was taken for it',
    rows: () => sql`select account || ' ' || currency as id, sum(amount_minor) > 0 as broken from ledger_entries
      where account like 'tax:%' group by account, currency`,
  },
  {
    name: 'invoices-numbered',
    says: 'invoices and credit notes of a series are numbered from one without a gap',
    rows: () => sql`select s.id, count(i.id) <> s.last_number or coalesce(max(i.number), 0) <> s.last_number
        or count(distinct i.number) <> count(i.id) as broken
      from invoice_series s left join invoices i on i.series_id = s.id group by s.id`,
  },
]
