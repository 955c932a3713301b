import { sql } from "kysely";
import { openCase } from "#kernel/case/case.server.ts";
import { type Guard, provideCase } from "#kernel/case/registry.server.ts";
import { readCalendar } from "#kernel/clock/calendar.server.ts";
import { countEvidence } from "#kernel/evidence/count.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { providePublication } from "#kernel/publication/registry.server.ts";
import { systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { type Activity, activities, type ZoneKind, zoneKinds } from "./activity.ts";
import { closurePublication } from "./closure-publication.server.ts";
import { clue } from "./clue.ts";
import { clueCase } from "./clue-case.ts";
import { clueTerm } from "./clue-terms.ts";
import { confidences } from "./confidence.ts";

const actor = systemActor("conservation");
const atOnce = 50;

/** The approval itself, not only a picture of the place: without it a clue is not lawful. */
const lawful: Guard = async (tx, { row }) => {
  const [photos, papers] = await Promise.all([
    countEvidence(tx, row.id, { kinds: ["photo"], position: true }),
    countEvidence(tx, row.id, { kinds: ["document", "scan"] }),
  ]);
  if (photos > 0 && papers > 0) return undefined;
  return photos === 0
    ? { zh: "还缺带位置的现场照片。", en: "A photo with its position is missing." }
    : { zh: "还缺批准文件（书证或扫描件）。", en: "The approval, as document or scan, is missing." };
};

/** 生态环境、自然资源、林草 agree: the handling organ acts, the two others have countersigned. */
const threeDepartments: Guard = async (tx, { row }) => {
  const { rows } = await sql<{
    duty: string;
  }>`select o.duty from "case".participant p join organ.organ o on o.id = p.organ
    where p.case_id = ${row.id} and p.role = 'countersigner' and p.state = 'agreed'`.execute(tx);
  const missing = [
    { duty: "resources", zh: "自然资源", en: "natural resources" },
    { duty: "forestry", zh: "林业和草原", en: "forestry and grassland" },
  ].filter(({ duty }) => !rows.some((row) => row.duty === duty));
  if (missing.length === 0) return undefined;
  return {
    zh: `整改方案须经生态环境、自然资源、林草三部门同意，还缺：${missing.map(({ zh }) => zh).join("、")}部门会签。`,
    en: `The plan needs three departments; still to agree: ${missing.map(({ en }) => en).join(", ")}.`,
  };
};

const publicityOver: Guard = async (tx, { row, now }) => {
  const { rows } = await sql<{
    due_at: Date;
  }>`select due_at from clock.clock where case_id = ${row.id} and kind = 'publicity'
    order by started_at desc limit 1`.execute(tx);
  const due = rows[0]?.due_at.getTime();
  return due !== undefined && due <= now
    ? undefined
    : { zh: "公示期未满，不能销号。", en: "The publicity is not over yet." };
};

type Shown = {
  activity: Activity;
  hectares: string;
  zone_kind: ZoneKind;
  confidence: keyof typeof confidences;
  recurrences: number;
  red_line: string | null;
  reserve: string | null;
  first_seen: string;
  last_seen: string;
};

provideCase({
  definition: clueCase,
  term: clueTerm,
  guards: { lawful, threeDepartments, publicityOver },
  subject: async (tx, caseId) => {
    const { rows } = await sql<{ id: string }>`select subject_id as id from "case"."case" where id = ${caseId}`.execute(
      tx,
    );
    return rows[0] && { register: clue, id: rows[0].id };
  },
  related: async (tx, caseId) => {
    const { rows } =
      await sql<Shown>`select c.activity, c.hectares, c.zone_kind, c.confidence, c.recurrences, c.first_seen, c.last_seen,
        l.name as red_line, r.name as reserve
      from "case"."case" k join conservation.clue c on c.id = k.subject_id left join conservation.red_line l on l.id = c.red_line
        left join conservation.reserve r on r.id = c.reserve where k.id = ${caseId}`.execute(tx);
    const row = rows[0];
    if (!row) return { facts: [], alarms: [] };
    const fact = (zh: string, en: string, value: string | null) => (value ? [{ title: { zh, en }, value }] : []);
    return {
      facts: [
        ...fact("活动类型", "Activity", activities[row.activity].zh),
        ...fact("面积", "Area", `${Number(row.hectares)} 公顷`),
        ...fact("红线图斑", "Red line", row.red_line),
        ...fact("自然保护地", "Reserve", row.reserve),
        ...fact("分区", "Zone", zoneKinds[row.zone_kind].zh),
        ...fact("可信度", "Confidence", confidences[row.confidence].zh),
        ...fact("发现", "Seen", `${row.first_seen} 至 ${row.last_seen}`),
        ...fact("复发", "Recurred", row.recurrences > 0 ? `第 ${row.recurrences} 次` : null),
      ],
      alarms: [],
    };
  },
});

providePublication(closurePublication);

type Waiting = {
  id: string;
  number: string;
  region: string;
  region_name: string;
  activity: Activity;
  hectares: string;
  recurrences: number;
  sample: boolean;
  organ: string | null;
  parent: string | null;
};

/**
 * Opens the case of clues that have none, the most severe first; of one that recurred it names the case before. True when there may be more. Run
 * again after a crash it goes on where it was: a clue has its case or is still waiting.
 */
export async function openWaitingCases(platform: Platform): Promise<boolean> {
  const now = platform.now();
  const opened = await platform.postgres.transact(actor, async (tx) => {
    const waiting = await waitingClues(tx);
    const calendar = await readCalendar(tx);
    for (const row of waiting) {
      const { id, number } = await openCase(tx, actor, {
        definition: clueCase.id,
        title: `${row.region_name} ${activities[row.activity].zh} ${Number(row.hectares)} 公顷`,
        subject: { kind: "conservation.clue", id: row.id, name: row.number },
        concern: "encroachment",
        region: row.region,
        organ: row.organ as string,
        party: null,
        at: now,
        sample: row.sample,
        note:
          row.recurrences > 0 ? `销号后再次发现，第 ${row.recurrences} 次复发。` : "遥感比对或部下发线索，待现场核查。",
        detail: {},
        calendar,
        ...(row.parent ? { parent: row.parent } : {}),
      });
      await sql`update conservation.clue set case_id = ${id}, case_number = ${number}, state = 'checking', version = version + 1, updated_at = now(),
        updated_by = '系统' where id = ${row.id}`.execute(tx);
    }
    return waiting;
  });
  for (const row of opened)
    platform.live.publish({ topic: "case", ids: [row.id], scopes: await scopesOf(platform, row.region), at: now });
  return opened.length === atOnce;
}

/** Each with the bureau of its place: the banner's branch, else the league's bureau, else the department. */
async function waitingClues(tx: Tx): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    select c.id, c.number, c.region, r.name as region_name, c.activity, c.hectares, c.recurrences, c.sample, o.id as organ,
      (select k.id from "case"."case" k where k.subject_id = c.id and k.definition = ${clueCase.id} order by k.opened_at desc, k.id desc limit 1) as parent
    from conservation.clue c join place.region r on r.code = c.region, lateral (
      select o.id from organ.organ o where o.region = any (r.path) and o.kind in ('branch', 'bureau', 'department') and o.valid_to is null
      order by (select array_length(path, 1) from place.region where code = o.region) desc,
        array_position(array['branch', 'bureau', 'department'], o.kind), o.id limit 1) o
    where c.state = 'open' and c.case_id is null and c.retired_at is null
    order by c.severity desc nulls last, c.id limit ${atOnce} for update of c skip locked`.execute(tx);
  return rows;
}

async function scopesOf(platform: Platform, region: string): Promise<string[]> {
  const { rows } = await platform.postgres.transact(actor, (tx) =>
    sql<{ scope: string }>`select identity.scopes_of(${region}, '{}'::uuid[]) as scope`.execute(tx),
  );
  return rows.map(({ scope }) => scope);
}
