-- Signatures: a version of something, signed by a person with SM2. The key of a person is sealed by that person's password; the platform
-- cannot open it by itself.
create schema signature;
grant usage on schema signature to saihan_actor, saihan_system;

create table signature.key (
  id uuid primary key,
  person uuid not null references identity.person,
  -- uncompressed point, 130 hexadecimal digits
  public_key text not null unique,
  -- { kdf, salt, iv, text, mac }: argon2id → SM4-CTR + HMAC-SM3
  sealed jsonb not null,
  made_at timestamptz not null,
  revoked_at timestamptz,
  revoked_reason text
);
create unique index key_in_force on signature.key (person) where revoked_at is null;
alter table signature.key enable row level security;
alter table signature.key force row level security;
create policy system_all on signature.key to saihan_system using (true) with check (true);
create policy own on signature.key to saihan_actor
  using (person::text = current_setting('saihan.actor', true)) with check (person::text = current_setting('saihan.actor', true));
grant select, insert, update on signature.key to saihan_actor, saihan_system;

-- The stored form of the password of the person who asks, and of nobody else.
create function signature.own_password() returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select password_hash from identity.person where id::text = current_setting('saihan.actor', true) and disabled_at is null
$$;
revoke all on function signature.own_password() from public;
grant execute on function signature.own_password() to saihan_actor;

create table signature.signature (
  id uuid primary key,
  -- "<kind>/<id>", and the protected row through which it is seen
  object text not null,
  row_id uuid not null,
  version int not null,
  method text not null check (method in ('quick', 'strong')),
  -- the signed text (canonical JSON) and the content that its hash was taken over
  text text not null,
  content text not null,
  document_hash text,
  signature text not null,
  key uuid references signature.key,
  public_key text not null,
  signer uuid not null,
  signer_name text not null,
  organ uuid,
  organ_name text,
  capacity text,
  on_behalf_of uuid,
  on_behalf_of_name text,
  at timestamptz not null,
  revoked_at timestamptz,
  revoked_reason text,
  check ((revoked_at is null) = (revoked_reason is null))
);
create index signature_object on signature.signature (object, version);
select identity.protect_child('signature.signature', 'row_id');
create policy own_changes on signature.signature as restrictive for update to saihan_actor
  using (signer::text = current_setting('saihan.actor', true));

create function signature.keep_signature() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (to_jsonb(new) - array['revoked_at', 'revoked_reason']) is distinct from
      (to_jsonb(old) - array['revoked_at', 'revoked_reason']) or old.revoked_at is not null then
    raise exception 'a signature is never changed; it may be revoked once' using errcode = '0A000';
  end if;
  return new;
end $$;
create trigger keep_signature before update or delete on signature.signature for each row execute function signature.keep_signature();
