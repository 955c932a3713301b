create table place.boundary (
  code text primary key references place.region,
  area geometry(MultiPolygon, 4490) not null,
  -- what the source gave and what was done to it
  datum text not null,
  source text not null,
  sample boolean not null
);
create index boundary_area on place.boundary using gist (area);
select identity.open_to_all('place.boundary');
