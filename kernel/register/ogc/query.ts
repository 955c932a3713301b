import { z } from "zod";
import { Refusal, refuse } from "#kernel/refusal.ts";
import { civilDate, parseTime } from "#kernel/time.ts";
import type { Register } from "../define.ts";
import type { Field } from "../field.ts";
import type { Bbox } from "../list-query.ts";
import { filterable } from "../list-query.ts";

/** OGC API Features, Part 1 (17-069r4) and Part 2 (18-058r1): what a request for items says, or a refusal with status 400. */
export const crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
/** CGCS2000 as its authority writes it: latitude first. */
export const cgcs2000 = "http://www.opengis.net/def/crs/EPSG/0/4490";
export type Crs = typeof crs84 | typeof cgcs2000;

export type ItemsQuery = Readonly<{
  limit: number;
  after: string | undefined;
  bbox: Bbox | undefined;
  /** Days, both inclusive; an open end is undefined. */
  days: Readonly<{ from: string | undefined; to: string | undefined }> | undefined;
  crs: Crs;
  filters: Readonly<Record<string, string>>;
}>;

export const limits = { usual: 100, most: 1000 };
const names = ["limit", "after", "bbox", "bbox-crs", "datetime", "crs", "f"] as const;

/** For the OpenAPI document; the reading below answers with 400, as the standard wants it. */
export function itemsQuerySchema(register: Register) {
  // several of a name are read, to be refused in our words
  const text = (about: string) => z.string().or(z.array(z.string())).optional().describe(about);
  const properties = Object.entries(register.fields)
    .filter(([, field]) => filterable(field))
    .map(([name, field]) => [name, text(field.title.zh)] as const);
  return z.looseObject({
    limit: text(`1–${limits.most}, default ${limits.usual}`),
    after: text("the `next` link carries it"),
    bbox: text("west,south,east,north"),
    "bbox-crs": text(`${crs84} | ${cgcs2000}`),
    datetime: text("instant, or interval with / and .. (dated collections)"),
    crs: text(`${crs84} | ${cgcs2000}`),
    f: text("json"),
    ...(register.placed ? { region: text("行政区划代码") } : {}),
    ...Object.fromEntries(properties),
  });
}

export function itemsQueryOf(
  register: Register,
  fields: readonly (readonly [string, Field])[],
  query: Record<string, string | readonly string[] | undefined>,
): ItemsQuery {
  const filters: Record<string, string> = {};
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    if (Array.isArray(value)) refuse("query.invalid", { field: name, values: { name, expected: once } });
    if (names.some((own) => own === name)) continue;
    const known =
      name === "region" ? register.placed : fields.some(([own, field]) => own === name && filterable(field));
    if (!known) refuse("query.unknown", { field: name, values: { name } });
    filters[name] = String(value);
  }
  onlyFormat(query);
  const one = (name: (typeof names)[number]) => query[name] as string | undefined;
  return {
    limit: limitOf(one("limit")),
    after: afterOf(one("after")),
    bbox: bboxOf(one("bbox"), crsOf("bbox-crs", one("bbox-crs"))),
    days: daysOf(one("datetime")),
    crs: crsOf("crs", one("crs")),
    filters,
  };
}

/** A document other than items takes nothing but `f=json`. */
export function onlyFormat(query: Record<string, unknown>, alone = false): void {
  for (const [name, value] of Object.entries(query)) {
    if (name === "f" && value !== "json" && value !== undefined) invalid("f", "json");
    if (alone && name !== "f") refuse("query.unknown", { field: name, values: { name } });
  }
}

const once = { zh: "只给一次", en: "to be given once" };
const invalid = (name: string, expected: string): never => {
  throw new Refusal("query.invalid", { field: name, values: { name, expected } });
};

function limitOf(text: string | undefined): number {
  if (text === undefined) return limits.usual;
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1) return invalid("limit", `1–${limits.most}`);
  // more than the server gives at once is no fault: it gives fewer, and a next link
  return Math.min(Number(text), limits.most);
}

const afterOf = (text: string | undefined): string | undefined =>
  text === undefined || z.uuid().safeParse(text).success ? text : invalid("after", "the next link");

function crsOf(name: string, text: string | undefined): Crs {
  if (text === undefined || text === crs84) return crs84;
  return text === cgcs2000 ? cgcs2000 : invalid(name, `${crs84} | ${cgcs2000}`);
}

/** Four numbers, or six with heights, which nothing here has; in the order of the axes of their system. */
function bboxOf(text: string | undefined, crs: Crs): Bbox | undefined {
  if (text === undefined) return undefined;
  const given = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const flat = given.length === 6 ? [given[0], given[1], given[3], given[4]] : given;
  const [a = Number.NaN, b = Number.NaN, c = Number.NaN, d = Number.NaN] = flat;
  const [west, south, east, north] = crs === crs84 ? [a, b, c, d] : [b, a, d, c];
  const within = Math.abs(west) <= 180 && Math.abs(east) <= 180 && south >= -90 && south <= north && north <= 90;
  return flat.length === 4 && flat.every(Number.isFinite) && within
    ? [west, south, east, north]
    : invalid("bbox", "west,south,east,north");
}

/** An instant is its civil day (+08:00): what holds, holds for days. */
function daysOf(text: string | undefined): ItemsQuery["days"] {
  if (text === undefined) return undefined;
  const parts = text.split("/");
  const dayOf = (part: string): string | undefined => {
    if (part === ".." || part === "") return undefined;
    if (z.iso.date().safeParse(part).success) return part;
    const epoch = parseTime(part);
    return epoch === undefined ? invalid("datetime", "2026-01-01T00:00:00Z, 2026-01-01/..") : civilDate(epoch);
  };
  const [first = "", second] = parts;
  const open = (part: string) => part === ".." || part === "";
  if (parts.length > 2 || (second === undefined ? open(first) : open(first) && open(second)))
    return invalid("datetime", "2026-01-01T00:00:00Z, 2026-01-01/..");
  const [from, to] = [dayOf(first), dayOf(second ?? first)];
  if (from !== undefined && to !== undefined && from > to) return invalid("datetime", "from ≤ to");
  return { from, to };
}
