-- Files on their way into registers: what was read, what it would change, what it did change and how that is undone.
create schema import;
grant usage on schema import to saihan_actor, saihan_system;

create table import.import (
  id uuid primary key,
  register text not null,
  -- whose it is: staging belongs to the importer
  person text not null,
  person_name text not null,
  organ uuid,
  file_hash text not null,
  file_name text not null,
  file_size bigint not null,
  form uuid,
  state text not null check (state in ('opened', 'checking', 'ready', 'committing', 'committed', 'undone', 'failed')),
  -- format, header, samples, sheets, encoding, matched columns, what was detected of the datum
  source jsonb not null,
  -- columns, datum, empty cells, sheet, number fields to be reconciled, name of the old system
  options jsonb,
  counts jsonb,
  -- lines read of this checking, and when the last of them was
  progress int not null default 0,
  beat_at timestamptz,
  problem jsonb,
  commit_key text,
  only_good boolean,
  result jsonb,
  created_at timestamptz not null default now(),
  committed_at timestamptz,
  undone_at timestamptz
);
create index import_person on import.import (person, id);
create index import_register on import.import (register, id);
alter table import.import enable row level security;
alter table import.import force row level security;
create policy system_all on import.import to saihan_system using (true) with check (true);
create policy owner_all on import.import to saihan_owner using (true) with check (true);
create policy own on import.import to saihan_actor
  using (person = current_setting('saihan.actor', true)) with check (person = current_setting('saihan.actor', true));
-- colleagues read what their organ imported; only the importer acts
create policy colleagues on import.import for select to saihan_actor
  using (organ::text = nullif(current_setting('saihan.organ', true), ''));
grant select, insert, update on import.import to saihan_actor, saihan_system;

create table import.staged (
  import uuid not null references import.import,
  line int not null,
  raw text[] not null,
  -- the row that it becomes, or is
  row_id uuid not null,
  match uuid,
  base_version int,
  given jsonb not null,
  old_number text,
  -- fields that differ, as they stood
  before jsonb,
  faults jsonb,
  kind text not null check (kind in ('new', 'changed', 'same', 'bad')),
  -- the version that the commit made; null while it made none
  done_version int,
  undo jsonb,
  primary key (import, line)
);
create index staged_match on import.staged (match) where match is not null;
create index staged_row on import.staged (row_id) where done_version is not null;
alter table import.staged enable row level security;
alter table import.staged force row level security;
create policy system_all on import.staged to saihan_system using (true) with check (true);
create policy owner_all on import.staged to saihan_owner using (true) with check (true);
create policy own on import.staged to saihan_actor
  using (import in (select id from import.import where person = current_setting('saihan.actor', true)))
  with check (import in (select id from import.import where person = current_setting('saihan.actor', true)));
create policy colleagues on import.staged for select to saihan_actor
  using (import in (select id from import.import where organ::text = nullif(current_setting('saihan.organ', true), '')));
-- what was staged and never committed is no record
grant select, insert, update, delete on import.staged to saihan_actor, saihan_system;

-- The number that a row had in the system it came from; found by the search of its list.
create table import.old_number (
  id uuid primary key,
  register text not null,
  row_id uuid not null,
  source text not null,
  number text not null,
  import uuid references import.import,
  ended_at timestamptz
);
create unique index old_number_once on import.old_number (register, source, number, row_id) where ended_at is null;
create index old_number_text on import.old_number using gin (number gin_trgm_ops);
create index old_number_row on import.old_number (row_id);
select identity.protect_child('import.old_number', 'row_id');
