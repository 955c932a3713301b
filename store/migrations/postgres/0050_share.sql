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

-- Who sees the rows of a statement is written in one statement: for each place and set of parties among them once, however many rows there are.
create or replace function identity.keep_visible() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  columns text := (select string_agg(format('%1$I', name), ',') from unnest(string_to_array(tg_argv[1], ',')) as name where name <> '');
  key text := format('%I as region, array[%s]::uuid[] as parties', tg_argv[0], coalesce(columns, ''));
  rows text := format('select id, %s from new_rows', key);
begin
  if tg_op = 'UPDATE' then
    rows := format('select n.* from (%1$s) n join (select id, %2$s from old_rows) o using (id)
      where (n.region, n.parties) is distinct from (o.region, o.parties)', rows, key);
    execute format('delete from identity.visible_to v using (%s) n where v.row_id = n.id
      and v.scope not in (select identity.scopes_of(n.region, n.parties))
      and v.scope not in (select ''o:'' || organ from identity.share where row_id = n.id)', rows);
  end if;
  execute format('with rows as (%s)
    insert into identity.visible_to (scope, row_id)
      select scope, id from (select distinct region, parties from rows) place, identity.scopes_of(region, parties) as scope,
        lateral (select id from rows where rows.region = place.region and rows.parties = place.parties) within
      on conflict do nothing', rows);
  return null;
end $$;

create function identity.watch_visible(target regclass, region_column text, party_list text) returns void language plpgsql as $$
begin
  execute format('create trigger keep_visible after insert on %s referencing new table as new_rows
    for each statement execute function identity.keep_visible(%L, %L)', target, region_column, party_list);
  execute format('create trigger keep_visible_moved after update on %s referencing old table as old_rows new table as new_rows
    for each statement execute function identity.keep_visible(%L, %L)', target, region_column, party_list);
end $$;

create or replace function identity.protect(target regclass, region_column text, party_columns text[]) returns void
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
  perform identity.watch_visible(target, region_column, array_to_string(party_columns, ','));
end $$;

-- the tables that were protected before
do $$
declare
  old record;
begin
  for old in select tgrelid::regclass as target, string_to_array(encode(tgargs, 'escape'), '\000') as args
      from pg_trigger where tgname = 'keep_visible' loop
    execute format('drop trigger keep_visible on %s', old.target);
    perform identity.watch_visible(old.target, old.args[1], old.args[2]);
  end loop;
end $$;

-- 林草, 自然资源, 水利, 公安 and others that the environment departments work with.
alter table organ.organ drop constraint organ_kind_check;
alter table organ.organ add constraint organ_kind_check
  check (kind in ('department', 'bureau', 'branch', 'station', 'park', 'enterprise', 'partner'));
alter table organ.organ add column duty text
  check (duty in ('forestry', 'resources', 'water', 'police', 'procurator', 'other'));
