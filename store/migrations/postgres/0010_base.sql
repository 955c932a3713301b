-- The shared registers and the marks, as declared in base/ and domains/monitoring/mark.ts.

create schema base;

create schema monitoring;

grant usage on schema base, monitoring to saihan_actor, saihan_system;

create table base.enterprise (
  id uuid primary key,
  version integer not null default 1,
  region text not null references place.region,
  name text not null,
  uscc text not null,
  permit_code text,
  industry text,
  management text not null check (management in ('key', 'simplified', 'registered')),
  status text not null check (status in ('running', 'suspended', 'closed')),
  address text,
  contact text,
  phone text,
  location geometry(Point,4490),
  sample boolean not null default false,
  retired_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  created_by text not null,
  updated_at timestamp with time zone not null default now(),
  updated_by text not null
);
create index on base.enterprise (region);
create index on base.enterprise using gist (location);
create index on base.enterprise using gin (name gin_trgm_ops);
create unique index enterprise_uscc_unique on base.enterprise (uscc) where retired_at is null;
select identity.protect('base.enterprise', 'region', array['id']::text[]);
select history.keep('base.enterprise');

create table base.site (
  id uuid primary key,
  version integer not null default 1,
  region text not null references place.region,
  name text not null,
  enterprise uuid not null,
  address text,
  location geometry(Point,4490),
  sample boolean not null default false,
  retired_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  created_by text not null,
  updated_at timestamp with time zone not null default now(),
  updated_by text not null
);
create index on base.site (region);
create index on base.site (enterprise);
create index on base.site using gist (location);
create index on base.site using gin (name gin_trgm_ops);
create unique index site_enterprise_name_unique on base.site (enterprise, name) where retired_at is null;
select identity.protect('base.site', 'region', array['enterprise']::text[]);
select history.keep('base.site');

create table base.outfall (
  id uuid primary key,
  version integer not null default 1,
  region text not null references place.region,
  name text not null,
  code text not null,
  enterprise uuid not null,
  site uuid,
  kind text not null check (kind in ('gas', 'water')),
  status text not null check (status in ('in-use', 'stopped')),
  receiving text,
  location geometry(Point,4490) not null,
  sample boolean not null default false,
  retired_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  created_by text not null,
  updated_at timestamp with time zone not null default now(),
  updated_by text not null
);
create index on base.outfall (region);
create index on base.outfall (enterprise);
create index on base.outfall (site);
create index on base.outfall using gist (location);
create index on base.outfall using gin (name gin_trgm_ops);
create unique index outfall_enterprise_code_unique on base.outfall (enterprise, code) where retired_at is null;
select identity.protect('base.outfall', 'region', array['enterprise']::text[]);
select history.keep('base.outfall');

create table base.limit (
  id uuid primary key,
  version integer not null default 1,
  region text not null references place.region,
  outfall uuid not null,
  enterprise uuid not null,
  factor text not null,
  averaging text not null check (averaging in ('hour', 'day')),
  lower numeric,
  upper numeric,
  unit text not null,
  standard text not null,
  clause text,
  valid_from date not null,
  valid_to date,
  verified boolean not null,
  sample boolean not null default false,
  retired_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  created_by text not null,
  updated_at timestamp with time zone not null default now(),
  updated_by text not null
);
create index on base.limit (region);
create index on base.limit (outfall);
create index on base.limit (enterprise);
create index on base.limit using gin (standard gin_trgm_ops);
create unique index limit_outfall_factor_averaging_valid_from_unique on base.limit (outfall, factor, averaging, valid_from) where retired_at is null;
select identity.protect('base.limit', 'region', array['enterprise']::text[]);
select history.keep('base.limit');

create table base.air_station (
  id uuid primary key,
  version integer not null default 1,
  region text not null references place.region,
  name text not null,
  code text not null,
  control text not null check (control in ('national', 'region', 'league')),
  zone_class text not null check (zone_class in ('I', 'II')),
  location geometry(Point,4490) not null,
  sample boolean not null default false,
  retired_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  created_by text not null,
  updated_at timestamp with time zone not null default now(),
  updated_by text not null
);
create index on base.air_station (region);
create index on base.air_station using gist (location);
create index on base.air_station using gin (name gin_trgm_ops);
create unique index air_station_code_unique on base.air_station (code) where retired_at is null;
select identity.protect('base.air_station', 'region', array[]::text[]);
select history.keep('base.air_station');

create table base.water_section (
  id uuid primary key,
  version integer not null default 1,
  region text not null references place.region,
  name text not null,
  code text not null,
  river text not null,
  kind text not null check (kind in ('river', 'lake')),
  target_class integer not null,
  control text not null check (control in ('national', 'region', 'league')),
  location geometry(Point,4490) not null,
  sample boolean not null default false,
  retired_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  created_by text not null,
  updated_at timestamp with time zone not null default now(),
  updated_by text not null
);
create index on base.water_section (region);
create index on base.water_section using gist (location);
create index on base.water_section using gin (name gin_trgm_ops);
create unique index water_section_code_unique on base.water_section (code) where retired_at is null;
select identity.protect('base.water_section', 'region', array[]::text[]);
select history.keep('base.water_section');

create table base.pollutant (
  id uuid primary key,
  version integer not null default 1,
  code text not null,
  name text not null,
  old_code text,
  medium text not null check (medium in ('gas', 'water', 'noise', 'process')),
  unit text,
  emission_unit text,
  source text not null,
  verified boolean not null,
  sample boolean not null default false,
  retired_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  created_by text not null,
  updated_at timestamp with time zone not null default now(),
  updated_by text not null
);
create index on base.pollutant using gin (name gin_trgm_ops);
create unique index pollutant_code_unique on base.pollutant (code) where retired_at is null;
select identity.open_to_all('base.pollutant');

create table monitoring.mark (
  id uuid primary key,
  version integer not null default 1,
  region text not null references place.region,
  outfall uuid not null,
  enterprise uuid not null,
  kind text not null check (kind in ('stopped', 'start-up', 'maintenance', 'calibration', 'fault', 'communication')),
  factor text,
  begins timestamp with time zone not null,
  ends timestamp with time zone,
  reason text not null,
  sample boolean not null default false,
  retired_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  created_by text not null,
  updated_at timestamp with time zone not null default now(),
  updated_by text not null
);
create index on monitoring.mark (region);
create index on monitoring.mark (outfall);
create index on monitoring.mark (enterprise);
create index on monitoring.mark using gin (reason gin_trgm_ops);
select identity.protect('monitoring.mark', 'region', array['enterprise']::text[]);
select history.keep('monitoring.mark');
