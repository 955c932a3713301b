import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Raw } from "#kernel/identity/route.ts";
import type { Refusal } from "#kernel/refusal.ts";
import { systemActor } from "#store/actor.ts";
import { relationalEngines } from "#store/kit.ts";
import { type Desk, fileOf, officer, openDesk, uscc } from "./import-kit.ts";

/** A file into a register: what is said before anything is written, what is written, and how all of it is taken back. */
describe.each(relationalEngines)("an import on the %s engine", (kind) => {
  let desk: Desk;
  const hohhot = officer("市局", "r:150100");
  const baotou = officer("包头", "r:150200");
  const head = "企业名称*,统一社会信用代码,旗县,管理类别,生产状态,经度,纬度,环保联系人\n";
  const line = (n: number, more: Partial<Record<"name" | "region" | "management" | "lon" | "contact", string>> = {}) =>
    `${more.name ?? `企业${n}`},${uscc(n)},${more.region ?? "土默特左旗"},${more.management ?? "重点管理"},在产,${more.lon ?? "111.15"},40.71,${more.contact ?? ""}\n`;
  const stored = async (n: number) => {
    const { rows } = await desk.platform.postgres.transact(systemActor("test"), (tx) =>
      sql<
        Record<string, unknown>
      >`select *, st_x(location) as lon from base.enterprise where uscc = ${uscc(n)} and retired_at is null`.execute(
        tx,
      ),
    );
    return rows[0];
  };
  const refusalOf = (work: Promise<unknown>): Promise<Refusal> =>
    work.then(
      () => expect.fail("was not refused"),
      (reason) => reason,
    );

  beforeAll(async () => {
    desk = await openDesk(kind);
  });
  afterAll(() => desk?.close());

  test("is shown before it is done: new, changed with before and after, same, bad with row, column, value, reason, remedy", async () => {
    await desk.committed(
      hohhot,
      (await desk.checked(hohhot, "base.enterprise", "旧.csv", head + line(1) + line(2))).id,
    );
    const file =
      head +
      line(1) +
      line(2, { contact: "王工" }) +
      line(3) +
      line(4, { management: "一般" }) +
      line(3) +
      line(5, { region: "达拉特旗" });
    const shown = await desk.checked(hohhot, "base.enterprise", "名录.csv", file);
    expect([shown.state, shown.counts]).toEqual(["ready", { new: 1, changed: 1, same: 1, bad: 3 }]);
    expect(await stored(3)).toBeUndefined();
    const rows = await desk.rows(hohhot, shown.id);
    expect(rows[1]).toMatchObject({ line: 3, kind: "changed", before: { contact: null }, given: { contact: "王工" } });
    expect(rows[3]?.faults).toEqual([
      {
        column: "管理类别",
        target: "management",
        value: "一般",
        reason: { zh: "不在可选值之内", en: "Not one of the choices" },
        remedy: { zh: "可选：重点管理、简化管理、登记管理", en: "Choose from: 重点管理、简化管理、登记管理" },
      },
    ]);
    expect(rows[4]?.faults.map(({ reason }) => reason.zh)).toEqual(["与第 4 行重复"]);
    expect(rows[5]?.faults).toMatchObject([{ column: "旗县", reason: { zh: "“达拉特旗”不在您的管辖范围内" } }]);
    const refusal = await refusalOf(desk.committed(hohhot, shown.id));
    expect([refusal.code, refusal.detail.values?.bad]).toEqual(["import.bad-rows", 3]);
    expect(await stored(3)).toBeUndefined();
    const done = await desk.committed(hohhot, shown.id, { onlyGood: true });
    expect([done.state, done.result]).toEqual(["committed", { created: 1, amended: 1, leftOut: 3 }]);
    expect(await stored(2)).toMatchObject({ contact: "王工", version: 2, updated_by: "市局" });
    expect(await stored(3)).toMatchObject({ region: "150121", version: 1, lon: 111.15 });
  });

  test("a wrong row comes back as it was, with what is wrong and what to do", async () => {
    const shown = await desk.checked(hohhot, "base.enterprise", "错.csv", head + line(10, { management: "甲" }));
    const answer = await desk.ask<Raw>(hohhot, "import.errors", { params: { id: shown.id }, query: { format: "csv" } });
    const text = (await fileOf(answer)).toString();
    expect(text).toBe(
      `\uFEFF${head.trim()},原行号,错误,处理办法\r\n企业10,${uscc(10)},土默特左旗,甲,在产,111.15,40.71,,2,管理类别“甲”：不在可选值之内,可选：重点管理、简化管理、登记管理\r\n`,
    );
    const again = await desk.checked(hohhot, "base.enterprise", "改.csv", text.replace(",甲,", ",登记管理,"));
    expect(again.counts).toEqual({ new: 1, changed: 0, same: 0, bad: 0 });
  });

  test("the same commit twice writes once; another's import is not found; a colleague of another league sees nothing", async () => {
    const shown = await desk.checked(hohhot, "base.enterprise", "一次.csv", head + line(20));
    await desk.committed(hohhot, shown.id, {}, "key-1");
    const again = await desk.committed(hohhot, shown.id, {}, "key-1");
    expect(again.result).toEqual({ created: 1, amended: 0, leftOut: 0 });
    expect((await refusalOf(desk.committed(hohhot, shown.id, {}, "key-2"))).code).toBe("import.not-ready");
    expect((await refusalOf(desk.rows(baotou, shown.id))).code).toBe("not-found");
  });

  test("a number that a row elsewhere uses is said, and that row is not shown", async () => {
    await desk.committed(
      baotou,
      (await desk.checked(baotou, "base.enterprise", "包头.csv", head + line(30, { region: "土默特右旗" }))).id,
    );
    const shown = await desk.checked(hohhot, "base.enterprise", "撞号.csv", head + line(30));
    const [row] = await desk.rows(hohhot, shown.id);
    expect([row?.kind, row?.row, row?.before]).toEqual(["bad", null, null]);
    expect(row?.faults).toMatchObject([{ column: "统一社会信用代码", value: uscc(30) }]);
    expect(row?.faults[0]?.reason.zh).toContain("已被另一条记录使用");
  });

  test("what changed between preview and commit stops the commit whole", async () => {
    await desk.committed(hohhot, (await desk.checked(hohhot, "base.enterprise", "a.csv", head + line(40))).id);
    const shown = await desk.checked(
      hohhot,
      "base.enterprise",
      "b.csv",
      head + line(40, { contact: "李工" }) + line(41),
    );
    await desk.platform.postgres.transact(hohhot, (tx) =>
      sql`update base.enterprise set contact = '别人', version = version + 1 where uscc = ${uscc(40)}`.execute(tx),
    );
    const late = await desk.committed(hohhot, shown.id);
    expect([late.state, late.problem?.zh]).toEqual(["ready", "预览之后数据有变动，未写入任何内容。请重新检查。"]);
    expect([await stored(41), (await stored(40))?.contact]).toEqual([undefined, "别人"]);
  });

  test("is undone whole; a row that somebody changed since stays, and says by whom", async () => {
    await desk.committed(
      hohhot,
      (await desk.checked(hohhot, "base.enterprise", "a.csv", head + line(50, { contact: "原人" }) + line(51))).id,
    );
    const file = head + line(50, { contact: "新人" }) + line(51, { contact: "新人" }) + line(52) + line(53);
    const done = await desk.committed(hohhot, (await desk.checked(hohhot, "base.enterprise", "b.csv", file)).id);
    await desk.platform.postgres.transact(hohhot, (tx) =>
      sql`update base.enterprise set phone = '1', version = version + 1, updated_by = '李四' where uscc in (${uscc(51)}, ${uscc(53)})`.execute(
        tx,
      ),
    );
    const ask = (preview: boolean) =>
      desk.ask(hohhot, "import.undo", { params: { id: done.id }, body: { reason: "导错文件", preview } });
    expect(await ask(true)).toEqual({ undone: 2, refused: 2 });
    expect((await stored(50))?.contact).toBe("新人");
    expect(await ask(false)).toEqual({ undone: 2, refused: 2 });
    expect(await ask(false)).toEqual({ undone: 2, refused: 2 });
    expect([(await stored(50))?.contact, (await stored(51))?.contact, await stored(52)]).toEqual([
      "原人",
      "新人",
      undefined,
    ]);
    expect((await stored(53))?.phone).toBe("1");
    const left = await desk.rows(hohhot, done.id, "refused");
    expect(left.map(({ line: at, refused }) => [at, refused?.zh.replace(/\d{4}.*\d\d:\d\d/, "时")])).toEqual([
      [3, "李四 已于 时 修改过这一行，保留现状。"],
      [5, "李四 已于 时 修改过这一行，保留现状。"],
    ]);
  });

  test("words find what they name: a credit code, a number within the enterprise, a name where it is the only one", async () => {
    await desk.committed(
      hohhot,
      (
        await desk.checked(
          hohhot,
          "base.enterprise",
          "a.csv",
          head + line(60) + line(61, { name: "同名公司" }) + line(62, { name: "同名公司" }),
        )
      ).id,
    );
    const outfalls = "名称,编号,企业,旗县,类别,状态,坐标\n";
    const shown = await desk.checked(
      hohhot,
      "base.outfall",
      "排放口.csv",
      `${outfalls}总排口,DW001,${uscc(60)},150121,废水,在用,"111.1,40.7"\n总排口,DW001,同名公司,150121,废水,在用,"111.1,40.7"\n总排口,DW001,没有的公司,150121,废水,在用,"40.7,111.1"\n`,
    );
    const rows = await desk.rows(hohhot, shown.id);
    expect(rows.map(({ kind: found }) => found)).toEqual(["new", "bad", "bad"]);
    expect(rows[0]?.given.enterprise).toBe((await stored(60))?.id);
    expect(rows[1]?.faults.map(({ reason }) => reason.zh)).toEqual(["有 2 条企业同名"]);
    expect(rows[2]?.faults.map(({ reason }) => reason.zh).toSorted()).toEqual(
      ["没有这条企业，或不在您的管辖范围内", "经度与纬度像是写反了"].toSorted(),
    );
  });

  test("a file that breaks off stores nothing and says where", async () => {
    const broken = (lines: number) =>
      `${head}${Array.from({ length: lines }, (_, n) => line(700 + n)).join("")}"没有收尾,1\n`;
    const refusal = await refusalOf(desk.checked(hohhot, "base.enterprise", "坏.csv", broken(1)));
    expect([refusal.code, refusal.detail.field]).toEqual(["import.unreadable", "file"]);
    const shown = await desk.checked(hohhot, "base.enterprise", "坏.csv", broken(90));
    expect([shown.state, shown.problem?.zh]).toEqual(["failed", expect.stringContaining("引号不成对")]);
    expect((await refusalOf(desk.committed(hohhot, shown.id))).code).toBe("import.not-ready");
    expect(await stored(700)).toBeUndefined();
  });

  test.each(["csv", "xlsx", "geojson"])("what %s exports imports back without a change", async (format) => {
    const answer = await desk.ask<Raw>(hohhot, "base.enterprise.export", { query: { format } });
    const shown = await desk.checked(hohhot, "base.enterprise", `回.${format}`, await fileOf(answer));
    expect(shown.counts).toMatchObject({ new: 0, changed: 0, bad: 0 });
    expect(shown.counts?.same).toBeGreaterThan(5);
  });

  test("the template of a register has its columns, and its own import matches every one", async () => {
    const answer = await desk.ask<Raw>(hohhot, "base.outfall.template");
    const { readXlsx } = await import("#kernel/import/read-xlsx.server.ts");
    const { matchHeaders } = await import("#kernel/import/target.ts");
    const { outfall } = await import("#base/outfall.ts");
    const { header, sheets } = await readXlsx(await fileOf(answer));
    expect(sheets).toEqual(["排放口", "填表说明"]);
    expect(matchHeaders(outfall, header)).not.toContain(undefined);
    expect(header).toContain("名称*");
  });
});
