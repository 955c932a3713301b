import { z } from "zod";
import { Refusal } from "#kernel/refusal.ts";

const speakers = { zh: z.locales.zhCN().localeError, en: z.locales.en().localeError };

/**
 * Reads what was sent by its schema, or refuses naming the first guilty field, with every problem in `problems`. The sentences are made
 * in both languages, because the answer may be read by a person, a form and a log.
 */
export function readInput(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return value;
  const read = schema.safeParse(value ?? {}, { error: speakers.zh, reportInput: true });
  if (read.success) return read.data;
  const english = schema.safeParse(value ?? {}, { error: speakers.en, reportInput: true });
  const problems = read.error.issues.map((issue, index) => {
    const other = english.error?.issues[index];
    const field = [...issue.path, ...(issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [])].join(".");
    return {
      field,
      missing: issue.code === "invalid_type" && issue.input === undefined,
      zh: issue.message,
      en: englishOf(issue, other),
    };
  });
  const first = problems[0];
  const extra = { problems: problems.map(({ missing: _, ...problem }) => problem) };
  if (first?.missing)
    throw new Refusal("field.required", { field: first.field, values: { label: first.field }, extra });
  const where = first?.field ? `${first.field}：` : "";
  throw new Refusal("field.invalid", {
    ...(first?.field ? { field: first.field } : {}),
    values: {
      problem: { zh: `${where}${first?.zh ?? "内容无效"}`, en: `${first?.field ?? ""}: ${first?.en ?? "not valid"}` },
    },
    extra,
  });
}

/** A check of ours says its English sentence in `params.en`; zod says its own. */
function englishOf(issue: z.core.$ZodIssue, other: z.core.$ZodIssue | undefined): string {
  const ours = issue.code === "custom" ? (issue.params as { en?: string } | undefined)?.en : undefined;
  return ours ?? other?.message ?? issue.message;
}
