-- Who may see what. Everything later stands on these functions: a protected table is invisible unless a scope of the reader says otherwise.
create schema identity;
create schema history;
create schema place;
create schema organ;
create schema audit;
grant usage on schema identity, history, place, organ, audit to saihan_actor, saihan_system;

-- Scopes of the transaction's claims; empty when nobody set any, so that every policy fails closed.
create function identity.scopes() returns text[] language sql stable as $$
  select coalesce(string_to_array(nullif(current_setting('saihan.scopes', true), ''), ','), '{}'::text[])
$$;

create table identity.visible_to (
  scope text not null,
  row_id uuid not null,
  primary key (scope, row_id)
);
create index visible_to_row on identity.visible_to (row_id);
grant select on identity.visible_to to saihan_actor, saihan_system;

create table place.region (
  code text primary key check (code ~ '^[0-9]{6}$'),
  name text not null,
  level text not null check (level in ('region', 'league', 'banner')),
  parent text references place.region,
  -- the code itself and all ancestors
  path text[] not null,
  reporting_unit boolean not null default false,
  statistical boolean not null default false,
  valid_from date not null default '1949-10-01',
  valid_to date,
  successor text references place.region,
  source text not null
);

-- Every scope that a row at `region_code` with these parties is visible to.
create function identity.scopes_of(region_code text, parties uuid[]) returns setof text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select 'r:' || unnest(path) from place.region where code = region_code
  union
  select 'o:' || party from unnest(parties) as party where party is not null
$$;

create function identity.keep_visible() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  now_row jsonb := to_jsonb(new);
  region_code text := now_row ->> tg_argv[0];
  parties uuid[];
begin
  select array_agg((now_row ->> name)::uuid) into parties
    from unnest(string_to_array(tg_argv[1], ',')) as name where name <> '' and now_row ->> name is not null;
  if tg_op = 'UPDATE' then
    delete from identity.visible_to where row_id = new.id
      and scope not in (select identity.scopes_of(region_code, coalesce(parties, '{}')));
  end if;
  insert into identity.visible_to (scope, row_id)
    select scope, new.id from identity.scopes_of(region_code, coalesce(parties, '{}')) as scope
    on conflict do nothing;
  return null;
end $$;

-- A person may only write a row that would be visible to that person.
create function identity.may_place(region_code text, parties uuid[]) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from identity.scopes_of(region_code, parties) as scope where scope = any (identity.scopes()))
$$;

create function identity.protect(target regclass, region_column text, party_columns text[]) returns void
language plpgsql as $$
declare
  party_list text := coalesce((select string_agg(format('%I', name), ', ') from unnest(party_columns) as name), '');
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy system_all on %s to saihan_system using (true) with check (true)', target);
  execute format('create policy owner_all on %s to saihan_owner using (true) with check (true)', target);
  execute format('create policy actor_read on %s for select to saihan_actor using (id in (
    select row_id from identity.visible_to where scope = any (identity.scopes())))', target);
  execute format('create policy actor_insert on %s for insert to saihan_actor with check (
    identity.may_place(%I, array[%s]::uuid[]))', target, region_column, party_list);
  execute format('create policy actor_update on %s for update to saihan_actor using (id in (
    select row_id from identity.visible_to where scope = any (identity.scopes()))) with check (
    identity.may_place(%I, array[%s]::uuid[]))', target, region_column, party_list);
  execute format('grant select, insert, update on %s to saihan_actor, saihan_system', target);
  execute format('create trigger keep_visible after insert or update on %s for each row
    execute function identity.keep_visible(%L, %L)', target, region_column, array_to_string(party_columns, ','));
end $$;

create function identity.protect_child(target regclass, parent_column text) returns void
language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy system_all on %s to saihan_system using (true) with check (true)', target);
  execute format('create policy owner_all on %s to saihan_owner using (true) with check (true)', target);
  execute format('create policy actor_all on %s to saihan_actor using (%I in (
    select row_id from identity.visible_to where scope = any (identity.scopes()))) with check (%I in (
    select row_id from identity.visible_to where scope = any (identity.scopes())))', target, parent_column, parent_column);
  execute format('grant select, insert, update on %s to saihan_actor, saihan_system', target);
end $$;

create function identity.open_to_all(target regclass) returns void language plpgsql as $$
begin
  execute format('grant select on %s to saihan_actor', target);
  execute format('grant select, insert, update on %s to saihan_system', target);
end $$;

create function identity.system_only(target regclass) returns void language plpgsql as $$
begin
  execute format('grant select, insert, update on %s to saihan_system', target);
