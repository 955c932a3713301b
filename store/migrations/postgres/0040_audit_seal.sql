-- The chain over the audit lines, and what keeps it whole: lines, seals and heads are added and never changed, not even by their owner.
-- A superuser can still do anything; that is what the signed heads and `verify` are for.
create function audit.keep() returns trigger language plpgsql as $$
begin
  raise exception '%.% is append only', tg_table_schema, tg_table_name using errcode = '0A000';
end $$;

-- The order and the transaction of a line are the engine's to say: a line that named a far transaction would never be sealed.
revoke insert on audit.line from saihan_actor, saihan_system;
grant insert (id, at, actor, actor_name, act, object, detail, peer, request, hash) on audit.line to saihan_actor, saihan_system;
create index audit_line_xid on audit.line (xid);
create index audit_line_act on audit.line (act text_pattern_ops, seq);
create trigger keep_rows before update or delete on audit.line for each row execute function audit.keep();
create trigger keep_table before truncate on audit.line for each statement execute function audit.keep();

create table audit.seal (
  position bigint primary key check (position > 0),
  line uuid not null unique references audit.line,
  line_hash text not null,
  -- hash of the position before; 64 zeros at the first
  prev text not null,
  -- SM3 over "prev|line_hash|position"
  hash text not null,
  sealed_at timestamptz not null default clock_timestamp()
);
grant select, insert on audit.seal to saihan_system;
create trigger keep_rows before update or delete on audit.seal for each row execute function audit.keep();
create trigger keep_table before truncate on audit.seal for each statement execute function audit.keep();

create table audit.head (
  id uuid primary key,
  position bigint not null references audit.seal,
  hash text not null,
  signed_at timestamptz not null,
  -- SM2 (DER, hexadecimal) over "position|hash|signed_at" with signed_at in UTC with milliseconds
  signature text not null,
  -- the uncompressed point, hexadecimal
  public_key text not null
);
create index head_position on audit.head (position);
grant select, insert on audit.head to saihan_system;
create trigger keep_rows before update or delete on audit.head for each row execute function audit.keep();
create trigger keep_table before truncate on audit.head for each statement execute function audit.keep();

-- Every line of a transaction below the horizon is sealed, so a round looks only above it.
create table audit.sealer (
  one boolean primary key default true check (one),
  horizon xid8 not null
);
insert into audit.sealer (horizon) values ('0');
grant select, update on audit.sealer to saihan_system;
