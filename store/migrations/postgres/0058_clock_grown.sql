-- Clocks can be lengthened within a cap, say when they remind and when they go up, and know which year of the calendar was announced.
alter table clock.clock
  -- units that were granted beyond the term
  add column extended int not null default 0,
  -- how much may be granted, by what law, and whether a second person must agree; null: none
  add column extension_rule jsonb,
  add column remind_at timestamptz,
  add column reminded_at timestamptz,
  -- 督办: when an overdue clock is taken to the organ above
  add column escalate_at timestamptz,
  add column escalated_at timestamptz;
create index clock_remind on clock.clock (remind_at) where state = 'running' and reminded_at is null;
create index clock_escalate on clock.clock (escalate_at) where state = 'overdue' and escalated_at is null;

-- What made it stand still: an act, the suspension of the case, a transfer. Only that lets it run on.
alter table clock.pause add column cause text not null default 'act';

create table clock.extension (
  id uuid primary key,
  clock uuid not null references clock.clock,
  case_id uuid not null references "case"."case",
  -- in units of the clock
  amount int not null check (amount > 0),
  reason text not null,
  -- the paragraph it stands on, as it was when it was asked for
  law text not null,
  article text not null,
  verified boolean not null,
  state text not null check (state in ('asked', 'granted', 'refused')),
  asked_at timestamptz not null,
  asked_by text not null,
  asked_by_name text not null,
  decided_at timestamptz,
  decided_by text,
  decided_by_name text,
  note text,
  -- four eyes where the rule asks for them: kept in words, checked by the platform
  check (state = 'asked' or decided_at is not null)
);
create index extension_clock on clock.extension (clock);
create unique index extension_one_asked on clock.extension (clock) where state = 'asked';
select identity.protect_child('clock.extension', 'case_id'), history.keep('clock.extension');

-- Whose yearly notice was taken over; every other year is provisional, whatever single days an office has added to it.
create table clock.calendar_year (
  year int primary key,
  source text not null,
  verified boolean not null,
  loaded_at timestamptz not null default now()
);
insert into clock.calendar_year (year, source, verified)
  select year, min(source), bool_and(verified) from clock.calendar_day group by year;
select identity.open_to_all('clock.calendar_year');
