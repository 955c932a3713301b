import { z } from "zod";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { type Call, type Raw, type Route, raw, route } from "#kernel/identity/route.ts";
import type { Register } from "#kernel/register/define.ts";
import { type ListQuery, listQueryOf, listQuerySchema } from "#kernel/register/list-query.ts";
import type { Registers } from "#kernel/register/store.server.ts";
import { civilDate } from "#kernel/time.ts";
import { headers, writtenTargets } from "./columns.ts";
import { csvLine } from "./csv.ts";
import { attachment, csvType, geoJsonType, xlsxType } from "./file-head.ts";
import { geoJsonText } from "./geojson.ts";
import { cellOf, exportedRows } from "./rows.server.ts";
import { templateOf } from "./template.server.ts";
import { type Cell, xlsxStream } from "./xlsx.server.ts";

/** Of every register: the empty template, and what a list shows as a file, with the list's own filters. */
export function exportRoutes(list: readonly Register[]): Route[] {
  const registers: Registers = new Map(list.map((register) => [register.id, register]));
  return list.flatMap((register) => routesOf(register, registers));
}

function routesOf(register: Register, registers: Registers): Route[] {
  const base = `/api/v1/${register.path}`;
  return [
    route({
      id: `${register.id}.template`,
      method: "GET",
      path: `${base}/template.xlsx`,
      title: { zh: `${register.title.zh}·导入模板`, en: `${register.title.en}: template` },
      access: register.read,
      handle: async ({ language }) =>
        raw({
          headers: attachment(
            `${register.title[language]}${language === "zh" ? "_导入模板" : "_template"}.xlsx`,
            xlsxType,
          ),
          body: await templateOf(register, language),
        }),
    }),
    route({
      id: `${register.id}.export`,
      method: "GET",
      path: `${base}/export`,
      title: { zh: `导出${register.title.zh}`, en: `Export: ${register.title.en}` },
      access: register.read,
      query: listQuerySchema(register).extend({ format: z.enum(["csv", "xlsx", "geojson"]).default("xlsx") }),
      handle: (call) => exported(call, register, registers, call.query.format),
    }),
  ];
}

async function exported(
  call: Call<unknown, Record<string, unknown>>,
  register: Register,
  registers: Registers,
  format: "csv" | "xlsx" | "geojson",
): Promise<Raw> {
  const { platform, actor, language } = call;
  const query: ListQuery = listQueryOf(register, call.query, ["format"]);
  await platform.postgres.transact(actor, (tx) =>
    recordAct(tx, actor, {
      act: `${register.id}.export`,
      object: register.id,
      detail: { format, q: query.q, filters: query.filters },
    }),
  );
  const name = `${register.title[language]}_${civilDate(platform.now())}`;
  const rows = exportedRows({
    platform,
    actor,
    register,
    registers,
    query,
    outlines: format === "geojson" ? "geojson" : "wkt",
  });
  if (format === "geojson")
    return raw({ headers: attachment(`${name}.geojson`, geoJsonType), body: geoJsonText(register, rows) });
  const targets = writtenTargets(register);
  const header = [...headers(targets, language), language === "zh" ? "数据性质" : "Nature"];
  const lines = async function* (): AsyncGenerator<Cell[]> {
    for await (const row of rows)
      yield [
        ...targets.map((target) => cellOf(target, row, language)),
        row.row.sample ? (language === "zh" ? "示例数据" : "sample data") : "",
      ];
  };
  if (format === "xlsx")
    return raw({
      headers: attachment(`${name}.xlsx`, xlsxType),
      body: xlsxStream([{ name: register.title[language].slice(0, 31), header, rows: lines() }]),
    });
  const text = async function* (): AsyncGenerator<string> {
    yield `\uFEFF${csvLine(header)}`;
    for await (const line of lines()) yield csvLine(line);
  };
  return raw({ headers: attachment(`${name}.csv`, csvType), body: text() });
}
