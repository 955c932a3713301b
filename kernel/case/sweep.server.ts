import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { expireClocks } from "#kernel/clock/clock.server.ts";
import type { Platform } from "#kernel/platform.ts";
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
          detail: { due: { title: { zh: "到期", en: "Due" }, value: new Date(dueAt).toISOString() } },
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

const everyMs = 60_000;

/** Sweeps at once, so that what fell due while the platform was down is seen, then each minute; outlives a restart of the engine. */
export function startClockSweep(platform: Platform): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  const sweep = () => {
    if (busy) return;
    busy = true;
    running = sweepClocks(platform)
      .then((count) => {
        if (count > 0) platform.log(`clock: ${count} clocks fell due`);
      })
      .catch((error: Error) => platform.log(`clock: the sweep failed and will be tried again (${error.message})`))
      .finally(() => {
        busy = false;
      });
  };
  sweep();
  const timer = setInterval(sweep, everyMs);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}
