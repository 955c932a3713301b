-- The one way by which a person's act reaches a device's secrets: written for a device the person may see, never read.
create function observation.keep_secret(of_device uuid, new_password text, new_key text, new_notation text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from identity.visible_to where row_id = of_device and scope = any (identity.scopes())) then
    raise exception 'device is not visible' using errcode = '42501';
  end if;
  insert into observation.device_secret as kept (device, password, cipher_key, notation)
    values (of_device, coalesce(new_password, '123456'), new_key, coalesce(new_notation, 'bytes'))
    on conflict (device) do update set
      password = coalesce(new_password, kept.password),
      cipher_key = coalesce(new_key, kept.cipher_key),
      notation = coalesce(new_notation, kept.notation),
      updated_at = now();
end $$;
revoke all on function observation.keep_secret(uuid, text, text, text) from public;
grant execute on function observation.keep_secret(uuid, text, text, text) to saihan_actor;

-- Whether cipher text is expected, without saying more.
create function observation.is_encrypted(of_device uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from observation.device_secret where device = of_device and cipher_key is not null)
    and exists (select from identity.visible_to where row_id = of_device and scope = any (identity.scopes()))
$$;
revoke all on function observation.is_encrypted(uuid) from public;
grant execute on function observation.is_encrypted(uuid) to saihan_actor;

-- What devices speak for, under one name.
create view observation.subject with (security_invoker = true) as
  select 'outfall' as kind, o.id, o.name, o.region, o.enterprise as party, o.location, o.sample from base.outfall as o where o.retired_at is null
  union all
  select 'air-station', a.id, a.name, a.region, null::uuid, a.location, a.sample from base.air_station as a where a.retired_at is null
  union all
  select 'water-section', w.id, w.name, w.region, null::uuid, w.location, w.sample from base.water_section as w where w.retired_at is null;
grant select on observation.subject to saihan_actor, saihan_system;
