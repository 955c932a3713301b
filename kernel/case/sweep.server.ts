import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { escalateClocks, expireClocks, type Rung, remindClocks } from "#kernel/clock/ladder.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { type Rounds, startRounds } from "#kernel/rounds.server.ts";
import { endText, isoTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import { systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { addEvent, type CaseRow, caseScopes } from "./case.server.ts";
import type { Notified } from "./define.ts";
import { tell } from "./telling.server.ts";

const actor = systemActor("clock");

type Step = Readonly<{
  act: "remind" | "overdue" | "escalate";
  take(tx: Tx, now: number): Promise<Rung[]>;
  title(clock: Title): Title;
  tells: readonly Notified[];
}>;

/** The ladder: 提醒 → 逾期 → 升级督办. A clock that was missed while the platform was down takes all that it is due at once, in this order. */
const ladder: readonly Step[] = [
  {
    act: "remind",
    take: remindClocks,
    title: ({ zh, en }) => ({ zh: `${zh}即将到期`, en: `${en} ends soon` }),
    tells: ["assignee", "party"],
  },
  {
    act: "overdue",
    take: expireClocks,
    title: ({ zh, en }) => ({ zh: `${zh}逾期`, en: `${en} overdue` }),
    tells: ["assignee", "party"],
  },
  {
    act: "escalate",
    take: escalateClocks,
    title: ({ zh, en }) => ({ zh: `${zh}逾期未办，升级督办`, en: `${en} overdue: taken to the organ above` }),
    tells: ["superior", "handler"],
  },
];

/** Takes every clock up the ladder as far as it has come; returns how many steps were taken. Harmless when it runs twice. */
export async function sweepClocks(platform: Platform): Promise<number> {
  const now = platform.now();
  let total = 0;
  for (const step of ladder) {
    for (let found = 1; found > 0; total += found) {
      const heard = await platform.postgres.transact(actor, async (tx) => {
        const list: { id: string; scopes: string[] }[] = [];
        for (const rung of await step.take(tx, now)) {
          await climb(tx, step, rung, now);
          list.push({ id: rung.caseId, scopes: await caseScopes(tx, rung.caseId) });
        }
        return list;
      });
      found = heard.length;
      for (const { id, scopes } of heard) platform.live.publish({ topic: "case", ids: [id], scopes, at: now });
    }
  }
  return total;
}

async function climb(tx: Tx, step: Step, rung: Rung, now: number): Promise<void> {
  const { rows } = await sql<CaseRow>`select * from "case"."case" where id = ${rung.caseId}`.execute(tx);
  const row = rows[0];
  if (!row) throw new Error(`the clock ${rung.id} names no case`);
  if (step.act === "escalate")
    await sql`update "case"."case" set supervised_at = coalesce(supervised_at, ${isoTime(now)}::timestamptz),
      supervised_by = coalesce(supervised_by, (select coalesce(parent, id) from organ.organ where id = ${row.organ}))
      where id = ${row.id}`.execute(tx);
  const title = step.title(rung.title);
  await addEvent(tx, {
    caseId: row.id,
    version: row.version,
    at: now,
    actor,
    act: step.act,
    title,
    detail: { due: { title: { zh: "到期", en: "Due" }, value: isoTime(rung.dueAt), shown: endText(rung.dueAt) } },
  });
  await recordAct(tx, actor, {
    act: `clock.${step.act}`,
    object: `case.case/${row.id}`,
    detail: { clock: rung.title.zh },
  });
  for (const to of step.tells)
    await tell(tx, row, to, { title, at: now, key: `${step.act}:${rung.id}:${rung.dueAt}:${to}` });
}

/** Sweeps at once, so that what fell due while the platform was down is seen, then each minute. */
export function startClockSweep(platform: Platform): Rounds {
  return startRounds({
    name: "clock",
    everyMs: 60_000,
    log: platform.log,
    round: async () => {
      const count = await sweepClocks(platform);
      if (count > 0) platform.log(`clock: ${count} steps of the ladder`);
    },
  });
}
