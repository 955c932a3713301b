-- An enterprise is an organ too, under the same id: its people are given grants in its name, and it is a party to what it owns.
create function base.enterprise_is_organ() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into organ.organ (id, name, kind, region, sample) values (new.id, new.name, 'enterprise', new.region, new.sample)
    on conflict (id) do update set name = excluded.name, region = excluded.region;
  return null;
end $$;
create trigger enterprise_is_organ after insert or update of name, region on base.enterprise
  for each row execute function base.enterprise_is_organ();
