import fc from "fast-check";
import { expect, test } from "vitest";
import { type Candidate, chosen } from "./choice.ts";
import { episodesOf as episodes, type Judged, reconcile, type Verdict } from "./episode.ts";
import { covers, dayWindow, expectedInHour, hourWindow, meanText, type Sums, type Window } from "./window.ts";

const sums: Sums = {
  series: 1,
  start: 0,
  count: 60,
  valid: 60,
  sum: "90",
  min: "1",
  max: "2",
  conflicts: 0,
  gap: 60,
  marks: [],
};
const setting = { intervalSeconds: 60, markVersion: 0 };

test("an hour needs 45 valid minutes, whatever the interval (HJ 212-2017 annex D)", () => {
  const valid = (count: number, gap: number) =>
    hourWindow({ ...sums, gap, count, valid: count }, "minute", setting).flag === "N";
  expect([valid(45, 60), valid(44, 60)]).toEqual([true, false]);
  expect([valid(5, 600), valid(4, 600)]).toEqual([true, false]);
  expect(
    hourWindow({ ...sums, count: 90, valid: 90, gap: 30 }, "realtime", { ...setting, intervalSeconds: 30 }),
  ).toMatchObject({ expected: 120, flag: "N" });
  expect(hourWindow({ ...sums, count: 1, valid: 1, gap: 0 }, "hour", setting)).toMatchObject({
    expected: 1,
    flag: "N",
    span: "hour",
  });
  expect(hourWindow({ ...sums, valid: 0, sum: null, marks: ["D"] }, "minute", setting)).toMatchObject({
    flag: "D",
    mean: null,
  });
});

test("one abnormal value spoils an hour of waste water, but not of flue gas (HJ 212-2017 notes to C.16–C.18)", () => {
  const hour = (marks: string[], wasteWater: boolean) =>
    hourWindow({ ...sums, valid: 60 - marks.length, marks }, "minute", { ...setting, wasteWater }).flag;
  expect([hour([], true), hour(["C"], true), hour(["C"], false)]).toEqual(["N", "C", "N"]);
  const few = hourWindow({ ...sums, count: 40, valid: 40 }, "minute", { ...setting, wasteWater: true });
  expect(few.flag).toBe("");
});

test("the expected number follows the interval that is kept", () => {
  expect(expectedInHour("realtime", 30, 30)).toBe(120);
  expect(expectedInHour("realtime", 60, 600)).toBe(60);
  expect(expectedInHour("realtime", 120, 30)).toBe(120);
  expect(expectedInHour("minute", 0, 30)).toBe(6);
  expect(expectedInHour("minute", 300, 30)).toBe(12);
});

test("a day needs 20 valid hours", () => {
  const flag = (valid: number) => dayWindow({ ...sums, count: 24, valid }, 0).flag;
  expect([flag(20), flag(19)]).toEqual(["N", ""]);
});

test("a mean is rounded once, half-even, to six places", () => {
  expect(meanText("1", 3)).toBe("0.333333");
  expect(meanText("0.000001", 2)).toBe("0.000000");
  expect(meanText("0.000003", 2)).toBe("0.000002");
  expect(meanText("-2", 3)).toBe("-0.666667");
});

const window = (more: Partial<Window>): Window => ({ ...hourWindow(sums, "minute", setting), ...more });
const candidate = (cadence: Candidate["cadence"], aggregate: string, more: Partial<Window> = {}): Candidate => ({
  cadence,
  aggregate,
  window: window(more),
});

test("minute means come first, a reported hour only when nothing covers it, converted before measured", () => {
  const pick = (...all: Candidate[]) => `${chosen(all)?.cadence} ${chosen(all)?.aggregate}`;
  expect(pick(candidate("hour", "Avg"), candidate("realtime", "Rtd"), candidate("minute", "Avg"))).toBe("minute Avg");
  expect(pick(candidate("minute", "Avg"), candidate("minute", "ZsAvg"))).toBe("minute ZsAvg");
  expect(pick(candidate("hour", "Avg"), candidate("minute", "Avg", { count: 10, valid: 10 }))).toBe("hour Avg");
  expect(pick(candidate("hour", "Avg"), candidate("minute", "Avg", { count: 60, valid: 3, flag: "D" }))).toBe(
    "minute Avg",
  );
  expect(pick(candidate("minute", "Avg", { count: 10 }))).toBe("minute Avg");
  expect(covers(window({ count: 45 }))).toBe(true);
});

const judged = (text: string): Judged<number>[] =>
  [...text].map((letter, start) => ({
    start,
    verdict: ({ o: "over", n: "normal", m: "marked" }[letter] ?? "none") as Verdict,
    window: start,
  }));

const episodesOf = (windows: Judged<number>[]) => episodes(windows, { length: 1, gap: 5 });

test("an episode ends with the first normal or marked window; gaps neither end nor extend it", () => {
  expect(episodesOf(judged("noo-onoomn"))).toEqual([
    { started: 1, last: 4, ended: 5, over: [1, 2, 4] },
    { started: 6, last: 7, ended: 8, over: [6, 7] },
  ]);
  expect(episodesOf(judged("oo------o"))).toMatchObject([
    { started: 0, last: 1, ended: 2 },
    { started: 8, ended: undefined },
  ]);
  expect(episodesOf(judged("-o--"))).toEqual([{ started: 1, last: 1, ended: undefined, over: [1] }]);
});

test("a stored alarm keeps its id when late data stretch, join or split its episode", () => {
  const stored = [
    { id: "a", started: 1, last: 1, ended: 2 },
    { id: "b", started: 3, last: 3, ended: 4 },
  ];
  const joined = reconcile(stored, episodesOf(judged("nooon")));
  expect(joined.keep.map(({ stored: { id }, episode }) => [id, episode.started, episode.ended])).toEqual([["a", 1, 4]]);
  expect(joined.withdraw.map(({ id }) => id)).toEqual(["b"]);
  const gone = reconcile(stored, episodesOf(judged("nnnon")));
  expect([gone.withdraw.map(({ id }) => id), gone.keep.map(({ stored: { id } }) => id), gone.create]).toEqual([
    ["a"],
    ["b"],
    [],
  ]);
});

test("whatever was stored before, the alarms in force are the episodes", () => {
  const text = fc.stringMatching(/^[onm-]{0,30}$/);
  fc.assert(
    fc.property(text, text, (before, after) => {
      const stored = episodesOf(judged(before)).map((episode, n) => ({ ...episode, id: String(n) }));
      const now = episodesOf(judged(after));
      const { create, keep, withdraw } = reconcile(stored, now);
      const inForce = [...create, ...keep.map(({ episode }) => episode)].sort((a, b) => a.started - b.started);
      expect(inForce).toEqual(now);
      expect(keep.length + withdraw.length).toBe(stored.length);
    }),
  );
});
