-- AB 角: a person lets a colleague act in their name for a time. What the colleague may do is what the person may do, never more.
create table identity.delegation (
  id uuid primary key,
  -- in whose name
  principal uuid not null references identity.person,
  -- who acts
  delegate uuid not null references identity.person,
  valid_from timestamptz not null,
  valid_to timestamptz not null,
  reason text not null,
  given_at timestamptz not null,
  given_by text not null,
  given_by_name text not null,
  ended_at timestamptz,
  ended_by_name text,
  end_reason text,
  check (principal <> delegate),
  check (valid_from < valid_to)
);
create index delegation_delegate on identity.delegation (delegate, valid_to);
create index delegation_principal on identity.delegation (principal, valid_to);
select identity.system_only('identity.delegation');

-- The items of a person who leaves, handed to another in one act.
create table identity.hand_over (
  id uuid primary key,
  leaver uuid not null references identity.person,
  successor uuid not null references identity.person,
  reason text not null,
  disabled boolean not null,
  -- what was handed over: kind, id, number of each item
  items jsonb not null,
  at timestamptz not null,
  by_person text not null,
  by_name text not null
);
create index hand_over_at on identity.hand_over (at desc, id);
select identity.system_only('identity.hand_over');

-- Filters that a person keeps for a list.
create table identity.saved_filter (
  id uuid primary key,
  person uuid not null references identity.person,
  list text not null,
  name text not null,
  filters jsonb not null,
  at timestamptz not null,
  retired_at timestamptz
);
create unique index saved_filter_name on identity.saved_filter (person, list, name) where retired_at is null;
alter table identity.saved_filter enable row level security;
alter table identity.saved_filter force row level security;
create policy system_all on identity.saved_filter to saihan_system using (true) with check (true);
create policy owner_all on identity.saved_filter to saihan_owner using (true) with check (true);
create policy own on identity.saved_filter to saihan_actor
  using (person::text = current_setting('saihan.actor', true)) with check (person::text = current_setting('saihan.actor', true));
grant select, insert, update on identity.saved_filter to saihan_actor, saihan_system;
