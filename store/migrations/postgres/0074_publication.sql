-- What the public reads of cases: a projection that holds only what a kind of case chose to show. Nothing else of a case is here, and who is
-- not signed in reads nothing but this. Written by the platform alone, from the case as it stands.
create schema publication;
grant usage on schema publication to saihan_system;

create table publication.item (
  id uuid primary key,
  case_id uuid not null references "case"."case",
  -- what is published of it, e.g. conservation.closure
  what text not null,
  -- the clock that counts this publicity: a case that is made public again is another item
  clock uuid not null references clock.clock,
  number text not null,
  title_zh text not null,
  title_en text not null,
  region text not null references place.region,
  organ_name text not null,
  -- [{title, value}] in the order in which they are shown
  facts jsonb not null,
  published_at timestamptz not null,
  ends_at timestamptz not null,
  state text not null check (state in ('open', 'ended', 'withdrawn')),
  -- since when it is no longer open
  left_at timestamptz,
  -- why it is no longer shown; its facts are gone then
  tombstone_zh text,
  tombstone_en text,
  sample boolean not null,
  unique (what, clock),
  check ((state = 'open') = (left_at is null)),
  check ((state = 'withdrawn') = (tombstone_zh is not null and tombstone_en is not null)),
  check (state <> 'withdrawn' or facts = '[]')
);
create index item_published on publication.item (published_at desc, id desc);
create index item_case on publication.item (case_id);
create unique index item_one_open on publication.item (case_id, what) where state = 'open';

-- What somebody had to say about it. Name and address are for the handling organ and stand nowhere else.
create table publication.objection (
  id uuid primary key,
  item uuid not null references publication.item,
  at timestamptz not null,
  name text,
  contact text not null,
  text text not null,
  -- of contact and text: sent twice it is one objection
  hash text not null,
  -- where it came from, as it is counted: an IPv4 address, or the network of an IPv6 address
  peer text not null,
  unique (item, hash)
);
create index objection_peer on publication.objection (peer, at);
select identity.system_only('publication.item'), identity.system_only('publication.objection');
revoke update on publication.objection from saihan_system;
