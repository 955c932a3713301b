-- Cases: something to be put right by someone by a date. A definition is TypeScript; its instances and their timeline stand here.
create schema "case";
grant usage on schema "case" to saihan_actor, saihan_system;

create table "case"."case" (
  id uuid primary key,
  definition text not null,
  -- an instance keeps the version of the definition that it began under
  definition_version int not null,
  -- given by the server only, without gaps for each organ and year
  number text not null unique,
  title text not null,
  state text not null,
  category text not null check (category in ('draft', 'open', 'waiting', 'decision', 'closed', 'void')),
  subject_kind text not null,
  subject_id uuid not null,
  subject_name text not null,
  -- what the case is about, e.g. the rule that opened it: one open case for each subject and concern
  concern text not null,
  region text not null references place.region,
  organ uuid not null references organ.organ,
  party uuid,
  opened_at timestamptz not null,
  due_at timestamptz,
  closed_at timestamptz,
  version int not null default 1,
  sample boolean not null default false,
  updated_at timestamptz not null,
  updated_by text not null,
  updated_by_name text not null
);
create unique index case_one_open on "case"."case" (definition, subject_id, concern) where category not in ('closed', 'void');
create index case_opened on "case"."case" (opened_at desc, id);
create index case_subject on "case"."case" (subject_id);
create index case_open_due on "case"."case" (due_at) where category not in ('closed', 'void');
select identity.protect('"case"."case"', 'region', array['organ', 'party']), history.keep('"case"."case"');

-- The timeline. Lines are added, never changed.
create table "case".event (
  id uuid primary key,
  case_id uuid not null references "case"."case",
  -- the version of the case that the act made
  version int not null,
  at timestamptz not null,
  actor text not null,
  actor_name text not null,
  organ_name text,
  act text not null,
  act_zh text not null,
  act_en text not null,
  from_state text,
  to_state text,
  note text,
  detail jsonb not null default '{}'
);
create index event_case on "case".event (case_id, at, id);
select identity.protect_child('"case".event', 'case_id');
revoke update on "case".event from saihan_actor, saihan_system;
create function "case".keep_event() returns trigger language plpgsql as $$
begin
  raise exception 'lines of a timeline are never changed' using errcode = '0A000';
end $$;
create trigger keep_event before update or delete on "case".event for each row execute function "case".keep_event();

-- How an organ signs its numbers: the code of its region, with -2, -3 … where several organs share one.
create table "case".organ_code (
  organ uuid primary key references organ.organ,
  code text not null unique
);
create table "case".number (
  organ uuid not null references organ.organ,
  definition text not null,
  year int not null,
  last int not null,
  primary key (organ, definition, year)
);

-- The next number of an organ and year. The row stays locked until the transaction ends, so that a failed opening leaves no gap.
create function "case".next_number(of_organ uuid, of_definition text, of_year int, out code text, out seq int)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  base text;
  n int := 1;
begin
  select c.code into code from "case".organ_code as c where c.organ = of_organ;
  if code is null then
    perform pg_advisory_xact_lock(7212031);
    select o.region into base from organ.organ as o where o.id = of_organ;
    code := base;
    while exists (select from "case".organ_code as c where c.code = next_number.code and c.organ <> of_organ) loop
      n := n + 1;
      code := base || '-' || n;
    end loop;
    insert into "case".organ_code (organ, code) values (of_organ, code) on conflict (organ) do nothing;
  end if;
  insert into "case".number as c (organ, definition, year, last) values (of_organ, of_definition, of_year, 1)
    on conflict (organ, definition, year) do update set last = c.last + 1
    returning c.last into seq;
end $$;
revoke all on function "case".next_number(uuid, text, int) from public;
grant execute on function "case".next_number(uuid, text, int) to saihan_actor, saihan_system;
