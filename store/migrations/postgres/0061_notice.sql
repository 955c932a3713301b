-- What somebody is told: a person, or everybody who works in an organ. Told once for a key, kept, read by each person for themselves.
create schema notice;
grant usage on schema notice to saihan_actor, saihan_system;

create table notice.notice (
  id uuid primary key,
  -- the same happening is told once, however often it is said
  key text not null unique,
  person uuid references identity.person,
  organ uuid references organ.organ,
  title_zh text not null,
  title_en text not null,
  body_zh text,
  body_en text,
  -- where in the application it leads
  link text not null,
  about_kind text not null,
  about_id text not null,
  at timestamptz not null,
  check ((person is null) <> (organ is null))
);
create index notice_person on notice.notice (person, at desc, id) where person is not null;
create index notice_organ on notice.notice (organ, at desc, id) where organ is not null;
alter table notice.notice enable row level security;
alter table notice.notice force row level security;
create policy system_all on notice.notice to saihan_system using (true) with check (true);
create policy owner_all on notice.notice to saihan_owner using (true) with check (true);
create policy addressed on notice.notice for select to saihan_actor
  using ('p:' || person = any (identity.scopes()) or 'o:' || organ = any (identity.scopes()));
grant select on notice.notice to saihan_actor, saihan_system;

-- Who acts may tell anybody, and reads only what is told to them: the row is written here and nowhere else.
create function notice.give(notice jsonb) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  made uuid;
begin
  insert into notice.notice as n (id, key, person, organ, title_zh, title_en, body_zh, body_en, link, about_kind, about_id, at)
    select t.id, t.key, t.person, t.organ, t.title_zh, t.title_en, t.body_zh, t.body_en, t.link, t.about_kind, t.about_id, t.at
    from jsonb_to_record(give.notice) as t (id uuid, key text, person uuid, organ uuid, title_zh text, title_en text, body_zh text,
      body_en text, link text, about_kind text, about_id text, at timestamptz)
    on conflict (key) do nothing
    returning n.id into made;
  return made;
end $$;
revoke all on function notice.give(jsonb) from public;
grant execute on function notice.give(jsonb) to saihan_actor, saihan_system;

create table notice.read_mark (
  notice uuid not null references notice.notice,
  person uuid not null references identity.person,
  at timestamptz not null,
  primary key (notice, person)
);
alter table notice.read_mark enable row level security;
alter table notice.read_mark force row level security;
create policy system_all on notice.read_mark to saihan_system using (true) with check (true);
create policy owner_all on notice.read_mark to saihan_owner using (true) with check (true);
create policy own on notice.read_mark to saihan_actor
  using (person::text = current_setting('saihan.actor', true)) with check (person::text = current_setting('saihan.actor', true));
grant select, insert on notice.read_mark to saihan_actor, saihan_system;
