-- Evidence: exhibits of a protected row (its owner: a case, a register row). What was brought is never changed and never replaced; a
-- redacted copy stands beside its original, under the same exhibit number; a withdrawn exhibit is crossed out and keeps its number.
create schema evidence;
grant usage on schema evidence to saihan_actor, saihan_system;

create table evidence.item (
  id uuid primary key,
  owner_kind text not null,
  owner uuid not null,
  -- 1, 2, 3 … of the owner, without gaps; copy 0 is the original, 1, 2 … are its redacted copies
  exhibit int not null check (exhibit > 0),
  copy int not null default 0 check (copy >= 0),
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  name text not null,
  media_type text not null,
  size bigint not null check (size > 0),
  kind text not null check (kind in ('photo', 'document', 'scan', 'video', 'sound', 'other')),
  -- what the device said
  taken_at timestamptz,
  device text,
  clock_offset_ms bigint,
  position geometry(Point, 4490),
  accuracy numeric check (accuracy >= 0),
  -- what the file itself says (EXIF)
  file_taken_at timestamptz,
  file_device text,
  file_position geometry(Point, 4490),
  note text,
  derived_from uuid references evidence.item,
  redaction text,
  recorded_at timestamptz not null,
  recorded_by text not null,
  recorded_by_name text not null,
  organ uuid,
  organ_name text,
  -- kept by trigger: an original that has a redacted copy in force
  covered boolean not null default false,
  disclosed_at timestamptz,
  disclosed_by_name text,
  withdrawn_at timestamptz,
  withdrawn_by_name text,
  withdrawn_reason text,
  unique (owner, exhibit, copy),
  check ((copy > 0) = (derived_from is not null)),
  check ((copy > 0) = (redaction is not null)),
  check ((withdrawn_at is null) = (withdrawn_reason is null))
);
-- nobody brings the same file to the same owner twice
create unique index item_once on evidence.item (owner, hash, organ) where withdrawn_at is null;
create index item_hash on evidence.item (hash);
create index item_derived on evidence.item (derived_from) where derived_from is not null;

-- 'officer', 'partner' or 'party': in what capacity the organ of the claims reads. Without an organ nothing more than a party sees.
create function evidence.reader() returns text language sql stable as $$
  select coalesce((select case kind when 'enterprise' then 'party' when 'partner' then 'partner' else 'officer' end
    from organ.organ where id = nullif(current_setting('saihan.organ', true), '')::uuid), 'party')
$$;
create function evidence.reader_organ() returns uuid language sql stable as $$
  select nullif(current_setting('saihan.organ', true), '')::uuid
$$;

select identity.protect_child('evidence.item', 'owner'), history.keep('evidence.item');
-- Who sees the owner sees its exhibits; but a party only what it gave itself and what was disclosed to it, and neither a party nor
-- another department the original of what was redacted.
create policy reader_sees on evidence.item as restrictive for select to saihan_actor using (
  organ = (select evidence.reader_organ()) or (select evidence.reader()) = 'officer'
  or (not covered and ((select evidence.reader()) = 'partner' or disclosed_at is not null)));
create policy reader_changes on evidence.item as restrictive for update to saihan_actor using (
  organ = (select evidence.reader_organ()) or (select evidence.reader()) = 'officer');

create function evidence.keep_item() returns trigger language plpgsql as $$
begin
  if (to_jsonb(new) - array['covered', 'disclosed_at', 'disclosed_by_name', 'withdrawn_at', 'withdrawn_by_name', 'withdrawn_reason'])
      is distinct from
     (to_jsonb(old) - array['covered', 'disclosed_at', 'disclosed_by_name', 'withdrawn_at', 'withdrawn_by_name', 'withdrawn_reason'])
     or (old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at)
     or (old.disclosed_at is not null and new.disclosed_at is distinct from old.disclosed_at) then
    raise exception 'an exhibit is never changed; bring another one, withdraw this one' using errcode = '0A000';
  end if;
  return new;
end $$;
create trigger keep_item before update on evidence.item for each row execute function evidence.keep_item();

create function evidence.keep_covered() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update evidence.item as o set covered = exists (
      select from evidence.item as c where c.derived_from = o.id and c.withdrawn_at is null)
    where o.id = new.derived_from and o.covered is distinct from exists (
      select from evidence.item as c where c.derived_from = o.id and c.withdrawn_at is null);
  return null;
end $$;
create trigger keep_covered after insert or update on evidence.item for each row when (new.derived_from is not null)
  execute function evidence.keep_covered();

-- Reached through the functions below alone.
create table evidence.counter (
  owner uuid primary key,
  last int not null
);

-- Lets one at a time add to an owner, until the transaction ends. Only who sees the owner may.
create function evidence.hold_owner(of_owner uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if current_setting('role', true) = 'saihan_actor' and not exists (
      select from identity.visible_to where row_id = of_owner and scope = any (identity.scopes())) then
    raise exception 'only who sees a row may add evidence to it' using errcode = '42501';
  end if;
  insert into evidence.counter as c (owner, last) values (of_owner, 0)
    on conflict (owner) do update set last = c.last;
end $$;
-- The next exhibit number of an owner; an exhibit that fails leaves no gap, because the number goes back with its transaction.
create function evidence.next_exhibit(of_owner uuid) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  given int;
begin
  perform evidence.hold_owner(of_owner);
  update evidence.counter set last = last + 1 where owner = of_owner returning last into given;
  return given;
end $$;
-- The next copy number of an original; the original stays locked until the transaction ends.
create function evidence.next_copy(of_item uuid) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  given int;
begin
  perform from evidence.item where id = of_item for update;
  select max(copy) + 1 into given from evidence.item where id = of_item or derived_from = of_item;
  return given;
end $$;
revoke all on function evidence.hold_owner(uuid), evidence.next_exhibit(uuid), evidence.next_copy(uuid) from public;
grant execute on function evidence.hold_owner(uuid), evidence.next_exhibit(uuid), evidence.next_copy(uuid) to saihan_actor, saihan_system;

-- Custody: the first look of a person at an exhibit on a civil day leaves an audit line; the rest of the day's looks do not.
create table evidence.look (
  item uuid not null references evidence.item,
  person uuid not null,
  day date not null,
  primary key (item, person, day)
);
alter table evidence.look enable row level security;
alter table evidence.look force row level security;
create policy system_all on evidence.look to saihan_system using (true) with check (true);
create policy own on evidence.look to saihan_actor
  using (person::text = current_setting('saihan.actor', true)) with check (person::text = current_setting('saihan.actor', true));
grant select, insert on evidence.look to saihan_actor, saihan_system;
