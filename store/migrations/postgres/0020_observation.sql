-- Devices, their secrets, the series they feed, and what was asked of them.
create schema observation;
grant usage on schema observation to saihan_actor, saihan_system;

create table observation.device (
  id uuid primary key,
  mn text not null unique check (mn ~ '^[0-9A-Za-z_-]{1,32}$'),
  protocol text not null check (protocol in ('HJ212-2005', 'HJ212-2017', 'HJ212-2025')),
  subject_kind text check (subject_kind in ('outfall', 'air-station', 'water-section')),
  subject_id uuid,
  region text not null references place.region,
  -- the enterprise or organ that keeps the device
  party uuid,
  interval_s int not null default 600 check (interval_s between 1 and 86400),
  -- addresses or CIDR ranges that may speak for the device; none: any
  addresses text[] not null default '{}',
  version int not null default 1,
  sample boolean not null default false,
  retired_at timestamptz,
  created_at timestamptz not null default now(),
  created_by text not null,
  updated_at timestamptz not null default now(),
  updated_by text not null,
  check ((subject_kind is null) = (subject_id is null))
);
create index device_subject on observation.device (subject_id);
create index device_region on observation.device (region);
create index device_updated on observation.device (updated_at);
select identity.protect('observation.device', 'region', array['party']), history.keep('observation.device');

-- Never leaves the platform: no person reads it, the audit does not repeat it.
create table observation.device_secret (
  device uuid primary key references observation.device,
  password text not null default '123456',
  -- SM4 key of HJ 212-2025, 32 hexadecimal digits
  cipher_key text check (cipher_key ~ '^[0-9a-f]{32}$'),
  notation text not null default 'bytes' check (notation in ('bytes', 'braces', 'hex', 'base64')),
  updated_at timestamptz not null default now()
);
select identity.system_only('observation.device_secret');

-- A series is born when its first value arrives. `id` is the number of the series in the observation store.
create table observation.series (
  id int generated always as identity primary key,
  device uuid not null references observation.device,
  mn text not null,
  subject_kind text,
  subject_id uuid,
  factor text not null,
  aggregate text not null,
  cadence text not null,
  -- name and unit of the factor when the series was born; a channel may be given another unit
  name text not null default '',
  unit text not null default '',
  region text not null,
  party uuid,
  first_seen timestamptz not null default now(),
  -- a device that moves to another outfall feeds other series from then on
  unique nulls not distinct (device, subject_id, factor, aggregate, cadence)
);
create index series_subject on observation.series (subject_id);
select identity.protect_child('observation.series', 'device');

-- What the platform asked of a device, and how it ended.
create table observation.request (
  id uuid primary key,
  device uuid not null references observation.device,
  command text not null,
  cn text not null,
  qn text not null,
  detail jsonb not null default '{}',
  state text not null check (state in ('sent', 'accepted', 'done', 'refused', 'failed', 'unanswered')),
  sends int not null default 1,
  code text,
  asked_at timestamptz not null default now(),
  asked_by text not null,
  ended_at timestamptz
);
create index request_device on observation.request (device, asked_at);
select identity.protect_child('observation.request', 'device');
