import { z } from "zod";
import { Refusal } from "#kernel/refusal.ts";
import type { Title } from "#kernel/title.ts";

const speakers = { zh: z.locales.zhCN().localeError, en: z.locales.en().localeError };

/**
 * Reads what was sent by its schema, or refuses naming the first guilty field, with every problem in `problems`. The sentences are made
 * in both languages, because the answer may be read by a person, a form and a log.
 */
export function readInput(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return value;
  const given = value ?? {};
  const read = schema.safeParse(given, { error: speakers.zh, reportInput: true });
  if (read.success) return read.data;
  const english = schema.safeParse(given, { error: speakers.en, reportInput: true });
  const problems = read.error.issues.map((issue, index) => problemOf(schema, issue, english.error?.issues[index]));
  const first = problems[0];
  throw new Refusal("field.invalid", {
    ...(first?.field ? { field: first.field } : {}),
    values: { problem: { zh: first?.zh ?? "内容无效。", en: first?.en ?? "Not valid." } },
    extra: { problems },
  });
}

type Problem = { field: string; zh: string; en: string };

function problemOf(schema: z.ZodType, issue: z.core.$ZodIssue, english: z.core.$ZodIssue | undefined): Problem {
  const unknown = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  const path = [...issue.path.map(String), ...unknown];
  const field = path.join(".");
  const label = labelOf(schema, path) ?? { zh: field || "内容", en: field || "Content" };
  if (unknown.length > 0) return { field, zh: `没有名为“${field}”的字段。`, en: `There is no field “${field}”.` };
  const missing = (issue.code === "invalid_type" || issue.code === "invalid_value") && issue.input === undefined;
  if (missing) return { field, zh: `“${label.zh}”必填。`, en: `“${label.en}” is required.` };
  // a check of ours says its English sentence in `params.en`; zod says its own
  const ours = issue.code === "custom" ? (issue.params as { en?: string } | undefined)?.en : undefined;
  return {
    field,
    zh: `${label.zh}：${issue.message}`,
    en: `${label.en}: ${ours ?? english?.message ?? issue.message}`,
  };
}

/** The title that the schema gives the field at `path`, as a form shows it. */
function labelOf(schema: z.ZodType, path: readonly string[]): Title | undefined {
  let at: unknown = schema;
  for (const step of path) {
    while (at instanceof z.ZodOptional || at instanceof z.ZodNullable || at instanceof z.ZodDefault) at = at.unwrap();
    at = at instanceof z.ZodObject ? at.shape[step] : at instanceof z.ZodArray ? at.element : undefined;
  }
  const meta = at instanceof z.ZodType ? at.meta() : undefined;
  return meta?.title ? { zh: meta.title, en: String(meta.titleEn ?? meta.title) } : undefined;
}
