-- The registers of domains/conservation, as declared there.

create schema conservation;

grant usage on schema conservation to saihan_actor, saihan_system;

create table conservation.clue (
  id uuid primary key,
  version integer not null default 1,
  region text not null references place.region,
  number text not null,
  activity text not null check (activity in ('construction', 'mining', 'road', 'reclamation', 'aquaculture', 'solar', 'wind', 'hydropower', 'tourism', 'logging', 'survey', 'research', 'restoration', 'dwelling', 'infrastructure', 'security', 'other')),
  hectares numeric not null,
  confidence text not null check (confidence in ('possible', 'confirmed', 'verified')),
  state text not null check (state in ('open', 'checking', 'problem', 'lawful', 'unfounded', 'closed')),
  severity numeric,
  zone_kind text not null check (zone_kind in ('core', 'general', 'red-line')),
  red_line uuid,
  reserve uuid,
  zone uuid,
  verdict text check (verdict in ('allowed', 'restricted', 'prohibited')),
  from_class text check (from_class in ('forest', 'shrub', 'grass', 'wetland', 'water', 'bare', 'cropland', 'built', 'mine', 'road', 'pond', 'solar', 'wind')),
  to_class text check (to_class in ('forest', 'shrub', 'grass', 'wetland', 'water', 'bare', 'cropland', 'built', 'mine', 'road', 'pond', 'solar', 'wind')),
  first_seen date not null,
  last_seen date not null,
  growth numeric,
  approved_share numeric,
  recurrences integer not null,
  origin text not null check (origin in ('run', 'ministry')),
  ministry_number text,
  case_id text,
  case_number text,
  area geometry(MultiPolygon,4490) not null,
  area_hectares numeric generated always as (round((st_area(area::geography) / 10000)::numeric, 4)) stored,
  area_center geometry(Point,4490) generated always as (st_pointonsurface(area)) stored,
  area_box geometry(Polygon,4490) generated always as (st_envelope(area)) stored,
  sample boolean not null default false,
  retired_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  created_by text not null,
  updated_at timestamp with time zone not null default now(),
  updated_by text not null
);
create index clue_region_idx on conservation.clue (region);
create index clue_red_line_idx on conservation.clue (red_line);
create index clue_reserve_idx on conservation.clue (reserve);
create index clue_zone_idx on conservation.clue (zone);
create index clue_area_idx on conservation.clue using gist (area);
create index clue_number_idx on conservation.clue using gin (number gin_trgm_ops);
create unique index clue_number_unique on conservation.clue (number) where retired_at is null;
select identity.protect('conservation.clue', 'region', array[]::text[]);
select history.keep('conservation.clue');

create table conservation.red_line (
  id uuid primary key,
  version integer not null default 1,
  region text not null references place.region,
  code text not null,
  name text not null,
  category text not null check (category in ('function', 'sensitive', 'reserve', 'other')),
  functional_type text check (functional_type in ('water', 'soil', 'biodiversity', 'sand', 'erosion', 'desertification')),
  document text,
  approved_on date,
  area geometry(MultiPolygon,4490) not null,
  area_hectares numeric generated always as (round((st_area(area::geography) / 10000)::numeric, 4)) stored,
  area_center geometry(Point,4490) generated always as (st_pointonsurface(area)) stored,
  area_box geometry(Polygon,4490) generated always as (st_envelope(area)) stored,
  sample boolean not null default false,
  retired_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  created_by text not null,
  updated_at timestamp with time zone not null default now(),
  updated_by text not null
);
create index red_line_region_idx on conservation.red_line (region);
create index red_line_area_idx on conservation.red_line using gist (area);
create index red_line_name_idx on conservation.red_line using gin (name gin_trgm_ops);
create unique index red_line_code_unique on conservation.red_line (code) where retired_at is null;
select identity.protect('conservation.red_line', 'region', array[]::text[]);
select history.keep('conservation.red_line');

