-- Protected ground is cut into larger pieces than covers: fewer patches then lie over a cut and have to be joined again, which costs more than
-- the corners of one piece (docs/decisions/0015).
create function conservation.pieces_of(outline geometry, most int) returns setof geometry language sql immutable parallel safe as $$
  with part as (select geom from st_dump(st_collectionextract(outline, 3)) where not st_isempty(geom))
  select geom from part where st_npoints(geom) <= most
  union all
  select (st_dump(st_collectionextract(piece, 3))).geom from part, st_subdivide(geom, most, 0.001) as piece where st_npoints(geom) > most
$$;
create or replace function conservation.keep_pieces() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  now_row jsonb := to_jsonb(new) - 'area';
begin
  if tg_op = 'UPDATE' and new.area is not distinct from old.area and new.region = old.region
      and (new.retired_at is null) = (old.retired_at is null) and now_row -> 'valid' is not distinct from to_jsonb(old) -> 'valid' then
    return null;
  end if;
  delete from conservation.protected_piece where unit = new.id;
  if new.retired_at is null then
    insert into conservation.protected_piece (unit, seq, kind, region, valid, plane)
      select new.id, row_number() over (), tg_argv[0], new.region,
        daterange((now_row ->> 'valid_from')::date, (now_row ->> 'valid_to')::date), piece
      from conservation.pieces_of(conservation.to_plane(new.area), 512) as piece where st_area(piece) > 0;
  end if;
  return null;
end $$;

-- What a run has just staged is counted, so that the engine plans the next step for what is there and not for an empty table.
create function conservation.count_staged() returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  analyze conservation.run_piece;
  analyze conservation.run_hit;
  analyze conservation.finding;
end $$;
revoke all on function conservation.count_staged() from public;
grant execute on function conservation.count_staged() to saihan_system;
