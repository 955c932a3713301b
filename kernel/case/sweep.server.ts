import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { expireClocks } from "#kernel/clock/clock.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { type Rounds, startRounds } from "#kernel/rounds.server.ts";
import { endText, isoTime } from "#kernel/time.ts";
import { systemActor } from "#store/actor.ts";
import { caseScopes } from "./case.routes.server.ts";
import { addEvent } from "./case.server.ts";

const actor = systemActor("clock");

/** Marks every clock that is over and says so in the timeline of its case; returns how many. Harmless when it runs twice. */
export async function sweepClocks(platform: Platform): Promise<number> {
  const now = platform.now();
  let total = 0;
  for (let found = 1; found > 0; total += found) {
    const heard = await platform.postgres.transact(actor, async (tx) => {
      const list: { id: string; scopes: string[] }[] = [];
      for (const { caseId, title, dueAt } of await expireClocks(tx, now)) {
        const { rows } = await sql<{ version: number }>`select version from "case"."case" where id = ${caseId}`.execute(
          tx,
        );
        await addEvent(tx, {
          caseId,
          version: rows[0]?.version ?? 1,
          at: now,
          actor,
          act: "overdue",
          title: { zh: `${title.zh}逾期`, en: `${title.en} overdue` },
          detail: { due: { title: { zh: "到期", en: "Due" }, value: isoTime(dueAt), shown: endText(dueAt) } },
        });
        await recordAct(tx, actor, {
          act: "clock.overdue",
          object: `case.case/${caseId}`,
          detail: { clock: title.zh },
        });
        list.push({ id: caseId, scopes: await caseScopes(tx, caseId) });
      }
      return list;
    });
    found = heard.length;
    for (const { id, scopes } of heard) platform.live.publish({ topic: "case", ids: [id], scopes, at: now });
  }
  return total;
}

/** Sweeps at once, so that what fell due while the platform was down is seen, then each minute. */
export function startClockSweep(platform: Platform): Rounds {
  return startRounds({
    name: "clock",
    everyMs: 60_000,
    log: platform.log,
    round: async () => {
      const count = await sweepClocks(platform);
      if (count > 0) platform.log(`clock: ${count} clocks fell due`);
    },
  });
}