create table conservation.marker (
  id uuid primary key,
  version integer not null default 1,
  region text not null references place.region,
  number text not null,
  kind text not null check (kind in ('post', 'monument', 'board')),
  red_line uuid,
  reserve uuid,
  location geometry(Point,4490) not null,
  state text not null check (state in ('intact', 'damaged', 'missing')),
  checked_on date,
  photo text,
  sample boolean not null default false,
  retired_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  created_by text not null,
  updated_at timestamp with time zone not null default now(),
  updated_by text not null
);
create index marker_region_idx on conservation.marker (region);
create index marker_red_line_idx on conservation.marker (red_line);
create index marker_reserve_idx on conservation.marker (reserve);
create index marker_location_idx on conservation.marker using gist (location);
create index marker_number_idx on conservation.marker using gin (number gin_trgm_ops);
create unique index marker_number_unique on conservation.marker (number) where retired_at is null;
select identity.protect('conservation.marker', 'region', array[]::text[]);
select history.keep('conservation.marker');

create table conservation.reserve (
  id uuid primary key,
  version integer not null default 1,
  region text not null references place.region,
  code text not null,
  name text not null,
  kind text not null check (kind in ('national-park', 'nature-reserve', 'nature-park')),
  level text not null check (level in ('national', 'regional', 'league', 'banner')),
  established date,
  document text,
  manager text,
  area geometry(MultiPolygon,4490) not null,
  area_hectares numeric generated always as (round((st_area(area::geography) / 10000)::numeric, 4)) stored,
  area_center geometry(Point,4490) generated always as (st_pointonsurface(area)) stored,
  area_box geometry(Polygon,4490) generated always as (st_envelope(area)) stored,
  sample boolean not null default false,
  retired_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  created_by text not null,
  updated_at timestamp with time zone not null default now(),
  updated_by text not null
);
create index reserve_region_idx on conservation.reserve (region);
create index reserve_area_idx on conservation.reserve using gist (area);
create index reserve_name_idx on conservation.reserve using gin (name gin_trgm_ops);
create unique index reserve_code_unique on conservation.reserve (code) where retired_at is null;
select identity.protect('conservation.reserve', 'region', array[]::text[]);
select history.keep('conservation.reserve');

create table conservation.zone (
  id uuid primary key,
  version integer not null default 1,
  region text not null references place.region,
  name text not null,
  reserve uuid not null,
  kind text not null check (kind in ('core', 'general')),
  former_zone text check (former_zone in ('core', 'buffer', 'experimental')),
  document text,
  area geometry(MultiPolygon,4490) not null,
  area_hectares numeric generated always as (round((st_area(area::geography) / 10000)::numeric, 4)) stored,
  area_center geometry(Point,4490) generated always as (st_pointonsurface(area)) stored,
  area_box geometry(Polygon,4490) generated always as (st_envelope(area)) stored,
  valid_from date not null,
  valid_to date,
  valid daterange generated always as (daterange(valid_from, valid_to)) stored,
  sample boolean not null default false,
  retired_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  created_by text not null,
  updated_at timestamp with time zone not null default now(),
  updated_by text not null
);
create index zone_region_idx on conservation.zone (region);
create index zone_reserve_idx on conservation.zone (reserve);
create index zone_area_idx on conservation.zone using gist (area);
create index zone_name_idx on conservation.zone using gin (name gin_trgm_ops);
create index zone_valid_idx on conservation.zone using gist (valid);
alter table conservation.zone add constraint zone_valid_order check (valid_to > valid_from);
alter table conservation.zone add constraint zone_reserve_name_unique exclude using gist (reserve with =, name with =, valid with &&) where (retired_at is null);
select identity.protect('conservation.zone', 'region', array[]::text[]);
select history.keep('conservation.zone');

