import exceljs from "exceljs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FormReply } from "#kernel/export/form.ts";
import type { Raw } from "#kernel/identity/route.ts";
import type { ImportReply } from "#kernel/import/contract.ts";
import { eventually, relationalEngines } from "#store/kit.ts";
import { bring, type Desk, fileOf, officer, openDesk, uscc } from "./import-kit.ts";

/** An official form leaves as it was issued, filled cell for cell, and is read back by the same cells. */
describe.each(relationalEngines)("an official form on the %s engine", (kind) => {
  let desk: Desk;
  const region = officer("厅", "r:150000");
  beforeAll(async () => {
    desk = await openDesk(kind);
    for (const n of [1, 2, 3])
      await desk.ask(region, "base.enterprise.create", {
        body: {
          name: `表式企业${n}`,
          uscc: uscc(n),
          region: "150121",
          management: "key",
          status: "running",
          location: { lon: 111.1, lat: 40.7 },
        },
      });
  });
  afterAll(() => desk?.close());

  async function issued(): Promise<Uint8Array> {
    const workbook = new exceljs.Workbook();
    const sheet = workbook.addWorksheet("基101表");
    sheet.mergeCells("A1:D1");
    sheet.getCell("A1").value = "工业企业基本情况";
    sheet.getCell("A2").value = "填报单位：";
    sheet.getCell("C2").value = "日期：";
    sheet.addRow(["企业名称", "统一社会信用代码", "管理类别", "旗县"]);
    sheet.addRow(["", "", "", ""]);
    sheet.getCell("A4").font = { name: "仿宋", size: 12 };
    sheet.mergeCells("A5:D5");
    sheet.getCell("A5").value = "说明：本表按年报送。";
    return new Uint8Array(await workbook.xlsx.writeBuffer());
  }
  const map = {
    sheet: "基101表",
    cells: { D2: "@date", B2: "@person" },
    firstRow: 4,
    columns: { A: "name", B: "uscc", C: "management", D: "region" },
  };
  const waitReady = (id: string): Promise<ImportReply> =>
    eventually(
      () => desk.ask<ImportReply>(region, "import.read", { params: { id } }),
      ({ state }) => state === "ready" || state === "failed",
    );
  const load = async (more: object = {}) => {
    const file = await bring(desk.platform, region, await issued());
    return desk.ask<FormReply>(region, "form.create", {
      body: {
        register: "base.enterprise",
        title: "基101表",
        edition: "示例表式",
        validFrom: "2026-01-01",
        source: "示例",
        file,
        name: "基101.xlsx",
        map: { ...map, ...more },
      },
    });
  };

  test("a list form is filled and read back; its foot stays below, its look goes down with the rows", async () => {
    const form = await load();
    expect([form.verified, form.list]).toEqual([false, true]);
    const inForce = async (on: string) =>
      (await desk.ask<{ items: FormReply[] }>(region, "form.list", { query: { register: "base.enterprise", on } }))
        .items.length;
    expect([await inForce("2025-12-31"), await inForce("2026-01-01")]).toEqual([0, 1]);
    const filled = await fileOf(
      await desk.ask<Raw>(region, "base.enterprise.form", { params: { form: form.id }, query: { sort: "name" } }),
    );
    const workbook = new exceljs.Workbook();
    await workbook.xlsx.load(filled as never);
    const sheet = workbook.getWorksheet("基101表");
    const texts = (row: number) => ["A", "B", "C", "D"].map((column) => sheet?.getCell(`${column}${row}`).value);
    expect([texts(4), texts(6)]).toEqual([
      ["表式企业1", uscc(1), "重点管理", "土默特左旗"],
      ["表式企业3", uscc(3), "重点管理", "土默特左旗"],
    ]);
    expect([sheet?.getCell("A7").value, sheet?.getCell("A6").font.name, sheet?.getCell("B2").value]).toEqual([
      "说明：本表按年报送。",
      "仿宋",
      "厅",
    ]);
    expect([sheet?.getCell("D7").isMerged, sheet?.getCell("D5").isMerged]).toEqual([true, false]);

    if (sheet) sheet.getCell("C5").value = "登记管理";
    const file = await bring(desk.platform, region, new Uint8Array(await workbook.xlsx.writeBuffer()));
    const opened = await desk.ask<ImportReply>(region, "import.open", {
      body: { register: "base.enterprise", file, name: "报送.xlsx", form: form.id },
    });
    const columns = opened.source.columns.map(({ target }) => target);
    expect(columns).toEqual(["name", "uscc", "management", "region"]);
    await desk.ask(region, "import.check", { params: { id: opened.id }, body: { columns } });
    const settled = await waitReady(opened.id);
    expect(settled.counts).toEqual({ new: 0, changed: 1, same: 2, bad: 0 });
  });

  test("a form of one record has a cell for each field; a map that does not fit is refused by its field", async () => {
    const form = await load({ firstRow: undefined, columns: {}, cells: { B2: "name", D2: "uscc" } });
    const filled = await fileOf(
      await desk.ask<Raw>(region, "base.enterprise.form", { params: { form: form.id }, query: { q: "表式企业2" } }),
    );
    const workbook = new exceljs.Workbook();
    await workbook.xlsx.load(filled as never);
    expect([
      workbook.getWorksheet("基101表")?.getCell("B2").value,
      workbook.getWorksheet("基101表")?.getCell("D2").value,
    ]).toEqual(["表式企业2", uscc(2)]);
    await expect(load({ columns: { A: "nothing" } })).rejects.toMatchObject({
      code: "field.invalid",
      detail: { field: "map" },
    });
    await expect(load({ sheet: "没有" })).rejects.toMatchObject({ code: "field.invalid", detail: { field: "map" } });
  });
});
