-- Invoices, receipts and credit notes: numbered without a gap, immutable.

-- To whom invoices are made out; the person's own words, erased with them.
create table billing_details (
  person_key uuid primary key references persons,
  name text not null check (name <> ''),
  address text not null,
  country char(2) not null,
  tax_number text not null default '',
  updated_at timestamptz not null
);

-- The last number of each series. Its row is locked by whoever takes the next, until that transaction ends: a number
-- that isn't used is never lost, and none is given twice.
create table invoice_series (
  id uuid primary key,
  provider_id uuid not null references providers,
  kind text not null check (kind in ('invoice', 'credit_note')),
  -- no real money: a series of its own, never mistaken for the other
  simulated boolean not null,
  prefix text not null unique,
  last_number integer not null default 0 check (last_number >= 0),
  unique (provider_id, kind, simulated)
);

create table invoices (
  id uuid primary key,
  series_id uuid not null references invoice_series,
  number integer not null check (number >= 1),
  -- as printed: prefix and number
  label text not null unique,
  kind text not null check (kind in ('invoice', 'credit_note')),
  simulated boolean not null,
  person_key uuid not null references persons,
  provider_id uuid not null references providers,
  -- what it bills: a charge that succeeded, or an order that is paid later
  charge_id uuid references charges,
  order_id uuid references orders,
  -- a credit note: the refund, and the invoice that it corrects
  refund_id uuid references refunds,
  corrects_id uuid references invoices,
  issued_at timestamptz not null,
  due_at timestamptz,
  currency char(3) not null,
  net_minor integer not null check (net_minor >= 0),
  tax_minor integer not null check (tax_minor >= 0),
  total_minor integer not null check (total_minor >= 0),
  credit_minor integer not null default 0 check (credit_minor >= 0),
  tax_rate_bp integer not null,
  tax_added boolean not null,
  -- as the country calls it, when it was issued
  tax_name text not null,
  country char(2),
  language text not null,
  -- Frozen as they were: who sells, who buys (only what they asked to be on it), what for.
  seller jsonb not null,
  buyer jsonb not null,
  lines jsonb not null,
  unique (series_id, number),
  check (total_minor = net_minor + tax_minor),
  check ((kind = 'credit_note') = (corrects_id is not null)),
  check ((kind = 'credit_note') = (refund_id is not null)),
  check (charge_id is not null or order_id is not null)
);
create unique index invoices_charge on invoices (charge_id) where kind = 'invoice' and charge_id is not null;
create unique index invoices_order on invoices (order_id) where kind = 'invoice' and order_id is not null;
create unique index invoices_refund on invoices (refund_id) where refund_id is not null;
create index invoices_person on invoices (person_key, issued_at);
create index invoices_provider on invoices (provider_id, issued_at);
create index invoices_corrects on invoices (corrects_id) where corrects_id is not null;
create trigger invoices_append_only before update or delete on invoices for each statement execute function forbid_change();
create trigger invoices_kept before truncate on invoices for each statement execute function forbid_change();

-- A number follows the one before it, and is the one that the series says.
create function invoices_follow() returns trigger language plpgsql as $$
declare last integer;
begin
  select last_number into strict last from invoice_series where id = new.series_id for update;
  if new.number <> last
     or new.number <> 1 + coalesce((select max(number) from invoices where series_id = new.series_id), 0) then
    raise exception 'invoice % refused: the next number of its series is another', new.label
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger invoices_without_gap before insert on invoices for each row execute function invoices_follow();

-- A series goes up by one, and only by an invoice.
create function invoice_series_rise() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.last_number = old.last_number + 1
     and (new.id, new.provider_id, new.kind, new.simulated, new.prefix) = (old.id, old.provider_id, old.kind, old.simulated, old.prefix) then
    return new;
  end if;
  raise exception 'an invoice series goes up by one' using errcode = 'integrity_constraint_violation';
end $$;
create trigger invoice_series_rises before update or delete on invoice_series for each row execute function invoice_series_rise();
create function invoice_number_is_used() returns trigger language plpgsql as $$
begin
  if new.last_number > 0 and not exists (select 1 from invoices where series_id = new.id and number = new.last_number) then
    raise exception 'an invoice number was taken and not used' using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
create constraint trigger invoice_series_used after insert or update on invoice_series deferrable initially deferred
  for each row execute function invoice_number_is_used();
