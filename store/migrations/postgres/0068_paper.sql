-- Papers (公文): written, countersigned, reviewed, issued, numbered, sealed, distributed, filed. A number is never given twice and never skipped.
create schema paper;
grant usage on schema paper to saihan_actor, saihan_system;

-- 机关代字: the word with which an organ's numbers of one series begin, e.g. 呼环 for letters 呼环函. Until somebody gives it, the organ
-- signs with the code that its cases bear.
create table paper.series (
  id uuid primary key,
  organ uuid not null references organ.organ,
  series text not null,
  word text not null unique check (word ~ '^[^〔〕\s]{1,20}$'),
  given_at timestamptz not null,
  given_by text not null,
  given_by_name text not null,
  version int not null default 1,
  unique (organ, series)
);
select identity.open_to_all('paper.series'), history.keep('paper.series');

create table paper.paper (
  id uuid primary key,
  organ uuid not null references organ.organ,
  case_id uuid references "case"."case",
  kind text not null,
  -- which numbering of the organ it will be given, e.g. letter
  series text not null,
  title text not null,
  number text unique,
  state text not null check (state in ('draft', 'countersign', 'review', 'approval', 'issued', 'numbered', 'sealed', 'sent', 'filed', 'void')),
  urgency text not null default 'none' check (urgency in ('none', 'urgent', 'extra')),
  content jsonb not null,
  version int not null default 1,
  region text not null references place.region,
  drafted_by text not null,
  drafted_by_name text not null,
  -- the person in whose place it was drafted: four eyes are kept against both
  drafted_for text,
  drafted_at timestamptz not null,
  reviewed_by_name text,
  issued_by text,
  issued_by_name text,
  issued_at timestamptz,
  -- the words for how the issuer signed, as the foot of the paper says them
  signed text,
  -- an issued paper is never changed: another one takes it back or puts it right
  corrects uuid references paper.paper,
  correction text check (correction in ('revoke', 'correct')),
  replaced_by uuid references paper.paper,
  sample boolean not null default false,
  updated_at timestamptz not null,
  updated_by text not null,
  updated_by_name text not null,
  check ((corrects is null) = (correction is null))
);
create index paper_updated on paper.paper (updated_at desc, id);
create index paper_case on paper.paper (case_id) where case_id is not null;
select identity.protect('paper.paper', 'region', array['organ']), history.keep('paper.paper');

-- From the number on the words stand still; only where the paper is on its way may change, and who replaced it.
create function paper.keep_issued() returns trigger language plpgsql as $$
begin
  if old.number is not null and (new.number, new.title, new.kind, new.series, new.organ, new.content, new.urgency, new.issued_by,
      new.issued_at, new.signed, new.corrects) is distinct from (old.number, old.title, old.kind, old.series, old.organ, old.content,
      old.urgency, old.issued_by, old.issued_at, old.signed, old.corrects) then
    raise exception 'a numbered paper is never changed; another one corrects or revokes it' using errcode = '0A000';
  end if;
  return new;
end $$;
create trigger keep_issued before update on paper.paper for each row execute function paper.keep_issued();

-- What stands is written once: every act with the paper as it was left.
create function paper.keep_line() returns trigger language plpgsql as $$
begin
  raise exception 'lines of %.% are never changed', tg_table_schema, tg_table_name using errcode = '0A000';
end $$;

create table paper.version (
  id uuid primary key,
  paper_id uuid not null references paper.paper,
  version int not null,
  act text not null,
  from_state text,
  to_state text not null,
  title text not null,
  content jsonb not null,
  -- SM3 of the canonical content
  hash text not null,
  note text,
  at timestamptz not null,
  by text not null,
  by_name text not null,
  organ_name text,
  unique (paper_id, version)
);
select identity.protect_child('paper.version', 'paper_id');
revoke update on paper.version from saihan_actor, saihan_system;
create trigger keep_line before update or delete on paper.version for each row execute function paper.keep_line();

-- The numbers given. The counter row stays locked until the transaction ends, so that a failed act leaves no gap.
create table paper.number (
  paper_id uuid primary key references paper.paper,
  organ uuid not null references organ.organ,
  series text not null,
  year int not null,
  seq int not null,
  number text not null unique,
  at timestamptz not null,
  by text not null,
  unique (organ, series, year, seq)
);
select identity.protect_child('paper.number', 'paper_id');
revoke update on paper.number from saihan_actor, saihan_system;
create trigger keep_line before update or delete on paper.number for each row execute function paper.keep_line();

-- 会签: organs whose agreement the paper waits for.
create table paper.countersign (
  id uuid primary key,
  paper_id uuid not null references paper.paper,
  organ uuid not null references organ.organ,
  organ_name text not null,
  state text not null check (state in ('planned', 'asked', 'agreed', 'refused')),
  opinion text,
  -- true when the handling organ wrote down what came back on paper
  on_paper boolean not null default false,
  -- no longer wanted; an answer that was given stays
  dropped boolean not null default false,
  asked_at timestamptz,
  answered_at timestamptz,
  answered_by text,
  answered_by_name text,
  unique (paper_id, organ)
);
select identity.protect_child('paper.countersign', 'paper_id');

-- 分发: who is sent the paper, and when each signed for it.
create table paper.recipient (
  id uuid primary key,
  paper_id uuid not null references paper.paper,
  role text not null check (role in ('main', 'copy')),
  name text not null,
  -- null: outside the platform; the receipt is written down for it
  organ uuid references organ.organ,
  sent_at timestamptz,
  received_at timestamptz,
  received_by text,
  received_by_name text,
  on_paper boolean not null default false,
  unique (paper_id, name)
);
create index recipient_organ on paper.recipient (organ) where sent_at is not null;
select identity.protect_child('paper.recipient', 'paper_id');

-- 印章登记: a seal has a keeper and a time in which it may be used.
create table paper.seal (
  id uuid primary key,
  organ uuid not null references organ.organ,
  name text not null,
  -- SM3 of the picture; null: the sample seal is drawn, and says that it is one
  image text,
  image_type text,
  keeper uuid not null,
  keeper_name text not null,
  region text not null references place.region,
  valid_from date not null,
  valid_to date,
  version int not null default 1,
  sample boolean not null default false,
  updated_at timestamptz not null,
  updated_by text not null,
  updated_by_name text not null,
  check (valid_to is null or valid_to >= valid_from),
  unique (organ, name, valid_from)
);
select identity.protect('paper.seal', 'region', array['organ']), history.keep('paper.seal');

-- 用印登记
create table paper.seal_use (
  id uuid primary key,
  paper_id uuid not null references paper.paper,
  seal uuid not null references paper.seal,
  seal_name text not null,
  version int not null,
  hash text not null,
  reason text not null,
  at timestamptz not null,
  by text not null,
  by_name text not null,
  unique (paper_id, seal)
);
create index seal_use_seal on paper.seal_use (seal, at);
select identity.protect_child('paper.seal_use', 'paper_id');
revoke update on paper.seal_use from saihan_actor, saihan_system;
create trigger keep_line before update or delete on paper.seal_use for each row execute function paper.keep_line();

-- What was drawn of a paper: the same face is drawn once. A lost drawing is drawn again; the words stand in paper.version.
create table paper.rendering (
  id uuid primary key,
  paper_id uuid not null references paper.paper,
  -- SM3 of everything that shows
  face text not null,
  format text not null check (format in ('pdf', 'docx')),
  hash text not null,
  size int not null,
  pages int,
  made_at timestamptz not null,
  unique (paper_id, face, format)
);
select identity.protect_child('paper.rendering', 'paper_id');