create table conservation.activity_rule (
  id uuid primary key,
  version integer not null default 1,
  activity text not null check (activity in ('construction', 'mining', 'road', 'reclamation', 'aquaculture', 'solar', 'wind', 'hydropower', 'tourism', 'logging', 'survey', 'research', 'restoration', 'dwelling', 'infrastructure', 'security', 'other')),
  zone text not null check (zone in ('core', 'general', 'red-line')),
  verdict text not null check (verdict in ('allowed', 'restricted', 'prohibited')),
  basis text not null,
  conditions text,
  verified boolean not null,
  valid_from date not null,
  valid_to date,
  valid daterange generated always as (daterange(valid_from, valid_to)) stored,
  sample boolean not null default false,
  retired_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  created_by text not null,
  updated_at timestamp with time zone not null default now(),
  updated_by text not null
);
create index activity_rule_basis_idx on conservation.activity_rule using gin (basis gin_trgm_ops);
create index activity_rule_valid_idx on conservation.activity_rule using gist (valid);
alter table conservation.activity_rule add constraint activity_rule_valid_order check (valid_to > valid_from);
alter table conservation.activity_rule add constraint activity_rule_activity_zone_unique exclude using gist (activity with =, zone with =, valid with &&) where (retired_at is null);
select identity.open_to_all('conservation.activity_rule');
grant insert, update on conservation.activity_rule to saihan_actor;
select history.keep_open('conservation.activity_rule');

create table conservation.project (
  id uuid primary key,
  version integer not null default 1,
  region text not null references place.region,
  name text not null,
  kind text not null check (kind in ('approved', 'legacy')),
  activity text not null check (activity in ('construction', 'mining', 'road', 'reclamation', 'aquaculture', 'solar', 'wind', 'hydropower', 'tourism', 'logging', 'survey', 'research', 'restoration', 'dwelling', 'infrastructure', 'security', 'other')),
  document text not null,
  authority text,
  enterprise uuid,
  area geometry(MultiPolygon,4490) not null,
  area_hectares numeric generated always as (round((st_area(area::geography) / 10000)::numeric, 4)) stored,
  area_center geometry(Point,4490) generated always as (st_pointonsurface(area)) stored,
  area_box geometry(Polygon,4490) generated always as (st_envelope(area)) stored,
  valid_from date not null,
  valid_to date,
  valid daterange generated always as (daterange(valid_from, valid_to)) stored,
  sample boolean not null default false,
  retired_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  created_by text not null,
  updated_at timestamp with time zone not null default now(),
  updated_by text not null
);
create index project_region_idx on conservation.project (region);
create index project_enterprise_idx on conservation.project (enterprise);
create index project_area_idx on conservation.project using gist (area);
create index project_name_idx on conservation.project using gin (name gin_trgm_ops);
create index project_valid_idx on conservation.project using gist (valid);
alter table conservation.project add constraint project_valid_order check (valid_to > valid_from);
alter table conservation.project add constraint project_document_unique exclude using gist (document with =, valid with &&) where (retired_at is null);
select identity.protect('conservation.project', 'region', array[]::text[]);
select history.keep('conservation.project');

create table conservation.cover_layer (
  id uuid primary key,
  version integer not null default 1,
  region text not null references place.region,
  name text not null,
  covered_on date not null,
  source text not null,
  format text not null check (format in ('vector', 'raster')),
  resolution numeric,
  rmse numeric not null,
  edition text not null,
  file_hash text,
  state text not null check (state in ('open', 'reading', 'ready', 'failed')),
  pieces integer,
  problem text,
  extent geometry(MultiPolygon,4490),
  extent_hectares numeric generated always as (round((st_area(extent::geography) / 10000)::numeric, 4)) stored,
  extent_center geometry(Point,4490) generated always as (st_pointonsurface(extent)) stored,
  extent_box geometry(Polygon,4490) generated always as (st_envelope(extent)) stored,
  sample boolean not null default false,
  retired_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  created_by text not null,
  updated_at timestamp with time zone not null default now(),
  updated_by text not null
);
create index cover_layer_region_idx on conservation.cover_layer (region);
create index cover_layer_extent_idx on conservation.cover_layer using gist (extent);
create index cover_layer_name_idx on conservation.cover_layer using gin (name gin_trgm_ops);
select identity.protect('conservation.cover_layer', 'region', array[]::text[]);
select history.keep('conservation.cover_layer');
