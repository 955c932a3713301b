import { sql } from "kysely";
import { refuse } from "#kernel/refusal.ts";
import type { Title } from "#kernel/title.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { type Register, tableOf } from "./define.ts";
import { type Registers, shapeSql } from "./row-sql.server.ts";
import { violationOf } from "./violation.server.ts";

type Input = Record<string, unknown>;

/** Says in words what the row policy would refuse in silence. */
export async function checkPlace(tx: Tx, register: Register, actor: Actor, input: Input, id: string): Promise<void> {
  if (!register.placed || actor.kind === "system") return;
  const region = codeOf(input.region);
  const known = await sql<{ name: string; allowed: boolean }>`
    select name, identity.may_place(code, array[${sql.join([id, ...partiesOf(register, input)])}]::uuid[]) as allowed
    from place.region where code = ${region ?? null}`.execute(tx);
  const place = known.rows[0];
  if (!place)
    refuse("field.invalid", {
      field: "region",
      values: { problem: { zh: `没有代码为 ${region} 的行政区划。`, en: `There is no region ${region}.` } },
    });
  if (!place.allowed) refuse("access.place", { field: "region", values: { place: place.name } });
}

/** The code, whether it comes from a form or from a row that was read. */
export const codeOf = (region: unknown): string | undefined =>
  typeof region === "object" && region !== null ? (region as { code: string }).code : (region as string | undefined);

const partiesOf = (register: Register, input: Input): string[] =>
  register.parties
    .map((name) => input[name])
    .map((value) =>
      typeof value === "object" && value !== null ? (value as { id: string }).id : (value as string | undefined),
    )
    .filter((value): value is string => typeof value === "string");

/** Every reference that is given leads to a row that its giver sees. */
export async function checkRefs(tx: Tx, registers: Registers, register: Register, input: Input): Promise<void> {
  for (const [name, field] of Object.entries(register.fields)) {
    const target = field.type === "ref" ? registers.get(field.ref ?? "") : undefined;
    if (!target || field.derived || typeof input[name] !== "string") continue;
    const found = await sql`select from ${sql.table(tableOf(target))} where id = ${input[name]}`.execute(tx);
    if (found.rows.length === 0) refuse("field.reference", { field: name, values: { label: field.title } });
  }
}

/** An outline that crosses itself has no area: said with the place, never repaired in silence. */
export async function checkAreas(tx: Tx, register: Register, input: Input): Promise<void> {
  for (const [name, field] of Object.entries(register.fields)) {
    if (field.type !== "area" || !input[name]) continue;
    const found = await sql<{
      valid: boolean;
      reason: string | null;
      lon: number | null;
      lat: number | null;
      area: number;
    }>`
      select (d).valid, (d).reason, st_x((d).location) as lon, st_y((d).location) as lat, st_area(shape) as area
      from (select st_isvaliddetail(shape) as d, shape from (select ${shapeSql(input[name])} as shape) given) looked`.execute(
      tx,
    );
    const { valid, reason, lon, lat, area = 0 } = found.rows[0] ?? { valid: false, reason: null, lon: null, lat: null };
    if (valid && area > 0) continue;
    refuse("field.invalid", { field: name, values: { problem: outlineProblem(field.title, reason, lon, lat) } });
  }
}

function outlineProblem(label: Title, reason: string | null, lon: number | null, lat: number | null): Title {
  const at = lon === null || lat === null ? "" : `${lon.toFixed(6)}°E ${lat.toFixed(6)}°N`;
  if (reason === null)
    return {
      zh: `“${label.zh}”没有面积，请检查坐标。`,
      en: `“${label.en}” has no area; check the positions.`,
    };
  return {
    zh: `“${label.zh}”的边界不成立${at && `（${at} 处）`}：${reasons[reason] ?? reason}。请修正后再提交。`,
    en: `The outline of “${label.en}” is not valid${at && ` at ${at}`}: ${reason}. Correct it and submit again.`,
  };
}

/** What PostGIS (GEOS) says, in Chinese. */
const reasons: Readonly<Record<string, string>> = {
  "Self-intersection": "边界自相交",
  "Ring Self-intersection": "同一个环自相交",
  "Hole lies outside shell": "内环在外环之外",
  "Holes are nested": "内环互相嵌套",
  "Interior is disconnected": "内部不连通",
  "Nested shells": "外环互相嵌套",
  "Duplicate Rings": "有重复的环",
  "Too few points in geometry component": "环上的点太少",
};

export async function guarded<R>(register: Register, input: Input, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    throw violationOf(register, input, error);
  }
}
