-- Divisions and organs that merge: what stood under the old code counts under the new one, or under its own, as it is asked.

-- The code under which a region that was valid on `from_day` stands on `to_day`. Forward it follows successors; backward it is itself where it
-- stood already, else its only predecessor of that day; null where several were merged and the code alone cannot tell.
create function place.on_basis(region_code text, from_day date, to_day date) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  at_code text := region_code;
  following place.region;
  before text[];
begin
  if to_day >= from_day then
    for step in 1 .. 20 loop
      select * into following from place.region where code = at_code;
      exit when following.code is null or following.successor is null or following.valid_to is null or following.valid_to > to_day;
      at_code := following.successor;
    end loop;
    return at_code;
  end if;
  for step in 1 .. 20 loop
    select * into following from place.region where code = at_code;
    if following.code is null or following.valid_from <= to_day then
      return following.code;
    end if;
    select array_agg(code) into before from place.region where successor = at_code;
    if before is null or cardinality(before) <> 1 then
      return null;
    end if;
    at_code := before[1];
  end loop;
  return null;
end $$;

-- Of an organ, in the same way: an enterprise is an organ under its own id.
create function organ.on_basis(organ_id uuid, to_day date) returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  at_id uuid := organ_id;
  next_id uuid;
begin
  for step in 1 .. 20 loop
    select successor into next_id from organ.organ where id = at_id and successor is not null and valid_to is not null and valid_to <= to_day;
    exit when next_id is null;
    at_id := next_id;
  end loop;
  return at_id;
end $$;

-- Whoever supervises the successor sees what stands under the code that ended.
create or replace function identity.scopes_of(region_code text, parties uuid[]) returns setof text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select 'r:' || unnest(path) from place.region where code = region_code
  union
  select 'r:' || unnest(s.path) from place.region r join place.region s on s.code = r.successor
    where r.code = region_code and r.valid_to is not null
  union
  select 'o:' || party from unnest(parties) as party where party is not null
$$;
create function place.succeed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.successor is not null and new.valid_to is not null
      and (new.successor, new.valid_to) is distinct from (old.successor, old.valid_to) then
    insert into identity.visible_to (scope, row_id)
      select 'r:' || up, v.row_id from identity.visible_to v, place.region s, unnest(s.path) as up
      where v.scope = 'r:' || new.code and s.code = new.successor
      on conflict do nothing;
  end if;
  return null;
end $$;
create trigger succeed after update on place.region for each row execute function place.succeed();

create schema merge;
grant usage on schema merge to saihan_actor, saihan_system;

-- Two rows that are one thing (duplicate), or a firm that goes on in another (succession). Undone, it leaves everything as it was.
create table merge.merge (
  id uuid primary key,
  register text not null,
  kind text not null check (kind in ('duplicate', 'succession')),
  survivor uuid not null,
  loser uuid not null,
  survivor_name text not null,
  loser_name text not null,
  -- versions on both sides right after the merge, and of what history has the image before
  survivor_version int not null,
  loser_version int not null,
  -- fields that the survivor took from the other
  taken text[] not null default '{}',
  from_day date,
  reason text not null,
  moved int not null default 0,
  by_id text not null,
  by_name text not null,
  at timestamptz not null default now(),
  undone_at timestamptz,
  undone_by text,
  undo jsonb
);
create index merge_survivor on merge.merge (survivor);
create index merge_loser on merge.merge (loser);
select identity.protect_child('merge.merge', 'survivor');

-- Every reference that was turned from the loser to the survivor.
create table merge.moved (
  merge uuid not null references merge.merge,
  table_name text not null,
  column_name text not null,
  row_key text not null,
  primary key (merge, table_name, column_name, row_key)
);
select identity.system_only('merge.moved');

-- Pairs that somebody has looked at and found to be two.
create table merge.distinct_pair (
  id uuid primary key,
  register text not null,
  one uuid not null,
  other uuid not null,
  reason text not null,
  by_name text not null,
  at timestamptz not null default now(),
  unique (one, other),
  check (one < other)
);
select identity.protect_child('merge.distinct_pair', 'one');

-- Official forms: a dated workbook with the cells that carry what.
create table import.form (
  id uuid primary key,
  register text not null,
  title text not null,
  edition text not null,
  valid_from date not null,
  valid_to date,
  source text not null,
  verified boolean not null default false,
  file_hash text not null,
  file_name text not null,
  map jsonb not null,
  created_at timestamptz not null default now(),
  created_by text not null
);
create index form_register on import.form (register, valid_from);
select identity.open_to_all('import.form');
alter table import.import add constraint import_form foreign key (form) references import.form;
