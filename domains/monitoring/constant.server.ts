import { uuidv7 } from "#kernel/id.ts";
import type { Platform } from "#kernel/platform.ts";
import { civilDate, hour as hourMs } from "#kernel/time.ts";
import { type Alarm, alarmOf } from "./alarm.ts";
import { type Catalogue, keyOf } from "./catalogue.server.ts";
import type { Series } from "./catalogue.ts";
import { marksIn } from "./catalogue.ts";
import { isConverted } from "./choice.ts";
import { explainConstant } from "./explanation.ts";
import { threshold } from "./rules.ts";
import { covers, type Window } from "./window.ts";
import { readWindows } from "./windows.server.ts";

/** Factors that show the load: while they stand still, a constant concentration proves nothing. */
const loadFactors = ["a00000", "a01011", "w00000"];

/**
 * CONST: an hourly mean of a limited factor that repeats, to the last digit, for some hours while the flow changes. Looked at once an hour,
 * over the hours that have just ended. A lead for review, never a reason to drop data.
 */
export async function judgeConstant(
  platform: Platform,
  catalogue: Catalogue,
  { lastHour, open }: Readonly<{ lastHour: number; open: readonly Alarm[] }>,
): Promise<Alarm[]> {
  const date = civilDate(lastHour);
  const hours = { gas: threshold("constant-gas-hours", date), water: threshold("constant-water-samples", date) };
  const longest = Math.max(...Object.values(hours));
  const limited = new Map<string, readonly Series[]>();
  const asked = new Set<number>();
  for (const [key, limits] of catalogue.limits) {
    const series = (catalogue.bySubject.get(key) ?? []).filter((one) => one.cadence !== "day" && !isConverted(one));
    if (series.length === 0 || limits.every(({ retired }) => retired)) continue;
    limited.set(key, series);
    const subject = series[0]?.subject ?? "";
    for (const one of [
      ...series,
      ...loadFactors.flatMap((factor) => catalogue.bySubject.get(keyOf(subject, factor)) ?? []),
    ])
      asked.add(one.id);
  }
  if (asked.size === 0) return [];
  const windows = new Map<number, Window[]>();
  const lo = lastHour - (longest - 1) * hourMs;
  for (const window of await readWindows(platform.observe, {
    series: [...asked],
    span: "hour",
    lo,
    hi: lastHour + hourMs,
  }))
    windows.set(window.series, [...(windows.get(window.series) ?? []), window]);

  const changed: Alarm[] = [];
  const known = new Map(
    open
      .filter(({ rule, ended }) => rule === "constant" && ended === undefined)
      .map((alarm) => [keyOf(alarm.subject, alarm.factor ?? ""), alarm]),
  );
  for (const [key, series] of limited) {
    const subject = catalogue.subjects.get(series[0]?.subject ?? "");
    if (!subject || subject.retired) continue;
    const n = subject.medium === "water" ? hours.water : hours.gas;
    const from = lastHour - (n - 1) * hourMs;
    const one = series.find(({ id }) => windows.get(id)?.some((window) => window.start === lastHour && covers(window)));
    const before = known.get(key);
    const run = one && (windows.get(one.id) ?? []).filter(({ start, flag }) => start >= from && flag === "N");
    const newest = run?.find(({ start }) => start === lastHour);
    if (!one || !run || !newest?.mean) continue;
    const same = run.length === n && run.every(({ mean }) => mean === newest.mean) && Number(newest.mean) > 0;
    const marked = marksIn(catalogue.marks.get(subject.id), one.factor, from, lastHour + hourMs).length > 0;
    if (!same || marked || loadStoodStill(catalogue, subject.id, windows, from)) {
      if (before && newest.mean !== before.value) changed.push({ ...before, ended: lastHour });
      continue;
    }
    const started = before?.value === newest.mean ? before.started : from;
    const count = Math.round((lastHour - started) / hourMs) + 1;
    const factorName = catalogue.factorNames.get(one.factor) ?? one.factor;
    changed.push({
      ...alarmOf(subject, "constant"),
      id: before?.id ?? uuidv7(),
      mn: one.mn,
      factor: one.factor,
      series: one.id,
      started,
      last: lastHour,
      ended: undefined,
      value: newest.mean,
      valueAt: lastHour,
      limit: undefined,
      multiple: undefined,
      hours: count,
      explanation: explainConstant({
        factorName,
        value: newest.mean,
        unit: one.unit,
        hours: count,
        from: started,
        to: lastHour + hourMs,
        mn: one.mn,
      }),
      caseId: before?.caseId,
      withdrawn: undefined,
    });
  }
  return changed;
}

/** True when a flow is measured and did not change either. */
function loadStoodStill(
  catalogue: Catalogue,
  subject: string,
  windows: ReadonlyMap<number, readonly Window[]>,
  from: number,
): boolean {
  const means = loadFactors.flatMap((factor) =>
    (catalogue.bySubject.get(keyOf(subject, factor)) ?? []).map(
      ({ id }) =>
        new Set(
          (windows.get(id) ?? []).filter(({ start, mean }) => start >= from && mean !== null).map(({ mean }) => mean),
        ),
    ),
  );
  const measured = means.filter((set) => set.size > 0);
  return measured.length > 0 && measured.every((set) => set.size === 1);
}
