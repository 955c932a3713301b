-- An MN is given once in the whole region: whether one stands is known to everyone who may register, whose it is is not.
create function observation.mn_taken(wanted text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from observation.device where mn = wanted)
$$;
revoke all on function observation.mn_taken(text) from public;
grant execute on function observation.mn_taken(text) to saihan_actor, saihan_system;
