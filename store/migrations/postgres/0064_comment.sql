-- What people say to each other about a case. It moves nothing; who sees the case reads it, the enterprise that the case is about does not.
create table "case".comment (
  id uuid primary key,
  case_id uuid not null references "case"."case",
  at timestamptz not null,
  person text not null,
  person_name text not null,
  organ uuid not null references organ.organ,
  organ_name text not null,
  text text not null,
  mentions uuid[] not null default '{}',
  -- crossed out by its author: the line stays, the words go from the page
  withdrawn_at timestamptz
);
create index comment_case on "case".comment (case_id, at);
select identity.protect_child('"case".comment', 'case_id');
create policy not_for_parties on "case".comment as restrictive to saihan_actor using (not exists (
  select from organ.organ where id = nullif(current_setting('saihan.organ', true), '')::uuid and kind = 'enterprise'));
create function "case".keep_comment() returns trigger language plpgsql as $$
begin
  if (to_jsonb(new) - 'withdrawn_at') is distinct from (to_jsonb(old) - 'withdrawn_at') or old.withdrawn_at is not null then
    raise exception 'a comment is never changed' using errcode = '0A000';
  end if;
  return new;
end $$;
create trigger keep_comment before update on "case".comment for each row execute function "case".keep_comment();

-- Names of the people of organs, for who asks, mentions or hands over: accounts themselves are closed. Administrators are no part of the work.
create function identity.people_of(organs uuid[]) returns table (id uuid, name text, organ uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.id, p.name, p.organ from identity.person as p
    where p.organ = any (organs) and p.disabled_at is null and not exists (select from identity."grant" as g where g.person = p.id
      and (g.valid_to is null or g.valid_to > now()) and g.role in ('sysadmin', 'secadmin', 'auditadmin'))
$$;
revoke all on function identity.people_of(uuid[]) from public;
grant execute on function identity.people_of(uuid[]) to saihan_actor, saihan_system;
