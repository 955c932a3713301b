-- Judging: how far it has come, who does it, what it found.
create schema if not exists monitoring;
grant usage on schema monitoring to saihan_actor, saihan_system;

-- One judge at a time, however many processes run.
create table monitoring.lease (
  name text primary key,
  holder text not null,
  until timestamptz not null
);
-- Written in the transaction that writes alarms: what was judged and what came of it are never apart.
create table monitoring.cursor (
  name text primary key,
  batch bigint not null default 0,
  -- hours and days that began before these were judged
  hours_to timestamptz not null,
  days_to timestamptz not null,
  -- marks and limits changed up to here were taken into account
  facts_to timestamptz not null,
  updated_at timestamptz not null
);
select identity.system_only('monitoring.lease'), identity.system_only('monitoring.cursor');

create table monitoring.alarm (
  id uuid primary key,
  rule text not null,
  level text not null check (level in ('reminder', 'alarm', 'clue')),
  kind text not null check (kind in ('over-limit', 'silence', 'constant')),
  subject_kind text not null,
  subject_id uuid not null,
  enterprise uuid,
  region text not null references place.region,
  mn text not null,
  -- null: all factors of the device
  factor text,
  -- the series whose values raised it
  series int,
  -- by the time of the data, never of receipt
  started timestamptz not null,
  last timestamptz not null,
  ended timestamptz,
  -- the worst value and the limit it was compared with
  value numeric,
  value_at timestamptz,
  limit_id uuid,
  limit_value numeric,
  limit_unit text,
  limit_standard text,
  multiple numeric,
  hours int,
  explanation_zh text not null,
  explanation_en text not null,
  case_id uuid references "case"."case",
  -- late data, a mark or another limit took its ground away; the row stays
  withdrawn_at timestamptz,
  withdrawn_reason text,
  sample boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index alarm_recent on monitoring.alarm (started desc, id);
create index alarm_open on monitoring.alarm (rule, subject_id, factor) where ended is null and withdrawn_at is null;
create index alarm_subject on monitoring.alarm (subject_id, rule, factor, started);
create index alarm_case on monitoring.alarm (case_id);
select identity.protect('monitoring.alarm', 'region', array['enterprise']);
