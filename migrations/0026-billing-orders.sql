-- Purchases: what was asked when buying, and that what was agreed stays as it was.
alter table orders
  -- the learner's answers at a purchase for themselves (intent, pace, self-check); they become the enrolment's
  add column asked jsonb not null default '{}',
  add column failure text,
  add check ((state in ('open')) = (settled_at is null));
-- One purchase for oneself at a time.
create unique index orders_once_open on orders (person_key, credential_id) where kind = 'once' and state = 'open';
create index orders_to_be_paid on orders (created_at, id) where state = 'open' and pays_by = 'invoice';

create function orders_stay() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE'
     and (new.id, new.kind, new.person_key, new.credential_id, new.provider_id, new.edition_id, new.quantity,
          new.unit_minor, new.currency, new.discount_minor, new.country, new.tax_rate_bp, new.tax_added, new.tax_minor,
          new.total_minor, new.pays_by, new.created_at, new.simulated)
       is not distinct from
         (old.id, old.kind, old.person_key, old.credential_id, old.provider_id, old.edition_id, old.quantity,
          old.unit_minor, old.currency, old.discount_minor, old.country, old.tax_rate_bp, old.tax_added, old.tax_minor,
          old.total_minor, old.pays_by, old.created_at, old.simulated)
     and (old.state = new.state or old.state = 'open' or (old.state = 'paid' and new.state = 'refunded')) then
    return new;
  end if;
  raise exception 'an order is settled once and never rewritten' using errcode = 'integrity_constraint_violation';
end $$;
create trigger orders_settled before update or delete on orders for each row execute function orders_stay();
