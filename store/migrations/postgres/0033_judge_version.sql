-- Versions of windows only rise, also when a host's clock is set back.
alter table monitoring.cursor add column version bigint not null default 0;
