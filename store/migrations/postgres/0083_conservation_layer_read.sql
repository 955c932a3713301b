-- A land cover of a whole league is also that of its banners: who works in a place reads the images that lie over it.
create policy actor_read_below on conservation.cover_layer for select to saihan_actor using (exists (
  select from place.region r where 'r:' || r.code = any (identity.scopes()) and cover_layer.region = any (r.path)));
