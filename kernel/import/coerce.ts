import type { Field } from "#kernel/register/field.ts";
import type { FaultCode } from "./fault.ts";

/**
 * What stands in a cell, as the value of a field. People write one thing in many ways (２０２６年1月5日, 是, 重点管理, 1,234.5); a way that is
 * not understood is said, never guessed.
 */
export type Coerced = Readonly<{ value: unknown } | { fault: FaultCode; values?: Readonly<Record<string, string>> }>;

export function coerce(field: Field, cell: string): Coerced {
  const text = cell.trim();
  switch (field.type) {
    case "number":
    case "integer":
      return numeric(field, text);
    case "date":
      return { ...dated(text) };
    case "datetime":
      return instantOf(text);
    case "boolean":
      return booleanOf(text);
    case "choice":
      return choiceOf(field, text);
    case "texts":
      return {
        value: text
          .split(/[；;、|\n]/)
          .map((part) => part.trim())
          .filter((part) => part !== ""),
      };
    case "text":
      // line breaks and doubled spaces come from cells that were wrapped by hand
      return { value: text.replace(/\s+/g, " ") };
    default:
      return { value: text };
  }
}

const plainDigits = (text: string): string => text.normalize("NFKC").replace(/[\s,]/g, "");

function numeric(field: Field, text: string): Coerced {
  const plain = plainDigits(text);
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return { fault: "number" };
  const value = Number(plain);
  if (!Number.isFinite(value)) return { fault: "number" };
  if (field.type === "number") return { value };
  return Number.isSafeInteger(value) ? { value } : { fault: "integer" };
}

const dayPattern = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?/;

/** A calendar day as YYYY-MM-DD, or undefined when the day does not exist. */
function dayOf(year: string, month: string, date: string): string | undefined {
  const text = `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? undefined : text;
}

function dated(text: string): Coerced {
  const plain = text.normalize("NFKC").trim();
  const found = dayPattern.exec(plain);
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(plain);
  const rest = found ? plain.slice(found[0].length).trim() : "";
  const parts = found ?? compact;
  const day =
    parts && /^([T ]?0{1,2}:0{2}(:0{2}(\.0+)?)?)?$/.test(rest)
      ? dayOf(parts[1] ?? "", parts[2] ?? "", parts[3] ?? "")
      : serialDay(plain);
  return day ? { value: day } : { fault: "date" };
}

/** Spreadsheets count days from 1899-12-30; only the last fifty and the next thirty years are taken for a day. */
function serialDay(text: string): string | undefined {
  const days = /^\d{5}$/.test(text) ? Number(text) : 0;
  return days >= 27_000 && days <= 58_000
    ? new Date(Date.UTC(1899, 11, 30) + days * 86_400_000).toISOString().slice(0, 10)
    : undefined;
}

function instantOf(text: string): Coerced {
  const plain = text.normalize("NFKC").trim();
  const found = dayPattern.exec(plain);
  const day = found && dayOf(found[1] ?? "", found[2] ?? "", found[3] ?? "");
  if (!found || !day) return { fault: "datetime" };
  const clock = /^[T ]*(\d{1,2})[:时](\d{2})(?:[:分](\d{2})(?:\.(\d{1,3})\d*)?)?[分秒]?\s*(Z|[+-]\d{2}:?\d{2})?$/.exec(
    plain.slice(found[0].length) || " 00:00",
  );
  if (!clock || Number(clock[1]) > 23 || Number(clock[2]) > 59 || Number(clock[3] ?? 0) > 59)
    return { fault: "datetime" };
  const zone = clock[5] === undefined ? "+08:00" : clock[5].replace(/^([+-]\d{2})(\d{2})$/, "$1:$2");
  const time = `${clock[1]?.padStart(2, "0")}:${clock[2]}:${clock[3] ?? "00"}${clock[4] ? `.${clock[4]}` : ""}`;
  return { value: `${day}T${time}${zone}` };
}

const yes = new Set(["是", "有", "已", "true", "t", "yes", "y", "1", "√", "✓"]);
const no = new Set(["否", "无", "未", "false", "f", "no", "n", "0", "×", "✗"]);
function booleanOf(text: string): Coerced {
  const plain = text.normalize("NFKC").toLowerCase();
  return yes.has(plain) ? { value: true } : no.has(plain) ? { value: false } : { fault: "boolean" };
}

const plainWord = (word: string): string => word.normalize("NFKC").toLowerCase().replace(/\s/g, "");
const choiceWords = new WeakMap<Field, Map<string, string>>();
/** Value and titles of a choice, each to the value. */
function wordsOf(field: Field): Map<string, string> {
  const known = choiceWords.get(field);
  if (known) return known;
  const words = new Map<string, string>();
  for (const { value, title } of field.choices ?? [])
    for (const word of [value, title.zh, title.en]) if (!words.has(plainWord(word))) words.set(plainWord(word), value);
  choiceWords.set(field, words);
  return words;
}

function choiceOf(field: Field, text: string): Coerced {
  const value = wordsOf(field).get(plainWord(text));
  if (value !== undefined) return { value };
  return { fault: "choice", values: { choices: (field.choices ?? []).map(({ title }) => title.zh).join("、") } };
}

/** Decimal degrees, or degrees, minutes and seconds; east and north without a sign. Undefined when it is neither. */
export function degrees(text: string): number | undefined {
  const plain = text
    .normalize("NFKC")
    .trim()
    .replace(/^[东北EN]经?纬?\s*/i, "")
    .replace(/\s*[EN]$/i, "");
  if (/^[+-]?\d+(\.\d+)?$/.test(plain)) return Number(plain);
  const parts =
    /^(\d{1,3})\s*[°度]\s*(?:(\d{1,2}(?:\.\d+)?)\s*['′分]\s*)?(?:(\d{1,2}(?:\.\d+)?)\s*(?:["″秒]|′′)?\s*)?$/.exec(
      plain,
    );
  if (!parts) return undefined;
  const [minutes, seconds] = [Number(parts[2] ?? 0), Number(parts[3] ?? 0)];
  return minutes < 60 && seconds < 60 ? Number(parts[1]) + minutes / 60 + seconds / 3600 : undefined;
}
