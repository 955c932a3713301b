import { type RawBuilder, sql } from "kysely";
import { isoTime } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import type { Alarm } from "./alarm.ts";
import { type RuleId, rules } from "./rules.ts";

type Row = {
  id: string;
  rule: RuleId;
  subject_id: string;
  subject_kind: Alarm["subjectKind"];
  enterprise: string | null;
  region: string;
  mn: string;
  factor: string | null;
  series: number | null;
  started: Date;
  last: Date;
  ended: Date | null;
  value: string | null;
  value_at: Date | null;
  limit_id: string | null;
  limit_value: string | null;
  limit_unit: string | null;
  limit_standard: string | null;
  multiple: string | null;
  hours: number | null;
  explanation_zh: string;
  explanation_en: string;
  case_id: string | null;
  withdrawn_at: Date | null;
  withdrawn_reason: string | null;
  sample: boolean;
};

/** Stored alarms; those that lost their ground are left out. */
export async function readAlarms(tx: Tx, where: RawBuilder<unknown>): Promise<Alarm[]> {
  const { rows } = await sql<Row>`select * from monitoring.alarm where withdrawn_at is null and ${where}`.execute(tx);
  return rows.map(fromRow);
}

function fromRow(row: Row): Alarm {
  const time = (date: Date | null): number | undefined => date?.getTime();
  return {
    id: row.id,
    rule: row.rule,
    subject: row.subject_id,
    subjectKind: row.subject_kind,
    enterprise: row.enterprise ?? undefined,
    region: row.region,
    mn: row.mn,
    factor: row.factor ?? undefined,
    series: row.series ?? undefined,
    started: row.started.getTime(),
    last: row.last.getTime(),
    ended: time(row.ended),
    value: row.value ?? undefined,
    valueAt: time(row.value_at),
    limit: row.limit_id
      ? {
          id: row.limit_id,
          value: row.limit_value ?? "",
          unit: row.limit_unit ?? "",
          standard: row.limit_standard ?? "",
        }
      : undefined,
    multiple: row.multiple === null ? undefined : Number(row.multiple),
    hours: row.hours ?? undefined,
    explanation: { zh: row.explanation_zh, en: row.explanation_en },
    caseId: row.case_id ?? undefined,
    withdrawn: row.withdrawn_at ? { at: row.withdrawn_at.getTime(), reason: row.withdrawn_reason ?? "" } : undefined,
    sample: row.sample,
  };
}

const text = (epoch: number | undefined): string | null => (epoch === undefined ? null : isoTime(epoch));

/** Writes alarms, new or changed, with one statement. The case of an alarm is set by the case alone and is never taken away here. */
export async function writeAlarms(tx: Tx, alarms: readonly Alarm[], now: number): Promise<void> {
  if (alarms.length === 0) return;
  const rows = alarms.map((alarm) => ({
    id: alarm.id,
    rule: alarm.rule,
    level: rules[alarm.rule].level,
    kind: rules[alarm.rule].kind,
    subject_kind: alarm.subjectKind,
    subject_id: alarm.subject,
    enterprise: alarm.enterprise ?? null,
    region: alarm.region,
    mn: alarm.mn,
    factor: alarm.factor ?? null,
    series: alarm.series ?? null,
    started: isoTime(alarm.started),
    last: isoTime(alarm.last),
    ended: text(alarm.ended),
    value: alarm.value ?? null,
    value_at: text(alarm.valueAt),
    limit_id: alarm.limit?.id ?? null,
    limit_value: alarm.limit?.value || null,
    limit_unit: alarm.limit?.unit ?? null,
    limit_standard: alarm.limit?.standard ?? null,
    multiple: alarm.multiple ?? null,
    hours: alarm.hours ?? null,
    explanation_zh: alarm.explanation.zh,
    explanation_en: alarm.explanation.en,
    withdrawn_at: text(alarm.withdrawn?.at),
    withdrawn_reason: alarm.withdrawn?.reason ?? null,
    sample: alarm.sample,
    created_at: isoTime(now),
    updated_at: isoTime(now),
  }));
  await sql`insert into monitoring.alarm as a (id, rule, level, kind, subject_kind, subject_id, enterprise, region, mn, factor, series, started,
      last, ended, value, value_at, limit_id, limit_value, limit_unit, limit_standard, multiple, hours, explanation_zh, explanation_en,
      withdrawn_at, withdrawn_reason, sample, created_at, updated_at)
    select id, rule, level, kind, subject_kind, subject_id, enterprise, region, mn, factor, series, started, last, ended, value, value_at,
      limit_id, limit_value, limit_unit, limit_standard, multiple, hours, explanation_zh, explanation_en, withdrawn_at, withdrawn_reason,
      sample, created_at, updated_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (id uuid, rule text, level text, kind text, subject_kind text,
      subject_id uuid, enterprise uuid, region text, mn text, factor text, series int, started timestamptz, last timestamptz,
      ended timestamptz, value numeric, value_at timestamptz, limit_id uuid, limit_value numeric, limit_unit text, limit_standard text,
      multiple numeric, hours int, explanation_zh text, explanation_en text, withdrawn_at timestamptz, withdrawn_reason text,
      sample boolean, created_at timestamptz, updated_at timestamptz)
    on conflict (id) do update set mn = excluded.mn, series = excluded.series, started = excluded.started, last = excluded.last,
      ended = excluded.ended, value = excluded.value, value_at = excluded.value_at, limit_id = excluded.limit_id,
      limit_value = excluded.limit_value, limit_unit = excluded.limit_unit, limit_standard = excluded.limit_standard,
      multiple = excluded.multiple, hours = excluded.hours, explanation_zh = excluded.explanation_zh,
      explanation_en = excluded.explanation_en, withdrawn_at = excluded.withdrawn_at, withdrawn_reason = excluded.withdrawn_reason,
      updated_at = excluded.updated_at`.execute(tx);
}
