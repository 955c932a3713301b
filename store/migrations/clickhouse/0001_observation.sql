-- Packets, readings, the newest value of each series, and what is computed of an hour or a day.
-- Append only. The packet row is the commit record: readings are written first, the packet last, then the device is answered.
create table if not exists packet (
  mn String codec(ZSTD(1)),
  received DateTime64(6, 'UTC') codec(Delta, ZSTD(1)),
  boot UInt64 codec(Delta, ZSTD(1)),
  arrival UInt32 codec(Delta, ZSTD(1)),
  batch UInt64 codec(Delta, ZSTD(1)),
  key String codec(ZSTD(1)),
  cn LowCardinality(String),
  st LowCardinality(String),
  raw String codec(ZSTD(3)),
  encoding LowCardinality(String),
  bytes UInt32 codec(T64, ZSTD(1)),
  hash String codec(ZSTD(1)),
  verdict LowCardinality(String),
  reason LowCardinality(String),
  violations String codec(ZSTD(3)),
  faults UInt16 codec(T64, ZSTD(1)),
  readings UInt16 codec(T64, ZSTD(1)),
  data_time Nullable(DateTime64(3, 'UTC')) codec(Delta, ZSTD(1)),
  peer LowCardinality(String),
  index by_batch batch type minmax granularity 1,
  index by_received received type minmax granularity 1,
  index by_hash hash type bloom_filter(0.01) granularity 2
) engine = MergeTree
partition by toYYYYMM(received)
order by (mn, received)
settings non_replicated_deduplication_window = 1000;

-- value is null where a device sends a mark without a number.
create table if not exists reading (
  series UInt32 codec(Delta, ZSTD(1)),
  time DateTime64(3, 'UTC') codec(DoubleDelta, ZSTD(1)),
  value Nullable(Decimal(18, 6)) codec(Delta(8), ZSTD(1)),
  flag LowCardinality(String),
  received DateTime64(6, 'UTC') codec(Delta, ZSTD(1)),
  batch UInt64 codec(Delta, ZSTD(1)),
  index by_batch batch type minmax granularity 1
) engine = MergeTree
partition by toYYYYMM(time)
order by (series, time, received)
settings non_replicated_deduplication_window = 1000;

-- The newest value of a series: the latest time, and of several for that time the first received, which is the one in force.
create table if not exists latest (
  series UInt32,
  time SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
  newest AggregateFunction(argMax, Tuple(DateTime64(3, 'UTC'), Nullable(Decimal(18, 6)), String, DateTime64(6, 'UTC')), Tuple(DateTime64(3, 'UTC'), Int64))
) engine = AggregatingMergeTree
order by series;

create materialized view if not exists latest_feed to latest as
select
  r.series as series,
  max(r.time) as time,
  argMaxState((r.time, r.value, toString(r.flag), r.received), (r.time, -toUnixTimestamp64Micro(r.received))) as newest
from reading as r
group by r.series;

-- How far each device has come: a packet whose key is above `key` cannot be a repeat.
create table if not exists device_mark (
  mn String,
  key SimpleAggregateFunction(max, String),
  received SimpleAggregateFunction(max, DateTime64(6, 'UTC')),
  batch SimpleAggregateFunction(max, UInt64)
) engine = AggregatingMergeTree
order by mn;

create materialized view if not exists device_mark_feed to device_mark as
select
  p.mn as mn,
  max(if(p.verdict = 'stored', p.key, '')) as key,
  max(p.received) as received,
  max(p.batch) as batch
from packet as p
group by p.mn;

-- An hour or a day of a series, computed by the judge; a later version replaces an earlier one.
create table if not exists span (
  series UInt32 codec(Delta, ZSTD(1)),
  span LowCardinality(String),
  start DateTime64(3, 'UTC') codec(DoubleDelta, ZSTD(1)),
  expected UInt32 codec(T64, ZSTD(1)),
  count UInt32 codec(T64, ZSTD(1)),
  valid UInt32 codec(T64, ZSTD(1)),
  mean Nullable(Decimal(18, 6)) codec(ZSTD(1)),
  min Nullable(Decimal(18, 6)) codec(ZSTD(1)),
  max Nullable(Decimal(18, 6)) codec(ZSTD(1)),
  flag LowCardinality(String),
  conflicts UInt32 codec(T64, ZSTD(1)),
  mark_version UInt32 codec(T64, ZSTD(1)),
  version UInt64 codec(Delta, ZSTD(1))
) engine = ReplacingMergeTree(version)
partition by toYYYYMM(start)
order by (series, span, start);
