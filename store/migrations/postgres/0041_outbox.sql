-- What happened, for those who act on it later: written in the transaction of the act, delivered at least once and in order.
create schema outbox;
grant usage on schema outbox to saihan_actor, saihan_system;

create table outbox.event (
  seq bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  topic text not null,
  body jsonb not null,
  at timestamptz not null default clock_timestamp(),
  -- the order of delivery: given once no running transaction can put anything before it
  position bigint unique
);
create index event_unplaced on outbox.event (seq) where position is null;
create index event_topic on outbox.event (topic, position);
grant insert (topic, body) on outbox.event to saihan_actor, saihan_system;
grant select on outbox.event to saihan_system;

-- Gives the next positions to events of finished transactions, at most 10,000 at once, in the order of their numbers. A transaction
-- that is not running and not below the horizon belongs to the server that the database was restored from.
create function outbox.place() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  last bigint;
  placed bigint;
begin
  perform pg_advisory_xact_lock(7212041);
  select coalesce(max(position), 0) into last from outbox.event;
  with ready as (
    select seq, row_number() over (order by seq) as n from (
      select seq from outbox.event
      where position is null
        and (xid < pg_snapshot_xmin(pg_current_snapshot()) or xid >= pg_snapshot_xmax(pg_current_snapshot()))
      order by seq limit 10000) as first
  )
  update outbox.event as e set position = last + ready.n from ready where e.seq = ready.seq;
  get diagnostics placed = row_count;
  return placed;
end $$;
revoke all on function outbox.place() from public;
grant execute on function outbox.place() to saihan_system;

create table outbox.consumer (
  name text primary key,
  -- everything up to here was handled, or set aside with its reason
  position bigint not null default 0,
  -- failures of the event after `position`
  attempts int not null default 0,
  retry_at timestamptz,
  last_error text,
  -- who is handling now, and until when nobody else may
  holder uuid,
  held_until timestamptz,
  updated_at timestamptz not null default now()
);
grant select, insert, update on outbox.consumer to saihan_system;

create table outbox.dead (
  consumer text not null references outbox.consumer,
  seq bigint not null references outbox.event,
  attempts int not null,
  reason text not null,
  at timestamptz not null default now(),
  primary key (consumer, seq)
);
grant select, insert on outbox.dead to saihan_system;
