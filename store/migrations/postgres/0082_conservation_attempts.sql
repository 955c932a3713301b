-- A run whose worker went away again and again is not begun for ever: it may be the run that ends it.
alter table conservation.run add column attempts int not null default 0;
