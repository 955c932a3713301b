-- Legal clocks and the official calendar they count by. A clock is a row that is swept each minute, never a job in a queue.
create schema clock;
grant usage on schema clock to saihan_actor, saihan_system;

-- The days that the yearly notice moves, and any that an office adds; all other days follow the week. A year without a row is provisional.
create table clock.calendar_day (
  day date primary key,
  kind text not null check (kind in ('workday', 'holiday', 'make-up')),
  year int not null,
  name text,
  source text not null,
  verified boolean not null,
  loaded_at timestamptz not null default now()
);
create index calendar_day_year on clock.calendar_day (year);
select identity.open_to_all('clock.calendar_day');
grant delete on clock.calendar_day to saihan_system;

create table clock.clock (
  id uuid primary key,
  case_id uuid not null references "case"."case",
  -- which clock of the case's definition, e.g. handling
  kind text not null,
  title_zh text not null,
  title_en text not null,
  law text not null,
  article text not null,
  verified boolean not null,
  unit text not null check (unit in ('working-day', 'natural-day', 'hour')),
  amount int not null check (amount > 0),
  started_at timestamptz not null,
  due_at timestamptz not null,
  state text not null check (state in ('running', 'paused', 'met', 'overdue')),
  met_at timestamptz,
  -- true while a year that it counts through has no official calendar
  provisional boolean not null,
  -- the days that were counted, in order
  counted date[] not null,
  updated_at timestamptz not null
);
create index clock_case on clock.clock (case_id);
create index clock_due on clock.clock (due_at) where state = 'running';
select identity.protect_child('clock.clock', 'case_id');

-- When a clock stood still. At most one pause is open.
create table clock.pause (
  id uuid primary key,
  clock uuid not null references clock.clock,
  case_id uuid not null references "case"."case",
  from_at timestamptz not null,
  to_at timestamptz,
  reason text not null,
  check (to_at is null or to_at >= from_at)
);
create unique index pause_one_open on clock.pause (clock) where to_at is null;
create index pause_clock on clock.pause (clock);
select identity.protect_child('clock.pause', 'case_id');
