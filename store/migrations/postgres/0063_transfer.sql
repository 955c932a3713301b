-- A case passes from one organ to another: offered, then accepted or returned, or expired when nobody answers. One row for each passing,
-- with what was passed as it was on that day.
create table "case".transfer (
  id uuid primary key,
  case_id uuid not null references "case"."case",
  -- 转办 referral, 移送 transfer, 交办 assignment, 会办 joint, 退回 return
  mode text not null check (mode in ('referral', 'transfer', 'assignment', 'joint', 'return')),
  from_organ uuid not null references organ.organ,
  to_organ uuid not null references organ.organ,
  region text not null references place.region,
  reason text not null,
  -- the legal basis, as the sender states it
  basis text,
  -- case facts, papers and what happened, as on the day of the offer; the files stand in transfer_file
  package jsonb not null,
  -- SM3 over the canonical package with its files: what the receiver read and what the sender sent are the same
  package_hash text not null,
  state text not null check (state in ('offered', 'accepted', 'returned', 'expired', 'withdrawn', 'reported')),
  offered_at timestamptz not null,
  offered_by text not null,
  offered_by_name text not null,
  -- the term for the answer: how long, by what rule, which days were counted
  answer_term jsonb not null,
  answer_due timestamptz not null,
  answered_at timestamptz,
  answered_by_name text,
  answer_channel text check (answer_channel in ('account', 'link', 'letter', 'platform')),
  answer_note text,
  -- runs from the acceptance
  outcome_term jsonb,
  outcome_due timestamptz,
  outcome_at timestamptz,
  outcome_by_name text,
  outcome_channel text check (outcome_channel in ('account', 'link', 'letter', 'platform')),
  outcome_kind text,
  outcome_note text,
  -- clocks of the case that stand still because of this
  paused text[] not null default '{}',
  -- a return undoes an accepted passing
  undoes uuid references "case".transfer,
  -- which bounce of its case this became: 1, 2 …
  bounce int,
  escalated_to uuid references organ.organ,
  version int not null default 1,
  sample boolean not null default false,
  check (from_organ <> to_organ),
  check ((mode = 'return') = (undoes is not null))
);
create index transfer_case on "case".transfer (case_id, offered_at);
create index transfer_offered on "case".transfer (answer_due) where state = 'offered';
create index transfer_to on "case".transfer (to_organ, state);
create index transfer_from on "case".transfer (from_organ, offered_at desc);
-- one organ at a time is asked to take a case over; organs that help may be asked beside it, each once
create unique index transfer_one_offer on "case".transfer (case_id) where state = 'offered' and mode <> 'joint';
create unique index transfer_one_joint on "case".transfer (case_id, to_organ) where state = 'offered' and mode = 'joint';
select identity.protect('"case".transfer', 'region', array['from_organ', 'to_organ']), history.keep('"case".transfer');

-- Files of the package, and files that the receiver gave with its answer.
create table "case".transfer_file (
  id uuid primary key,
  transfer uuid not null references "case".transfer,
  source text not null check (source in ('package', 'answer')),
  evidence uuid not null,
  exhibit int not null,
  copy int not null default 0,
  hash text not null,
  name text not null,
  media_type text not null,
  size bigint not null,
  kind text not null,
  taken_at timestamptz,
  note text,
  at timestamptz not null
);
create index transfer_file_transfer on "case".transfer_file (transfer);
create index transfer_file_hash on "case".transfer_file (hash);
select identity.protect_child('"case".transfer_file', 'transfer');
revoke update on "case".transfer_file from saihan_actor, saihan_system;

-- Who answered, in what office, by which way. Lines are added, never changed.
create table "case".transfer_answer (
  id uuid primary key,
  transfer uuid not null references "case".transfer,
  act text not null check (act in ('accept', 'return', 'outcome')),
  channel text not null check (channel in ('account', 'link', 'letter')),
  at timestamptz not null,
  actor text not null,
  actor_name text not null,
  -- the person who answered for the organ, where it is not the actor's account
  name text,
  office text,
  phone text,
  note text,
  outcome_kind text,
  -- of a stamped letter: its number and date, and the exhibit that is its scan
  letter_number text,
  letter_date date,
  scan uuid
);
create index transfer_answer_transfer on "case".transfer_answer (transfer, at);
create index transfer_answer_actor on "case".transfer_answer (actor, at desc);
select identity.protect_child('"case".transfer_answer', 'transfer');
revoke update on "case".transfer_answer from saihan_actor, saihan_system;

-- Links for receivers without an account. Neither the link nor its code can be read here: only what they hash to.
create table "case".guest_link (
  id uuid primary key,
  transfer uuid not null references "case".transfer,
  token_hash text not null unique,
  -- over token and code: without the token, which is nowhere stored, a million codes cannot be tried
  code_hash text not null,
  issued_at timestamptz not null,
  issued_by text not null,
  issued_by_name text not null,
  expires_at timestamptz not null,
  failures int not null default 0,
  retry_at timestamptz,
  locked_at timestamptz,
  revoked_at timestamptz,
  opened_at timestamptz
);
create index guest_link_transfer on "case".guest_link (transfer);
create table "case".guest_pass (
  pass_hash text primary key,
  link uuid not null references "case".guest_link,
  opened_at timestamptz not null,
  expires_at timestamptz not null,
  peer text not null
);
select identity.system_only('"case".guest_link'), identity.system_only('"case".guest_pass');

create index event_actor on "case".event (actor, at desc);

-- A new link kills the ones before it. Only who sees the transfer in the name of its sender, or of an organ above it, issues one.
create function "case".issue_link(link jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  of_transfer uuid := (link ->> 'transfer')::uuid;
begin
  if current_setting('role', true) = 'saihan_actor' and not exists (
      select from identity.visible_to where row_id = of_transfer and scope = any (identity.scopes())) then
    raise exception 'only who sees a transfer may issue a link to it' using errcode = '42501';
  end if;
  update "case".guest_link set revoked_at = (link ->> 'issued_at')::timestamptz where transfer = of_transfer and revoked_at is null;
  insert into "case".guest_link (id, transfer, token_hash, code_hash, issued_at, issued_by, issued_by_name, expires_at)
    select t.id, t.transfer, t.token_hash, t.code_hash, t.issued_at, t.issued_by, t.issued_by_name, t.expires_at
    from jsonb_to_record(link) as t (id uuid, transfer uuid, token_hash text, code_hash text, issued_at timestamptz, issued_by text,
      issued_by_name text, expires_at timestamptz);
end $$;
revoke all on function "case".issue_link(jsonb) from public;
grant execute on function "case".issue_link(jsonb) to saihan_actor, saihan_system;
