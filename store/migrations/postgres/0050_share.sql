-- A row may be shown to an organ that is neither its party nor above its place: a case that was passed on stays in its sender's sight.
create table identity.share (
  row_id uuid not null,
  organ uuid not null,
  reason text not null,
  at timestamptz not null default now(),
  primary key (row_id, organ)
);
select identity.system_only('identity.share');

-- Shares a row with an organ. Only who sees the row may; the platform always may.
create function identity.share_with(of_row uuid, to_organ uuid, because text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if current_setting('role', true) = 'saihan_actor' and not exists (
      select from identity.visible_to where row_id = of_row and scope = any (identity.scopes())) then
    raise exception 'only who sees a row may share it' using errcode = '42501';
  end if;
  insert into identity.share (row_id, organ, reason) values (of_row, to_organ, because) on conflict do nothing;
  insert into identity.visible_to (scope, row_id) values ('o:' || to_organ, of_row) on conflict do nothing;
end $$;
revoke all on function identity.share_with(uuid, uuid, text) from public;
grant execute on function identity.share_with(uuid, uuid, text) to saihan_actor, saihan_system;

create or replace function identity.keep_visible() returns trigger
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
      and scope not in (select identity.scopes_of(region_code, coalesce(parties, '{}')))
      and scope not in (select 'o:' || organ from identity.share where row_id = new.id);
  end if;
  insert into identity.visible_to (scope, row_id)
    select scope, new.id from identity.scopes_of(region_code, coalesce(parties, '{}')) as scope
    on conflict do nothing;
  return null;
end $$;

-- 林草, 自然资源, 水利, 公安 and others that the environment departments work with.
alter table organ.organ drop constraint organ_kind_check;
alter table organ.organ add constraint organ_kind_check
  check (kind in ('department', 'bureau', 'branch', 'station', 'park', 'enterprise', 'partner'));
alter table organ.organ add column duty text
  check (duty in ('forestry', 'resources', 'water', 'police', 'procurator', 'other'));
