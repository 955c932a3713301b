import { sql } from "kysely";
import { addEvent, caseScopes, openCase } from "#kernel/case/case.server.ts";
import { provideCase } from "#kernel/case/registry.server.ts";
import { readCalendar } from "#kernel/clock/calendar.server.ts";
import { civilDate, clockText, endText, hour as hourMs, isoTime } from "#kernel/time.ts";
import { systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { readAlarms } from "./alarm.server.ts";
import type { Alarm } from "./alarm.ts";
import { type AlarmItem, alarmItems } from "./alarm-reading.server.ts";
import type { Catalogue } from "./catalogue.server.ts";
import { marksIn } from "./catalogue.ts";
import { exceedance, sameStates } from "./exceedance.ts";
import { exceedanceTerm } from "./exceedance-terms.ts";
import { rules, threshold } from "./rules.ts";

const actor = systemActor("judge");

provideCase({
  definition: exceedance,
  stateMaps: { 1: { states: sameStates } },
  term: (clock, date) => {
    const { title, unit, amount, extension, source, verified } = exceedanceTerm(clock, date);
    const basis = { law: source, article: "", verified };
    return { title, unit, amount, ...basis, extension: { cap: extension, fourEyes: true, ...basis } };
  },
  related: async (tx, caseId) => {
    const alarms = await alarmItems(tx, sql`a.case_id = ${caseId}`, sql`a.started, a.id`, 200);
    const worst = alarms.find(({ multiple }) => multiple === Math.max(...alarms.map((one) => one.multiple ?? 0)));
    const facts = [
      { title: { zh: "关联报警", en: "Alarms" }, value: `${alarms.length} 条` },
      {
        title: { zh: "涉及因子", en: "Factors" },
        value: [...new Set(alarms.map(({ factor }) => factor?.name ?? "全部"))].join("、"),
      },
      {
        title: { zh: "起止", en: "Period" },
        value:
          alarms.length === 0
            ? ""
            : `${clockText(Date.parse(alarms[0]?.started ?? ""))} 至 ${endOf(alarms) ?? "尚未恢复"}`,
      },
      ...(worst
        ? [
            {
              title: { zh: "最大超标倍数", en: "Largest multiple" },
              value:
                worst.multiple === null
                  ? ""
                  : `${worst.multiple}（${worst.factor?.name ?? ""} ${worst.value} ${worst.limit?.unit ?? ""}）`,
            },
          ]
        : []),
    ];
    return { facts, alarms };
  },
});

/** When the last of the alarms ended, in words; undefined while one is open. */
function endOf(alarms: readonly Pick<AlarmItem, "ended">[]): string | undefined {
  const ends = alarms.map(({ ended }) => (ended === null ? Number.POSITIVE_INFINITY : Date.parse(ended)));
  const last = Math.max(...ends);
  return Number.isFinite(last) ? endText(last) : undefined;
}

export type CaseNews = Readonly<{ id: string; scopes: readonly string[] }>;

/**
 * Gives alarms over hours and days their case: the open one of the outfall and rule, or a new one with the bureau of the place. None is
 * opened for alarms whose last hour lies days back (a first connection sends a week of history), nor while the outfall is marked.
 */
export async function attachCases(
  tx: Tx,
  catalogue: Catalogue,
  alarms: readonly Alarm[],
  now: number,
): Promise<CaseNews[]> {
  const oldest = now - threshold("case-age-hours", civilDate(now)) * hourMs;
  const wanting = [...new Map(alarms.map((alarm) => [alarm.id, alarm])).values()].filter(
    ({ rule, caseId, withdrawn, last, enterprise, subjectKind }) =>
      rules[rule].opensCase &&
      !caseId &&
      !withdrawn &&
      last >= oldest &&
      enterprise !== undefined &&
      subjectKind === "outfall",
  );
  const news: CaseNews[] = [];
  if (wanting.length === 0) return news;
  const calendar = await readCalendar(tx);
  for (const alarm of wanting.sort((a, b) => a.started - b.started)) {
    if (marksIn(catalogue.marks.get(alarm.subject), alarm.factor ?? "", now, now + 1).length > 0) continue;
    const found = await sql<{ id: string; version: number }>`select id, version from "case"."case"
      where definition = ${exceedance.id} and subject_id = ${alarm.subject} and concern = ${alarm.rule} and category not in ('closed', 'void')`.execute(
      tx,
    );
    const standing = found.rows[0];
    const id = standing?.id ?? (await open(tx, catalogue, alarm, now, calendar));
    if (id === undefined) continue;
    await sql`update monitoring.alarm set case_id = ${id} where id = ${alarm.id}`.execute(tx);
    if (standing)
      await addEvent(tx, {
        caseId: id,
        version: standing.version,
        at: now,
        actor,
        act: "join",
        title: { zh: "并入报警", en: "Alarm joined" },
        note: alarm.explanation.zh,
        detail: told(catalogue, alarm),
      });
    news.push({ id, scopes: await caseScopes(tx, id) });
  }
  return news;
}

async function open(
  tx: Tx,
  catalogue: Catalogue,
  alarm: Alarm,
  now: number,
  calendar: Awaited<ReturnType<typeof readCalendar>>,
): Promise<string | undefined> {
  const subject = catalogue.subjects.get(alarm.subject);
  const organ = await handlingOrgan(tx, alarm.region);
  if (!subject || organ === undefined) return undefined;
  const { id } = await openCase(tx, actor, {
    definition: exceedance.id,
    title: `${subject.enterpriseName ?? ""}${subject.name} ${rules[alarm.rule].title.zh}`,
    subject: { kind: alarm.subjectKind, id: alarm.subject, name: subject.name },
    concern: alarm.rule,
    region: alarm.region,
    organ,
    party: alarm.enterprise ?? null,
    at: now,
    sample: alarm.sample,
    note: alarm.explanation.zh,
    detail: told(catalogue, alarm),
    calendar,
  });
  return id;
}

/** What the timeline says of an alarm: titled values for people, the bare id for machines. */
function told(catalogue: Catalogue, alarm: Alarm): Record<string, unknown> {
  const { title } = rules[alarm.rule];
  const factor = alarm.factor ?? "";
  return {
    alarm: alarm.id,
    rule: { title: { zh: "报警", en: "Alarm" }, value: alarm.rule, shown: title },
    factor: { title: { zh: "因子", en: "Factor" }, value: factor, shown: catalogue.factorNames.get(factor) ?? factor },
    outfall: {
      title: { zh: "排放口", en: "Outfall" },
      value: alarm.subject,
      shown: catalogue.subjects.get(alarm.subject)?.name ?? "",
    },
    started: {
      title: { zh: "超标开始", en: "Exceedance began" },
      value: isoTime(alarm.started),
      shown: clockText(alarm.started),
    },
  };
}

/** The bureau of the place: the banner's branch, else the league's bureau, else the department. */
export async function handlingOrgan(tx: Tx, region: string): Promise<string | undefined> {
  const { rows } = await sql<{
    id: string;
  }>`select o.id from organ.organ as o join place.region as r on r.code = ${region}
    where o.region = any (r.path) and o.kind in ('branch', 'bureau', 'department') and o.valid_to is null
    order by (select array_length(path, 1) from place.region where code = o.region) desc,
      array_position(array['branch', 'bureau', 'department'], o.kind), o.id limit 1`.execute(tx);
  return rows[0]?.id;
}

/** Alarms that wait for a case although they are in force: what a mark held back and no longer does. */
export const waitingForCase = (tx: Tx, now: number): Promise<Alarm[]> =>
  readAlarms(
    tx,
    sql`case_id is null and ended is null and rule in ('hour-over', 'day-over') and last >= ${isoTime(now - threshold("case-age-hours", civilDate(now)) * hourMs)}`,
  );
