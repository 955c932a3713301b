-- Papers that come in (收文): registered, a way proposed (拟办), instructed by a leader (批示), read in turn (传阅), filed or made a case.
create table paper.incoming (
  id uuid primary key,
  organ uuid not null references organ.organ,
  region text not null references place.region,
  -- the organ's own number of receipt, without gaps for each year
  number text not null unique,
  title text not null,
  source_name text not null,
  source_number text,
  source_date date,
  urgency text not null default 'none' check (urgency in ('none', 'urgent', 'extra')),
  received_at timestamptz not null,
  due_on date,
  -- the scan, or the paper of this platform that it is
  scan text,
  scan_name text,
  scan_type text,
  scan_size bigint,
  paper_id uuid references paper.paper,
  state text not null check (state in ('registered', 'proposed', 'instructed', 'reading', 'filed')),
  case_id uuid references "case"."case",
  version int not null default 1,
  sample boolean not null default false,
  updated_at timestamptz not null,
  updated_by text not null,
  updated_by_name text not null,
  check (scan is not null or paper_id is not null or source_name <> '')
);
create index incoming_received on paper.incoming (received_at desc, id);
create unique index incoming_once on paper.incoming (organ, paper_id) where paper_id is not null;
select identity.protect('paper.incoming', 'region', array['organ']), history.keep('paper.incoming');

create table paper.incoming_line (
  id uuid primary key,
  incoming_id uuid not null references paper.incoming,
  version int not null,
  act text not null,
  note text,
  at timestamptz not null,
  by text not null,
  by_name text not null,
  organ_name text
);
create index incoming_line_of on paper.incoming_line (incoming_id, at);
select identity.protect_child('paper.incoming_line', 'incoming_id');
revoke update on paper.incoming_line from saihan_actor, saihan_system;
create trigger keep_line before update or delete on paper.incoming_line for each row execute function paper.keep_line();

create table paper.reader (
  id uuid primary key,
  incoming_id uuid not null references paper.incoming,
  place int not null,
  person text not null,
  person_name text not null,
  asked_at timestamptz not null,
  read_at timestamptz,
  opinion text,
  unique (incoming_id, person)
);
create index reader_person on paper.reader (person) where read_at is null;
select identity.protect_child('paper.reader', 'incoming_id');
