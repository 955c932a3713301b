import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { officers, roleIds } from "#kernel/identity/role.ts";
import { sowPlaces } from "#kernel/kit.server.ts";
import { Refusal } from "#kernel/refusal.ts";
import { civilDate, day } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import { openTestEngines, relationalEngines, type TestEngines } from "#store/kit.ts";
import type { Tx } from "#store/postgres.ts";
import { defineRegister } from "./define.ts";
import { schemaDifference } from "./difference.server.ts";
import { rederiveDue } from "./due.server.ts";
import { area, point, text, within } from "./field.ts";
import { listQueryOf } from "./list-query.ts";
import { amendRow, createRow, listRows, readHistory, readRow } from "./store.server.ts";

const common = { work: "quality", label: "name", read: roleIds, write: officers } as const;
const name = text({ zh: "名称", en: "Name" }, { required: true, list: true });
const redLine = defineRegister({
  ...common,
  id: "trial.red-line",
  path: "trial/red-lines",
  title: { zh: "红线", en: "Red lines" },
  noun: { zh: "红线", en: "red line" },
  dated: true,
  unique: [["code"]],
  fields: {
    name,
    code: text({ zh: "编码", en: "Code" }, { required: true }),
    boundary: area({ zh: "范围", en: "Boundary" }),
  },
});
const pit = defineRegister({
  ...common,
  id: "trial.pit",
  path: "trial/pits",
  title: { zh: "采坑", en: "Pits" },
  noun: { zh: "采坑", en: "pit" },
  fields: {
    name,
    location: point({ zh: "位置", en: "Position" }),
    redLine: within({ zh: "红线", en: "Red line" }, redLine.id),
  },
});
const rule = defineRegister({
  ...common,
  id: "trial.rule",
  path: "trial/rules",
  title: { zh: "规则", en: "Rules" },
  noun: { zh: "规则", en: "rule" },
  placed: false,
  fields: { name },
});
const list = [redLine, pit, rule];
const registers = new Map(list.map((register) => [register.id, register]));
const hohhot: Actor = {
  kind: "person",
  id: "019b7523-3400-7008-8000-000000000001",
  name: "市局",
  scopes: ["r:150100"],
  roles: ["league"],
  organ: undefined,
};
const refusalOf = async (work: Promise<unknown>): Promise<Refusal> => {
  const error = await work.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(Refusal);
  return error as Refusal;
};

