import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { relationalEngines } from "#store/kit.ts";
import { episodesOf } from "./episode.ts";
import { openJudge } from "./judge.server.ts";
import { at, hourOf, judgeKit } from "./kit.server.ts";

/** Whatever the order of arrival, whoever judges, and however often: the same windows and the same alarms. */
describe.each(relationalEngines)("the judge's result, with PostgreSQL %s", (kind) => {
  const kit = judgeKit(kind);
  const { clock, run, plant, commit, settle, spans, alarms } = kit;

  test("a judge that starts again, or two at once, change nothing", async () => {
    const { outfall, mn, series } = await plant([["Avg", "minute"]]);
    await commit(
      mn,
      hourOf(series["Avg-minute"] as number, at("2026-11-24T08:00:00"), () => "70"),
    );
    await settle();
    const before = await alarms(outfall, "hour-over");
    const [first, second] = [openJudge(kit.platform), openJudge(kit.platform)];
    clock.now += 200_000;
    await Promise.allSettled([first.cycle(), second.cycle()]);
    await run(sql`update monitoring.cursor set batch = 0`);
    clock.now += 200_000;
    await settle();
    expect(await alarms(outfall, "hour-over")).toMatchObject(
      before.map(({ id, started, hours }) => ({ id, started, hours })),
    );
    expect(before).toHaveLength(1);
  });

  test("after random late data every window equals a full recomputation, bit for bit", async () => {
    const { mn, series } = await plant([["Avg", "minute"]]);
    const id = series["Avg-minute"] as number;
    let seed = 7;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    const start = at("2026-11-22T00:00:00");
    const minutes = Array.from({ length: 30 * 60 }, (_, n) => n).sort(() => random() - 0.5);
    for (let from = 0; from < minutes.length; from += 150) {
      const part = minutes.slice(from, from + 150 + Math.floor(random() * 20));
      await commit(
        mn,
        part.map(
          (minute) => [id, start + minute * 60_000, (random() * 90).toFixed(3), random() < 0.05 ? "D" : "N"] as const,
        ),
      );
      if (random() < 0.5) await settle();
    }
    await settle();
    const incremental = [...(await spans(id)), ...(await spans(id, "day"))];
    expect(incremental).toHaveLength(32);
    await run(sql`update monitoring.cursor set batch = 0`);
    await settle();
    expect([...(await spans(id)), ...(await spans(id, "day"))]).toEqual(incremental);
  });

  test("alarms are the episodes of the hours, in whatever order the hours came", async () => {
    let seed = 11;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    const start = at("2026-11-20T00:00:00");
    for (let round = 0; round < 3; round++) {
      const { outfall, mn, series } = await plant([["Avg", "hour"]]);
      const id = series["Avg-hour"] as number;
      const value = (n: number): string => ((n * 7919 * (round + 3)) % 11 < 5 ? "60" : "20");
      const hours = Array.from({ length: 80 }, (_, n) => n)
        .filter(() => random() > 0.45)
        .sort(() => random() - 0.5);
      for (let from = 0; from < hours.length; from += 6) {
        const part = hours.slice(from, from + 6);
        await commit(
          mn,
          part.map((n) => [id, start + n * 3_600_000, value(n)] as const),
        );
        await settle();
      }
      const verdict = (n: number) => (value(n) === "60" ? "over" : "normal");
      const judged = hours
        .sort((a, b) => a - b)
        .map((n) => ({ start: start + n * 3_600_000, verdict: verdict(n), window: n }) as const);
      const expected = episodesOf(judged, { length: 3_600_000, gap: 6 * 3_600_000 });
      expect(expected.length).toBeGreaterThan(3);
      const inForce = (await alarms(outfall, "hour-over")).filter(({ withdrawn_at }) => withdrawn_at === null);
      expect(
        inForce.map(({ started, last, ended, hours: over }) => [
          started.getTime(),
          last.getTime(),
          ended?.getTime(),
          over,
        ]),
      ).toEqual(expected.map(({ started, last, ended, over }) => [started, last, ended, over.length]));
    }
  });

  // one transaction at a time is all that the embedded engine does
  test.skipIf(kind === "embedded")(
    "of two workers one judges; the other takes over when the first is gone",
    async () => {
      const { outfall, mn, series } = await plant([["Avg", "minute"]]);
      // with an engine of its own a platform is alone; here both share one
      const shared = { ...kit.platform, observe: { ...kit.platform.observe, embedded: false } };
      const [first, second] = [openJudge(shared), openJudge(shared)];
      clock.now += 200_000;
      const put = (hour: string, value: string) =>
        commit(
          mn,
          hourOf(series["Avg-minute"] as number, at(`2026-11-24T${hour}:00:00`), () => value),
        );
      await put("08", "70");
      const worked = await Promise.all([first.cycle(), second.cycle()]);
      expect(worked.filter(Boolean)).toHaveLength(1);
      const [holder, other] = worked[0] ? [first, second] : [second, first];
      expect(await alarms(outfall, "hour-over")).toMatchObject([{ hours: 1, value: "70" }]);
      await put("09", "90");
      expect(await other.cycle()).toBe(false);
      clock.now += 60_000;
      expect(await other.cycle()).toBe(true);
      expect(await holder.cycle()).toBe(false);
      expect(await alarms(outfall, "hour-over")).toMatchObject([{ hours: 2, value: "90" }]);
    },
  );
});
