-- Cases have an assignee, sub-cases, organs that were asked to help or to agree, and a definition that stands as a row.
alter table "case"."case"
  add column assignee uuid,
  add column assignee_name text,
  add column parent uuid references "case"."case",
  add column opened_by text,
  add column opened_by_name text,
  -- the state from which the present one was entered: what is suspended goes back there
  add column previous_state text,
  -- 督办: since when, and by which organ above the handling one
  add column supervised_at timestamptz,
  add column supervised_by uuid references organ.organ;
alter table "case".case_history
  add column assignee uuid,
  add column assignee_name text,
  add column parent uuid,
  add column opened_by text,
  add column opened_by_name text,
  add column previous_state text,
  add column supervised_at timestamptz,
  add column supervised_by uuid;
update "case"."case" as c set opened_by = e.actor, opened_by_name = e.actor_name
  from "case".event as e where e.case_id = c.id and e.act = 'open';
create index case_parent on "case"."case" (parent) where parent is not null;
create index case_assignee on "case"."case" (assignee) where category not in ('closed', 'void');

-- Who sees a case may move it on: an organ that was asked to help, or that gives a case back, is neither its place nor its party. What a
-- person may do is decided by the definition; this fence only keeps a case from being moved to where its mover does not see it.
create policy actor_update_seen on "case"."case" for update to saihan_actor
  using (id in (select row_id from identity.visible_to where scope = any (identity.scopes())))
  with check (id in (select row_id from identity.visible_to where scope = any (identity.scopes())));

-- 会办, 会签: organs beside the handling one. The handling organ leads.
create table "case".participant (
  id uuid primary key,
  case_id uuid not null references "case"."case",
  organ uuid not null references organ.organ,
  role text not null check (role in ('lead', 'supporter', 'countersigner')),
  -- agreed: a supporter takes it up, a countersigner agrees; done: a supporter has given what was asked
  state text not null check (state in ('asked', 'agreed', 'refused', 'done', 'withdrawn')),
  asked_for text,
  asked_at timestamptz not null,
  asked_by text not null,
  asked_by_name text not null,
  opinion text,
  -- who answered, and when
  person text,
  person_name text,
  at timestamptz
);
create index participant_case on "case".participant (case_id);
create unique index participant_once on "case".participant (case_id, organ, role) where state <> 'withdrawn';
create index participant_organ on "case".participant (organ, state);
select identity.protect_child('"case".participant', 'case_id'), history.keep('"case".participant');

-- The definition as it ran: a change of what it means needs a new version, and a version change a map of the states that cases hold.
create table "case".definition (
  id text not null,
  version int not null,
  hash text not null,
  -- states with category, and clocks
  content jsonb not null,
  first_run timestamptz not null,
  primary key (id, version)
);
select identity.open_to_all('"case".definition');

-- A person by id, for those who may give a case to somebody: accounts themselves are closed to them.
create function "case".person_named(of_person uuid, out name text, out organ uuid, out organ_name text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.name, p.organ, o.name from identity.person as p join organ.organ as o on o.id = p.organ
    where p.id = of_person and p.disabled_at is null
$$;
-- The people of an organ who hold a grant now, so that one can be chosen.
create function "case".people_of(of_organ uuid, at timestamptz) returns table (id uuid, name text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.id, p.name from identity.person as p
    where p.organ = of_organ and p.disabled_at is null and exists (select from identity."grant" as g
      where g.person = p.id and g.valid_from <= at and (g.valid_to is null or g.valid_to > at))
    order by p.name, p.id
$$;
revoke all on function "case".person_named(uuid), "case".people_of(uuid, timestamptz) from public;
grant execute on function "case".person_named(uuid), "case".people_of(uuid, timestamptz) to saihan_actor, saihan_system;
