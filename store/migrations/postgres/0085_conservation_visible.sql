-- A run makes thousands of clues in one statement: who sees them is written in one statement too, and not for each row with all its outlines as
-- text. The rule is that of identity.keep_visible for a table without parties: the scopes of the row's region, and of those it was shared with.
create function conservation.show_clues() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into identity.visible_to (scope, row_id)
    select scope, n.id from (select distinct region from new_rows) d, identity.scopes_of(d.region, '{}') as scope, new_rows n
    where n.region = d.region
    on conflict do nothing;
  return null;
end $$;
create function conservation.move_clues() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from identity.visible_to v using new_rows n, old_rows o
    where n.id = o.id and n.region <> o.region and v.row_id = n.id
      and v.scope not in (select identity.scopes_of(n.region, '{}'))
      and v.scope not in (select 'o:' || s.organ from identity.share s where s.row_id = n.id);
  insert into identity.visible_to (scope, row_id)
    select scope, n.id from new_rows n join old_rows o on o.id = n.id and o.region <> n.region,
      identity.scopes_of(n.region, '{}') as scope
    on conflict do nothing;
  return null;
end $$;
drop trigger keep_visible on conservation.clue;
create trigger keep_visible after insert on conservation.clue referencing new table as new_rows
  for each statement execute function conservation.show_clues();
create trigger keep_visible_moved after update on conservation.clue referencing new table as new_rows old table as old_rows
  for each statement execute function conservation.move_clues();
