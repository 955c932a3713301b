-- Encroachment: the pieces that covers, lines, zones and approved projects are overlaid by, the runs and what each of them found.
-- The plane of these geometries is that of domains/conservation/plane.ts: equal-area, metres, on a grid of one millimetre. Overlays of it name
-- that grid, since one without may break off half-way, and the embedded engine with it.
create function conservation.to_plane(outline geometry) returns geometry language sql immutable parallel safe as $$
  select st_reduceprecision(st_transform(st_segmentize(outline, 0.002),
    '+proj=aea +lat_1=40 +lat_2=50 +lat_0=0 +lon_0=110 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs'), 0.001)
$$;
create function conservation.from_plane(outline geometry) returns geometry language sql immutable parallel safe as $$
  select st_transform(outline,
    '+proj=aea +lat_1=40 +lat_2=50 +lat_0=0 +lon_0=110 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs', 4490)
$$;
-- Polygons of at most 256 corners: an index finds them, and an overlay of two is cheap.
create function conservation.pieces_of(outline geometry) returns setof geometry language sql immutable parallel safe as $$
  with part as (select geom from st_dump(st_collectionextract(outline, 3)) where not st_isempty(geom))
  select geom from part where st_npoints(geom) <= 256
  union all
  select (st_dump(st_collectionextract(piece, 3))).geom from part, st_subdivide(geom, 256, 0.001) as piece where st_npoints(geom) > 256
$$;

create table conservation.cover_piece (
  layer uuid not null references conservation.cover_layer,
  seq int not null,
  class text not null,
  plane geometry(Polygon) not null,
  primary key (layer, seq)
);
create index cover_piece_plane on conservation.cover_piece using gist (layer, plane);
create index cover_piece_class on conservation.cover_piece (layer, class, seq);
select identity.protect_child('conservation.cover_piece', 'layer');
grant delete on conservation.cover_piece to saihan_system;

-- Derived from red lines, zones and approved projects whoever writes them.
create table conservation.protected_piece (
  unit uuid not null,
  seq int not null,
  kind text not null check (kind in ('red-line', 'zone', 'project')),
  region text not null,
  valid daterange not null,
  plane geometry(Polygon) not null,
  primary key (unit, seq)
);
create index protected_piece_plane on conservation.protected_piece using gist (plane);
select identity.system_only('conservation.protected_piece');

create function conservation.keep_pieces() returns trigger
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
      from conservation.pieces_of(conservation.to_plane(new.area)) as piece where st_area(piece) > 0;
  end if;
  return null;
end $$;
create trigger keep_pieces after insert or update on conservation.red_line
  for each row execute function conservation.keep_pieces('red-line');
create trigger keep_pieces after insert or update on conservation.zone
  for each row execute function conservation.keep_pieces('zone');
create trigger keep_pieces after insert or update on conservation.project
  for each row execute function conservation.keep_pieces('project');

create table conservation.run (
  id uuid primary key,
  version int not null default 1,
  region text not null references place.region,
  from_layer uuid not null references conservation.cover_layer,
  to_layer uuid not null references conservation.cover_layer,
  parameters jsonb not null,
  -- which rules, weights and classifications were in force
  editions jsonb not null,
  state text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  step text not null default '',
  done int not null default 0,
  total int not null default 0,
  requested_at timestamptz not null,
  requested_by text not null,
  requested_name text not null,
  started_at timestamptz,
  finished_at timestamptz,
  -- who works on it, and until when he is believed to live
  lease uuid,
  lease_until timestamptz,
  cancel_at timestamptz,
  result jsonb,
  digest text,
  problem text,
  sample boolean not null default false,
  check (from_layer <> to_layer)
);
create index run_requested on conservation.run (requested_at desc, id);
create index run_waiting on conservation.run (requested_at) where state in ('queued', 'running');
select identity.protect('conservation.run', 'region', array[]::text[]);

