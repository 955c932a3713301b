-- What registers keep true by themselves: the history of rows without a place, and which row lies in which.
create schema register;
grant usage on schema register to saihan_actor, saihan_system;

-- History of a table that is open to all: everybody reads it too.
create function history.keep_open(target regclass) returns void language plpgsql as $$
begin
  perform history.keep(target);
  execute format('create policy everybody_reads on %s for select to saihan_actor using (true)',
    (select format('%I.%I', n.nspname, c.relname || '_history')
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = target));
end $$;
select history.keep_open('base.pollutant');

-- `field` of `holder` is the row of `target` in whose `area` the holder lies: for a point the smallest area that covers it, for an outline the
-- one it overlaps most. `places` are the holder's geometry columns, the most telling first. Kept true whoever writes either side, set-based;
-- the functions run as the owner, since a change may concern rows that its author does not see. Of dated targets those count that hold today.
create function register.keep_within(
  holder regclass, field text, places text[], target regclass, area text, dated boolean
) returns void language plpgsql as $outer$
declare
  -- names with their schema, whatever the search path says
  holder_name text := (select format('%I.%I', n.nspname, c.relname)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = holder);
  target_name text := (select format('%I.%I', n.nspname, c.relname)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = target);
  key text := replace(replace(holder_name, '.', '_'), '"', '') || '_' || field;
  -- eight hours ahead: the civil day
  in_force text := 't.retired_at is null' || case when dated
    then ' and t.valid @> (now() at time zone interval ''8 hours'')::date' else '' end;
  place text := (select format('coalesce(%s)', string_agg(format('h.%I', name), ', ')) from unnest(places) as name);
  new_place text := (select format('coalesce(%s)', string_agg(format('new.%I', name), ', ')) from unnest(places) as name);
  touched text := (select string_agg(
    format('select h.id from %s h join changed c on st_intersects(h.%I, c.%I)', holder_name, name, area), ' union ')
    from unnest(places) as name) || format(' union select h.id from %s h join changed c on h.%I = c.id', holder_name, field);
  rederive text;
begin
  execute format($f$
    create or replace function register.%1$I(place geometry) returns uuid
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $body$
    begin
      if place is null then return null; end if;
      if st_dimension(place) < 2 then
        return (select t.id from %2$s t where %4$s and st_covers(t.%3$I, place) order by t.%5$I, t.id limit 1);
      end if;
      return (select id from (
          select t.id, t.%5$I as size, st_area(st_intersection(t.%3$I, place, 1e-9)) as common
          from %2$s t where %4$s and st_intersects(t.%3$I, place)) met
        where common > 0 order by common desc, size, id limit 1);
    end $body$ $f$, key || '_of', target_name, area, in_force, area || '_hectares');
  execute format('revoke all on function register.%I(geometry) from public', key || '_of');
  execute format('comment on function register.%I(geometry) is %L', key || '_of',
    format('%s in %s.%s%s', array_to_string(places, ','), target_name, area, case when dated then ' dated' else '' end));

  execute format($f$
    create or replace function register.%1$I() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $body$
    begin
      new.%2$I := register.%3$I(%4$s);
      return new;
    end $body$ $f$, key || '_fill', field, key || '_of', new_place);
  execute format('drop trigger if exists %I on %s', 'within_' || field, holder_name);
  execute format('create trigger %I before insert or update on %s for each row execute function register.%I()',
    'within_' || field, holder_name, key || '_fill');

  rederive := format($f$
      update %1$s h set version = version + 1, updated_at = clock_timestamp(), updated_by = '系统'
        where h.id in (select id from touched) and h.%2$I is distinct from register.%3$I(%4$s)$f$,
    holder_name, field, key || '_of', place);
  execute format($f$
    create or replace function register.%1$I() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $body$
    declare
      reason text := current_setting('saihan.reason', true);
    begin
      perform set_config('saihan.reason', '所在区域有变动，自动重新判定', true);
      if tg_op = 'INSERT' then
        with changed as (select * from after_rows), touched as (%2$s) %3$s;
      else
        with changed as (
          -- where it was and where it is
          select n.* from after_rows n join before_rows o on o.id = n.id
            where n.%4$I is distinct from o.%4$I or (n.retired_at is null) <> (o.retired_at is null) %5$s
        ), touched as (%2$s) %3$s;
      end if;
      perform set_config('saihan.reason', coalesce(reason, ''), true);
      return null;
    end $body$ $f$, key || '_changed', touched, rederive, area, case when dated then 'or n.valid <> o.valid' else '' end);
  execute format('drop trigger if exists %I on %s', 'within_' || key || '_added', target_name);
  execute format('drop trigger if exists %I on %s', 'within_' || key || '_moved', target_name);
  execute format('create trigger %I after insert on %s referencing new table as after_rows
    for each statement execute function register.%I()', 'within_' || key || '_added', target_name, key || '_changed');
  execute format('create trigger %I after update on %s referencing old table as before_rows new table as after_rows
    for each statement execute function register.%I()', 'within_' || key || '_moved', target_name, key || '_changed');

  -- Time passes without anybody writing: what began or ended to hold on one of these days is looked at again.
  if dated then
    execute format($f$
      create or replace function register.%1$I(since date, until date) returns void
      language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $body$
      begin
        perform set_config('saihan.reason', '所在区域生效或失效，自动重新判定', true);
        with changed as (
          select * from %2$s t where t.valid_from between since and until or t.valid_to between since and until
        ), touched as (%3$s) %4$s;
      end $body$ $f$, key || '_due', target_name, touched, rederive);
    execute format('revoke all on function register.%I(date, date) from public', key || '_due');
    execute format('grant execute on function register.%I(date, date) to saihan_system', key || '_due');
  end if;

  -- what stands already
  execute format('update %1$s h set version = version + 1, updated_by = ''系统'' where h.%2$I is distinct from register.%3$I(%4$s)',
    holder_name, field, key || '_of', place);
end $outer$;