end $$;

-- Recorded history: the image before each change, with who changed it and why. Nothing is deleted.
create function history.record() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  names text;
  vals text;
begin
  if tg_op = 'DELETE' then
    raise exception 'rows of %.% are never deleted', tg_table_schema, tg_table_name using errcode = '0A000';
  end if;
  -- by name: a column added later stands at another place in the history table
  select string_agg(format('%I', attname), ', '), string_agg(format('($1).%I', attname), ', ') into names, vals
    from pg_attribute where attrelid = tg_relid and attnum > 0 and not attisdropped;
  execute format('insert into %I.%I (%s, recorded_to, changed_by, change_reason) select %s, clock_timestamp(), $2, $3',
      tg_table_schema, tg_table_name || '_history', names, vals)
    using old, current_setting('saihan.actor', true), nullif(current_setting('saihan.reason', true), '');
  return new;
end $$;

create function history.keep(target regclass) returns void language plpgsql as $$
declare
  schema_name text;
  table_name text;
begin
  select n.nspname, c.relname into schema_name, table_name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = target;
  execute format('create table %I.%I (like %s, recorded_to timestamptz not null, changed_by text, change_reason text)',
    schema_name, table_name || '_history', target);
  execute format('create index on %I.%I (id, recorded_to)', schema_name, table_name || '_history');
  execute format('select identity.protect_child(%L, %L)', format('%I.%I', schema_name, table_name || '_history'), 'id');
  execute format('create trigger keep_history before update or delete on %s for each row execute function history.record()', target);
end $$;

select identity.open_to_all('place.region');

create table organ.organ (
  id uuid primary key,
  name text not null,
  kind text not null check (kind in ('department', 'bureau', 'branch', 'station', 'park', 'enterprise')),
  region text not null references place.region,
  parent uuid references organ.organ,
  valid_from date not null default current_date,
  valid_to date,
  successor uuid references organ.organ,
  sample boolean not null default false
);
create index organ_region on organ.organ (region);
select identity.open_to_all('organ.organ');

create table identity.person (
  id uuid primary key,
  username text not null unique,
  name text not null,
  organ uuid not null references organ.organ,
  password_hash text,
  failures int not null default 0,
  locked_until timestamptz,
  disabled_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  sample boolean not null default false
);
-- Sign-in by another provider (unified identity, CA, WeChat work …) is a row here, not a column there.
create table identity.user_identity (
  provider text not null,
  subject text not null,
  person uuid not null references identity.person,
  linked_at timestamptz not null default now(),
  primary key (provider, subject)
);
create table identity."grant" (
  id uuid primary key,
  person uuid not null references identity.person,
  role text not null,
  organ uuid not null references organ.organ,
  regions text[] not null default '{}',
  valid_from timestamptz not null default now(),
  valid_to timestamptz,
  granted_by text not null,
  reason text
);
create index grant_person on identity."grant" (person);
create table identity.session (
  token_hash text primary key,
  csrf text not null,
  person uuid not null references identity.person,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  peer text
);
create table identity.idempotency (
  actor text not null,
  key text not null,
  route text not null,
  request_hash text not null,
  status int not null,
  reply jsonb,
  at timestamptz not null default now(),
  primary key (actor, key)
);
select identity.system_only('identity.person'), identity.system_only('identity.user_identity'),
  identity.system_only('identity."grant"'), identity.system_only('identity.session'), identity.system_only('identity.idempotency');
grant delete on identity.session, identity.idempotency to saihan_system;
-- a person's requests are their own: nobody reads the answers given to another
alter table identity.idempotency enable row level security;
create policy system_all on identity.idempotency to saihan_system using (true) with check (true);
create policy own on identity.idempotency to saihan_actor
  using (actor = current_setting('saihan.actor', true)) with check (actor = current_setting('saihan.actor', true));
grant select, insert, update on identity.idempotency to saihan_actor;

create table audit.line (
  id uuid primary key,
  seq bigint generated always as identity unique,
  at timestamptz not null,
  actor text not null,
  actor_name text not null,
  act text not null,
  object text not null,
  detail jsonb not null,
  peer text,
  request text,
  -- SM3 over the canonical text of this line; the sealer chains these
  hash text not null,
  xid xid8 not null default pg_current_xact_id()
);
create index audit_line_actor on audit.line (actor, seq);
create index audit_line_object on audit.line (object);
grant insert on audit.line to saihan_actor;
grant select, insert on audit.line to saihan_system;
