import type { Observe } from "#store/clickhouse.ts";

/** Where the last run ended. */
export type Resume = Readonly<{
  /** The highest `received` stored, microseconds. */
  received: number;
  /** The highest number of a group, in packets or readings. */
  batch: number;
  /** Readings that were taken back because their packet never was committed. */
  takenBack: number;
}>;

/**
 * Puts the store in order after a run that ended anywhere. The views are fed again from the last group on (a view is written after its
 * table, and repeats do it no harm). Readings of a group whose packets were never committed were never acknowledged; they are taken back,
 * so that every reading walks back to its packet. Only an embedded engine is swept: on a server other gateways may be writing.
 */
export async function recover(observe: Observe): Promise<Resume> {
  await observe.command(`insert into device_mark
    select p.mn as mn, max(if(p.verdict = 'stored', p.key, '')) as key, max(p.received) as received, max(p.batch) as batch
    from packet as p where p.batch >= (select max(m.batch) from device_mark as m) group by p.mn`);
  const [end] = await observe.query<{ received: number; batch: number }>(
    "select toUnixTimestamp64Micro(max(m.received)) as received, max(m.batch) as batch from device_mark as m",
  );
  const { received = 0, batch = 0 } = end ?? {};
  const [loose] = await observe.query<{ rows: number; batch: number }>(
    "select count() as rows, max(r.batch) as batch from reading as r where r.batch > {batch:UInt64}",
    { batch },
  );
  const takenBack = loose?.rows ?? 0;
  if (takenBack > 0 && observe.embedded) await takeBack(observe, batch);
  await observe.command(`insert into latest ${newestOf(`r.batch >= ${batch}`)}`);
  return { received: Math.max(received, 0), batch: Math.max(batch, loose?.batch ?? 0), takenBack };
}

async function takeBack(observe: Observe, batch: number): Promise<void> {
  const series = await observe.query<{ series: number }>(
    "select distinct series from reading as r where r.batch > {batch:UInt64}",
    { batch },
  );
  const ids = series.map((row) => row.series).join(", ");
  await observe.command(`alter table reading delete where batch > ${batch} settings mutations_sync = 2`);
  await observe.command(`alter table latest delete where series in (${ids}) settings mutations_sync = 2`);
  await observe.command(`insert into latest ${newestOf(`r.series in (${ids})`)}`);
}

const newestOf = (where: string): string => `select r.series as series, max(r.time) as time,
  argMaxState((r.time, r.value, toString(r.flag), r.received), (r.time, -toUnixTimestamp64Micro(r.received))) as newest
  from reading as r where ${where} group by r.series`;
