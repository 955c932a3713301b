import { uuidPattern } from "#kernel/id.ts";
import type { RefusalCode, RefusalDetail } from "#kernel/refusal.ts";
import type { Title } from "#kernel/title.ts";
import type { ActField } from "./define.ts";

export type ActPoint = Readonly<{ lon: number; lat: number }>;
/** A file that was uploaded before: its SM3 and the name that the person knows it by. */
export type ActFile = Readonly<{ hash: string; name: string }>;
/** What one field of an act holds: text, choice, date (YYYY-MM-DD), organ and person (ids) as text. */
export type ActValue = string | number | boolean | ActPoint | readonly ActFile[];

export type Given =
  | Readonly<{ ok: true; value: ActValue | undefined }>
  | Readonly<{ ok: false; code: RefusalCode; detail: RefusalDetail }>;

export const longestText = 5_000;
const mostFiles = 50;

/** Reads what was given for a field; undefined when it was left empty. Whether an organ, person or file exists is asked elsewhere. */
export function givenValue(field: ActField, given: unknown): Given {
  const wrong = (problem: Title): Given => ({
    ok: false,
    code: "field.invalid",
    detail: { field: field.name, values: { problem } },
  });
  if (given === undefined || given === null || (typeof given === "string" && given.trim() === "") || isNone(given))
    return field.required
      ? { ok: false, code: "field.required", detail: { field: field.name, values: { label: field.title } } }
      : { ok: true, value: undefined };
  const read = readers[field.type](field, given);
  return "problem" in read ? wrong(read.problem) : { ok: true, value: read.value };
}

const isNone = (given: unknown): boolean => Array.isArray(given) && given.length === 0;

type Read = Readonly<{ value: ActValue }> | Readonly<{ problem: Title }>;
type Reader = (field: ActField, given: unknown) => Read;

const say = ({ title }: ActField, zh: string, en: string): Read => ({
  problem: { zh: `“${title.zh}”${zh}`, en: `“${title.en}” ${en}` },
});

const text: Reader = (field, given) => {
  const value = String(given).trim();
  if (value.length > longestText)
    return say(field, `最长 ${longestText} 字。`, `may have ${longestText} characters at most.`);
  return { value };
};

const id: Reader = (field, given) =>
  typeof given === "string" && uuidPattern.test(given)
    ? { value: given }
    : say(field, "须从列表中选择。", "must be chosen from the list.");

const readers: Readonly<Record<ActField["type"], Reader>> = {
  text,
  longtext: text,
  organ: id,
  person: id,
  choice: (field, given) => {
    const value = String(given).trim();
    const choices = field.choices ?? [];
    return choices.some((choice) => choice.value === value)
      ? { value }
      : say(
          field,
          `须为：${choices.map(({ title }) => title.zh).join("、")}。`,
          `must be one of: ${choices.map((choice) => choice.value).join(", ")}.`,
        );
  },
  date: (field, given) => {
    const value = String(given).trim();
    const time = /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
    return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value)
      ? { value }
      : say(field, "须为日期，如 2026-11-24。", "must be a date like 2026-11-24.");
  },
  number: (field, given) => {
    const value = typeof given === "string" ? Number(given.trim()) : given;
    if (typeof value !== "number" || !Number.isFinite(value)) return say(field, "须为数字。", "must be a number.");
    const { min, max } = field;
    if ((min !== undefined && value < min) || (max !== undefined && value > max))
      return say(
        field,
        `须在 ${min ?? "−∞"} 至 ${max ?? "∞"} 之间。`,
        `must lie between ${min ?? "−∞"} and ${max ?? "∞"}.`,
      );
    return { value };
  },
  boolean: (field, given) => {
    const value = given === "true" ? true : given === "false" ? false : given;
    return typeof value === "boolean" ? { value } : say(field, "须为是或否。", "must be true or false.");
  },
  point: (field, given) => {
    const { lon, lat } = (given ?? {}) as { lon?: unknown; lat?: unknown };
    const inside = typeof lon === "number" && typeof lat === "number" && Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
    return inside
      ? { value: { lon, lat } }
      : say(field, "须为经纬度，如 {lon: 111.65, lat: 40.82}。", "must be a point like {lon: 111.65, lat: 40.82}.");
  },
  files: (field, given) => {
    const list: unknown[] = Array.isArray(given) ? given : [given];
    const files = list.map((one) => one as { hash?: unknown; name?: unknown });
    if (files.length > mostFiles)
      return say(field, `最多 ${mostFiles} 个文件。`, `may have ${mostFiles} files at most.`);
    return files.every(
      ({ hash, name }) => typeof hash === "string" && /^[0-9a-f]{64}$/.test(hash) && typeof name === "string",
    )
      ? { value: files.map(({ hash, name }) => ({ hash: String(hash), name: String(name).slice(0, 200) })) }
      : say(field, "须为已上传文件的 SM3 与文件名。", "must name uploaded files by SM3 and name.");
  },
};
