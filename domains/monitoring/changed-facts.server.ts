import { sql } from "kysely";
import type { Platform } from "#kernel/platform.ts";
import { day as dayMs, hour as hourMs, hourStart, isoTime } from "#kernel/time.ts";
import { systemActor } from "#store/actor.ts";
import type { Catalogue } from "./catalogue.server.ts";
import type { Touched } from "./windows.server.ts";

const actor = systemActor("judge");
/** A changed limit is applied to the days that people still look at; older results keep the edition that they name. */
const limitBackMs = 7 * dayMs;

export type ChangedFact = Readonly<{ outfall: string; hours: readonly Touched[] }>;

/** Rows committed late carry an earlier time; they are looked for again. */
const overlapMs = 10_000;

/**
 * Marks and limits that changed since `since`, as the hours that they touch, before and after the change: a mark that was shortened gives
 * hours back to judging. `asOf` is the database's own time, up to which everything was seen.
 */
export async function changedFacts(
  platform: Platform,
  catalogue: Catalogue,
  { since, now }: Readonly<{ since: number; now: number }>,
): Promise<Readonly<{ facts: readonly ChangedFact[]; asOf: number }>> {
  const found = await platform.postgres.transact(
    actor,
    async (tx) => {
      const after = isoTime(since);
      const marks = await sql<{ outfall: string; factor: string | null; begins: Date; ends: Date | null }>`
        select m.outfall, m.factor, least(m.begins, (select min(h.begins) from monitoring.mark_history as h where h.id = m.id)) as begins,
          case when m.ends is null or exists (select from monitoring.mark_history as h where h.id = m.id and h.ends is null) then null
            else greatest(m.ends, (select max(h.ends) from monitoring.mark_history as h where h.id = m.id)) end as ends
        from monitoring.mark as m where m.updated_at > ${after}`.execute(tx);
      const limits = await sql<{ outfall: string; factor: string }>`select distinct outfall, factor from base.limit
        where updated_at > ${after}`.execute(tx);
      const clock = await sql<{ at: Date }>`select now() as at`.execute(tx);
      return { marks: marks.rows, limits: limits.rows, asOf: (clock.rows[0]?.at.getTime() ?? since) - overlapMs };
    },
    { readOnly: true },
  );
  const facts = [
    ...found.marks.map(({ outfall, factor, begins, ends }) => ({
      outfall,
      factor,
      from: begins.getTime(),
      to: Math.min(now, ends?.getTime() ?? now),
    })),
    ...found.limits.map(({ outfall, factor }) => ({ outfall, factor, from: now - limitBackMs, to: now })),
  ];
  return {
    facts: facts
      .map((fact) => ({ outfall: fact.outfall, hours: hoursOf(catalogue, fact) }))
      .filter(({ hours }) => hours.length > 0),
    asOf: Math.max(since, found.asOf),
  };
}

type Period = Readonly<{ outfall: string; factor: string | null; from: number; to: number }>;

function hoursOf(catalogue: Catalogue, { outfall, factor, from, to }: Period): Touched[] {
  const touched: Touched[] = [];
  for (const series of catalogue.ofSubject.get(outfall) ?? [])
    if (factor === null || series.factor === factor)
      for (let start = hourStart(from); start < to; start += hourMs) touched.push({ series: series.id, start });
  return touched;
}