-- Staged by a run and emptied by it: nothing here counts until the run is committed.
create table conservation.run_piece (
  run uuid not null references conservation.run,
  piece int not null,
  part int not null,
  from_class text not null,
  to_class text not null,
  activity text not null,
  cut boolean not null,
  finding int,
  plane geometry(Polygon) not null,
  primary key (run, piece, part)
);
create index run_piece_finding on conservation.run_piece (run, finding);
create table conservation.run_hit (
  run uuid not null references conservation.run,
  piece int not null,
  unit uuid not null,
  kind text not null,
  square_metres float8 not null,
  primary key (run, piece, unit)
);
select identity.system_only('conservation.run_piece'), identity.system_only('conservation.run_hit');
grant delete on conservation.run_piece, conservation.run_hit to saihan_system;

-- Every patch that a run found, and what became of it: also why it is no clue.
create table conservation.finding (
  run uuid not null references conservation.run,
  seq int not null,
  activity text not null,
  from_class text not null,
  to_class text not null,
  cut boolean not null,
  -- inside the line, before and after strips and approved projects were taken off
  found_metres float8 not null,
  approved_metres float8 not null default 0,
  square_metres float8 not null,
  red_line uuid,
  zone uuid,
  reserve uuid,
  zone_kind text,
  region text,
  verdict text,
  disposition text not null default 'found'
    check (disposition in ('found', 'strip', 'approved', 'allowed', 'small', 'new', 'seen', 'recurred')),
  clue uuid,
  hectares numeric,
  severity numeric,
  terms jsonb,
  plane geometry,
  area geometry(MultiPolygon, 4490),
  primary key (run, seq)
);
create index finding_clue on conservation.finding (clue);
select identity.protect_child('conservation.finding', 'run');
grant delete on conservation.finding to saihan_system;

-- The outline of a clue in the plane, as it was last seen.
create table conservation.clue_shape (
  clue uuid primary key references conservation.clue,
  activity text not null,
  plane geometry not null
);
create index clue_shape_plane on conservation.clue_shape using gist (plane);
select identity.protect_child('conservation.clue_shape', 'clue');

-- Each later image that covers a clue, and whether it shows it.
create table conservation.sighting (
  clue uuid not null references conservation.clue,
  layer uuid not null references conservation.cover_layer,
  run uuid not null references conservation.run,
  covered_on date not null,
  seen boolean not null,
  hectares numeric not null,
  iou numeric,
  primary key (clue, layer)
);
select identity.protect_child('conservation.sighting', 'clue');

-- Why a clue weighs what it weighs, term by term.
create table conservation.clue_basis (
  clue uuid primary key references conservation.clue,
  run uuid references conservation.run,
  severity jsonb not null
);
select identity.protect_child('conservation.clue_basis', 'clue');

create table conservation.clue_number (
  region text not null,
  year int not null,
  last int not null,
  primary key (region, year)
);
select identity.system_only('conservation.clue_number');

-- 部下发线索批次: the ministry's table as it came, and how each of its rows was answered.
create table conservation.batch (
  id uuid primary key,
  version int not null default 1,
  region text not null references place.region,
  number text not null,
  issued_on date not null,
  due_on date,
  columns text[] not null,
  mapping jsonb not null,
  file_hash text,
  rows int not null,
  created_at timestamptz not null,
  created_by text not null,
  created_name text not null,
  sample boolean not null default false
);
create unique index batch_number_unique on conservation.batch (number);
select identity.protect('conservation.batch', 'region', array[]::text[]);

create table conservation.batch_row (
  batch uuid not null references conservation.batch,
  position int not null,
  cells text[] not null,
  ministry_number text not null,
  outcome text not null check (outcome in ('matched', 'new', 'unmatched')),
  clue uuid references conservation.clue,
  problem text,
  primary key (batch, position)
);
create index batch_row_clue on conservation.batch_row (clue);
select identity.protect_child('conservation.batch_row', 'batch');
