import { type RawBuilder, sql } from "kysely";
import { isoTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { Tx } from "#store/postgres.ts";
import { type AlarmKind, type AlarmLevel, type RuleId, rules } from "./rules.ts";
import { shownMultiple, shownValue } from "./shown.ts";

/** An alarm as a screen shows it; value and multiple are rounded for people. */
export type AlarmItem = Readonly<{
  id: string;
  rule: Readonly<{ id: string; title: Title }>;
  level: AlarmLevel;
  kind: AlarmKind;
  state: "open" | "ended" | "withdrawn";
  subject: Readonly<{ kind: string; id: string; name: string }>;
  enterprise: Readonly<{ id: string; name: string }> | null;
  region: Readonly<{ code: string; name: string }>;
  mn: string;
  factor: Readonly<{ code: string; name: string }> | null;
  series: number | null;
  started: string;
  last: string;
  ended: string | null;
  value: number | null;
  limit: Readonly<{ value: number; unit: string; standard: string }> | null;
  multiple: number | null;
  hours: number | null;
  case: Readonly<{ id: string; number: string }> | null;
  withdrawn: Readonly<{ at: string; reason: string }> | null;
  explanation: Title;
  sample: boolean;
}>;

type Row = {
  id: string;
  rule: RuleId;
  subject_kind: string;
  subject_id: string;
  subject_name: string;
  enterprise: string | null;
  enterprise_name: string | null;
  region: string;
  region_name: string;
  mn: string;
  factor: string | null;
  factor_name: string | null;
  series: number | null;
  started: Date;
  last: Date;
  ended: Date | null;
  value: string | null;
  limit_value: string | null;
  limit_unit: string | null;
  limit_standard: string | null;
  multiple: string | null;
  hours: number | null;
  case_id: string | null;
  case_number: string | null;
  withdrawn_at: Date | null;
  withdrawn_reason: string | null;
  explanation_zh: string;
  explanation_en: string;
  sample: boolean;
};

/** Alarms that the reader may see; `where` and `order` speak of `monitoring.alarm as a`. */
export async function alarmItems(
  tx: Tx,
  where: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  limit: number,
): Promise<AlarmItem[]> {
  const { rows } = await sql<Row>`select a.*, r.name as region_name, e.name as enterprise_name, c.number as case_number,
      (select p.name from base.pollutant as p where p.code = a.factor and p.retired_at is null limit 1) as factor_name,
      coalesce((select o.name from base.outfall as o where o.id = a.subject_id),
        (select s.name from base.air_station as s where s.id = a.subject_id),
        (select w.name from base.water_section as w where w.id = a.subject_id), '') as subject_name
    from monitoring.alarm as a join place.region as r on r.code = a.region
      left join organ.organ as e on e.id = a.enterprise left join "case"."case" as c on c.id = a.case_id
    where ${where} order by ${order} limit ${limit}`.execute(tx);
  return rows.map(itemOf);
}

const time = (date: Date | null): string | null => (date === null ? null : isoTime(date.getTime()));

function itemOf(row: Row): AlarmItem {
  const { title, level, kind } = rules[row.rule];
  return {
    id: row.id,
    rule: { id: row.rule, title },
    level,
    kind,
    state: row.withdrawn_at ? "withdrawn" : row.ended ? "ended" : "open",
    subject: { kind: row.subject_kind, id: row.subject_id, name: row.subject_name },
    enterprise: row.enterprise ? { id: row.enterprise, name: row.enterprise_name ?? "" } : null,
    region: { code: row.region, name: row.region_name },
    mn: row.mn,
    factor: row.factor ? { code: row.factor, name: row.factor_name ?? row.factor } : null,
    series: row.series,
    started: isoTime(row.started.getTime()),
    last: isoTime(row.last.getTime()),
    ended: time(row.ended),
    value: row.value === null ? null : Number(shownValue(row.value, row.limit_value ?? undefined)),
    limit:
      row.limit_value === null
        ? null
        : { value: Number(row.limit_value), unit: row.limit_unit ?? "", standard: row.limit_standard ?? "" },
    multiple: row.multiple === null ? null : Number(shownMultiple(row.multiple)),
    hours: row.hours,
    case: row.case_id ? { id: row.case_id, number: row.case_number ?? "" } : null,
    withdrawn: row.withdrawn_at
      ? { at: isoTime(row.withdrawn_at.getTime()), reason: row.withdrawn_reason ?? "" }
      : null,
    explanation: { zh: row.explanation_zh, en: row.explanation_en },
    sample: row.sample,
  };
}