describe.each(relationalEngines)("a dated register on the %s engine", (kind) => {
  let engines: TestEngines;
  const as = <R>(work: (tx: Tx) => Promise<R>) => engines.postgres.transact(hohhot, work);
  const make = (register: typeof redLine, input: Record<string, unknown>) =>
    as((tx) => createRow(tx, registers, register, hohhot, input)).then(({ row }) => row);
  const amend = (register: typeof redLine, id: string, input: Record<string, unknown>) =>
    as((tx) => amendRow(tx, registers, register, hohhot, id, { reason: "核实更正", ...input }));
  const names = async (query: Record<string, unknown>) =>
    (await as((tx) => listRows(tx, registers, redLine, listQueryOf(redLine, query)))).items.map((row) => row.name);

  beforeAll(async () => {
    engines = await openTestEngines(kind);
    await sowPlaces(engines);
    const owner = new pg.Client({ connectionString: engines.ownerUrl });
    await owner.connect();
    for (const statement of await schemaDifference(owner, list)) await owner.query(statement);
    expect(await schemaDifference(owner, list)).toEqual([]);
    await owner.end();
  });
  afterAll(() => engines?.close());

  test("two rows of one code may follow each other, and never hold on the same day", async () => {
    const first = { code: "A1", region: "150121", validFrom: "2020-01-01", validTo: "2024-01-01" };
    await make(redLine, { ...first, name: "旧" });
    await make(redLine, { ...first, name: "新", validFrom: "2024-01-01", validTo: null });
    const both = await refusalOf(
      make(redLine, { ...first, name: "重", validFrom: "2023-12-31", validTo: "2024-01-01" }),
    );
    expect([both.code, both.status, both.detail.field]).toEqual(["period.taken", 409, "validFrom"]);
    const turned = await refusalOf(make(redLine, { ...first, name: "倒", code: "A2", validTo: "2019-01-01" }));
    expect([turned.code, turned.detail.field]).toEqual(["field.invalid", "validTo"]);
    expect(await names({ "filter.code": "A1", asOf: "2023-12-31" })).toEqual(["旧"]);
    expect(await names({ "filter.code": "A1", asOf: "2024-01-01" })).toEqual(["新"]);
    expect(await names({ "filter.code": "A1", asOf: "2019-12-31" })).toEqual([]);
    expect((await names({ "filter.code": "A1" })).sort()).toEqual(["新", "旧"].sort());
  });

  test("as of a day, as known at an instant: what was thought to hold, before and after it was corrected", async () => {
    const drawn = await make(redLine, { name: "初稿", code: "B1", region: "150121", validFrom: "2022-01-01" });
    const beforeAll = new Date(Date.parse(String(drawn.createdAt)) - 1).toISOString();
    // in 2025 somebody learns that it ended in 2023 and another took its place
    const ended = await amend(redLine, drawn.id, { baseVersion: 1, validTo: "2023-01-01" });
    const after = await make(redLine, { name: "定稿", code: "B1", region: "150121", validFrom: "2023-01-01" });
    const B1 = { "filter.code": "B1" };
    expect(await names({ ...B1, asOf: "2024-06-01", knownAt: String(drawn.updatedAt) })).toEqual(["初稿"]);
    expect(await names({ ...B1, asOf: "2024-06-01", knownAt: String(ended.updatedAt) })).toEqual([]);
    expect(await names({ ...B1, asOf: "2024-06-01", knownAt: String(after.updatedAt) })).toEqual(["定稿"]);
    expect(await names({ ...B1, asOf: "2022-06-01", knownAt: String(after.updatedAt) })).toEqual(["初稿"]);
    expect(await names({ ...B1, asOf: "2024-06-01", knownAt: beforeAll })).toEqual([]);
    const read = (moment: Record<string, string>) => as((tx) => readRow(tx, registers, redLine, drawn.id, moment));
    expect((await read({ knownAt: String(drawn.updatedAt) })).validTo).toBeNull();
    expect((await read({})).validTo).toBe("2023-01-01");
    expect((await refusalOf(read({ asOf: "2024-06-01" }))).code).toBe("not-found");
    // what was taken out of use since then was in use
    await amend(redLine, after.id, { baseVersion: 1, retired: true });
    expect(await names({ ...B1, asOf: "2024-06-01" })).toEqual([]);
    expect(await names({ ...B1, asOf: "2024-06-01", knownAt: String(after.updatedAt) })).toEqual(["定稿"]);
  });

  test("a range narrows a list, both ends included; what nobody declared is refused by its name", async () => {
    for (const [code, from] of [
      ["C1", "2025-01-01"],
      ["C2", "2025-06-30"],
      ["C3", "2025-07-01"],
    ])
      await make(redLine, { name: code, code, region: "150121", validFrom: from });
    const half = { "min.validFrom": "2025-01-01", "max.validFrom": "2025-06-30" };
    expect(await names(half)).toEqual(["C1", "C2"]);
    expect((await refusalOf(names({ "min.validFrom": "某日" }))).detail.field).toBe("min.validFrom");
    expect((await refusalOf(names({ "min.name": "1" }))).code).toBe("field.unknown");
    const undated = await refusalOf(Promise.resolve().then(() => listQueryOf(pit, { asOf: "2025-01-01" })));
    expect(undated.code).toBe("field.unknown");
  });

  test("a boundary counts while it holds; the day on which it begins is noticed without anybody writing", async () => {
    const ring = [
      [111, 40],
      [111.1, 40],
      [111.1, 40.1],
      [111, 40.1],
      [111, 40],
    ];
    const boundary = { type: "Polygon", coordinates: [ring] };
    const tomorrow = civilDate(Date.now() + day);
    const hole = await make(pit, { name: "坑", region: "150121", location: { lon: 111.05, lat: 40.05 } });
    const line = await make(redLine, { name: "将来", code: "D1", region: "150121", boundary, validFrom: tomorrow });
    const where = async () => (await as((tx) => readRow(tx, registers, pit, hole.id))).redLine;
    expect(await where()).toBeNull();
    // the days cannot be turned in the database: the line is made to have begun today, and its trigger is kept from noticing
    const owner = new pg.Client({ connectionString: engines.ownerUrl });
    await owner.connect();
    await owner.query("alter table trial.red_line disable trigger user");
    await owner.query("update trial.red_line set valid_from = $1 where id = $2", [civilDate(Date.now()), line.id]);
    await owner.query("alter table trial.red_line enable trigger user");
    await owner.end();
    expect(await where()).toBeNull();
    await rederiveDue({ postgres: engines.postgres, now: Date.now }, list);
    expect(await where()).toEqual({ id: line.id, name: "将来" });
    await amend(redLine, line.id, { baseVersion: 1, validFrom: "2020-01-01", validTo: "2021-01-01" });
    expect(await where()).toBeNull();
  });

  test("rows without a place are written by who may, read by all, and keep their history too", async () => {
    const row = await make(rule, { name: "禁止类" });
    await amend(rule, row.id, { baseVersion: 1, name: "限制类" });
    const history = await as((tx) => readHistory(tx, registers, rule, row.id));
    expect(history.items.map((item) => [item.version, item.row.name, item.reason])).toEqual([
      [2, "限制类", "核实更正"],
      [1, "禁止类", null],
    ]);
  });
});
