import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Observe, openObserve } from "./clickhouse.ts";
import { statementsOf } from "./clickhouse-migrate.ts";

const folder = mkdtempSync(join(tmpdir(), "saihan-observe-"));
let observe: Observe;

beforeAll(async () => {
  observe = await openObserve({ path: join(folder, "observe") });
  await observe.migrate();
});
afterAll(async () => {
  await observe.close();
  rmSync(folder, { recursive: true, force: true });
});

const columns = ["series", "time", "value", "flag", "received", "batch"];
const noon = Date.UTC(2026, 10, 23, 4);

test("migrations are applied once", async () => {
  expect(await observe.migrate()).toEqual([]);
  expect(statementsOf("-- a;\ncreate x;\n\nselect ';'\n;\n")).toEqual(["create x", "select ';'"]);
});

test("decimals come back as they went in", async () => {
  await observe.insert({
    table: "reading",
    columns,
    rows: `[1,${noon},"123456789012.345678","N",${noon}000,1]\n[1,${noon + 1},null,"D",${noon}001,1]`,
    token: "exact",
  });
  expect(
    await observe.query("select value, flag, time, received from reading where series = {s:UInt32} order by time", {
      s: 1,
    }),
  ).toEqual([
    {
      value: "123456789012.345678",
      flag: "N",
      time: "2026-11-23T04:00:00.000Z",
      received: "2026-11-23T04:00:00.000000Z",
    },
    { value: null, flag: "D", time: "2026-11-23T04:00:00.001Z", received: "2026-11-23T04:00:00.000001Z" },
  ]);
});

test("a block sent again with its token is stored once, another block is not dropped", async () => {
  const rows = [[2, noon, "1", "N", noon * 1000, 2]];
  for (const token of ["t1", "t1", "t2"]) await observe.insert({ table: "reading", columns, rows, token });
  expect(await observe.query("select count() as n from reading where series = 2")).toEqual([{ n: 2 }]);
});

test("latest is the newest time, and of several for it the first received", async () => {
  const put = (time: number, value: string, received: number, token: string) =>
    observe.insert({ table: "reading", columns, rows: [[3, time, value, "N", received, 3]], token });
  await put(noon, "95", noon * 1000, "l1");
  await put(noon, "45", noon * 1000 + 5, "l2");
  await put(noon - 600_000, "7", noon * 1000 + 9, "l3");
  expect(
    await observe.query(
      "select tupleElement(argMaxMerge(l.newest) as n, 2) as value, tupleElement(n, 4) as received from latest as l where series = 3 group by series",
    ),
  ).toEqual([{ value: "95", received: "2026-11-23T04:00:00.000000Z" }]);
});

test("the newest values of ten thousand series come in one answer", async () => {
  const rows: string[] = [];
  for (let k = 0; k < 20_000; k++)
    rows.push(`[${100_000 + (k % 10_000)},${noon + k * 100},"${k % 97}.5","N",${noon}${k % 10}00,4]`);
  await observe.insert({ table: "reading", columns, rows: rows.join("\n"), token: "many" });
  const ids = Array.from({ length: 10_000 }, (_, k) => 100_000 + k);
  const ask = () =>
    observe.query<{ series: number; value: string }>(
      "select series, tupleElement(argMaxMerge(l.newest), 2) as value from latest as l where series in {ids:Array(UInt32)} group by series",
      { ids },
    );
  const answer = await ask();
  expect(answer).toHaveLength(10_000);
  expect(new Map(answer.map(({ series, value }) => [series, value])).get(100_007)).toBe(`${10_007 % 97}.5`);
});

test("an insert does not wait behind slow questions, however many, and a runaway question ends", async () => {
  const order: string[] = [];
  const slow = (maxSeconds: number) =>
    observe
      .query("select sleepEachRow(0.01) as s from numbers(290)", {}, { maxSeconds })
      .then(
        () => "answered",
        () => "stopped",
      )
      .finally(() => order.push("question"));
  const questions = [60, 60, 60, 60, 60, 1].map(slow);
  const rows = [[4, noon, "1", "N", noon * 1000, 5]];
  await observe.insert({ table: "reading", columns, rows, token: "beside" });
  order.push("insert");
  const ends = await Promise.all(questions);
  expect(ends).toEqual(["answered", "answered", "answered", "answered", "answered", "stopped"]);
  expect(order[0]).toBe("insert");
});

test("a caller may stop waiting; the next question is answered", async () => {
  const slow = observe.query("select sleep(1)", {}, { signal: AbortSignal.timeout(50) });
  await expect(slow).rejects.toThrow();
  expect(await observe.query("select 1 as one")).toEqual([{ one: 1 }]);
  expect(await observe.ping()).toBe(true);
});

test("rows can be streamed", async () => {
  let sum = 0;
  for await (const row of observe.stream<{ n: number }>("select number as n from numbers({k:UInt32})", { k: 1000 }))
    sum += row.n;
  expect(sum).toBe(499_500);
});
