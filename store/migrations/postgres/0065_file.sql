-- Who brought which file. The bytes stand under their SM3; knowing a hash is not having the file, so that what a person may do with one
-- begins with a line here or with a row that the person sees.
create schema file;
grant usage on schema file to saihan_actor, saihan_system;

create table file.upload (
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  person uuid not null,
  size bigint not null check (size > 0),
  at timestamptz not null,
  primary key (hash, person)
);
alter table file.upload enable row level security;
alter table file.upload force row level security;
create policy system_all on file.upload to saihan_system using (true) with check (true);
create policy own on file.upload to saihan_actor
  using (person::text = current_setting('saihan.actor', true)) with check (person::text = current_setting('saihan.actor', true));
grant select, insert on file.upload to saihan_actor, saihan_system;
