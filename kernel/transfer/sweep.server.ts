import { sql } from "kysely";
import { readCalendar } from "#kernel/clock/calendar.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { type Rounds, startRounds } from "#kernel/rounds.server.ts";
import { systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { countBounce } from "./bounce.server.ts";
import { modes } from "./mode.ts";
import { at, type Doing, leaveLine, lockTransfer, tellOrgan, versionOf } from "./row.server.ts";
import { closeLinks } from "./transfer.server.ts";

const actor = systemActor("transfer");

/** Offers that nobody answered in time fall back to their senders; what concerns cases that have ended ends with them. Returns how many. */
export async function sweepTransfers(platform: Pick<Platform, "postgres" | "now">): Promise<number> {
  const now = platform.now();
  let total = 0;
  for (let found = 1; found > 0; total += found)
    found = await platform.postgres.transact(actor, async (tx) => {
      const due = await sql<{ id: string; ended: boolean }>`select t.id, c.category in ('closed', 'void') as ended
        from "case".transfer t join "case"."case" c on c.id = t.case_id
        where t.state = 'offered' and (t.answer_due <= ${at(now)} or c.category in ('closed', 'void'))
        order by t.answer_due limit 100 for update of t skip locked`.execute(tx);
      const doing: Doing = { actor, now, calendar: await readCalendar(tx) };
      for (const { id, ended } of due.rows) await (ended ? takeBack(tx, doing, id) : expire(tx, doing, id));
      return due.rows.length;
    });
  return total + (await endWithCases(platform, now));
}

/** Who was given a case and has closed it has reported by that: nobody writes the same outcome twice. */
async function endWithCases(platform: Pick<Platform, "postgres">, now: number): Promise<number> {
  return platform.postgres.transact(actor, async (tx) => {
    const ended = await sql<{ id: string }>`select t.id from "case".transfer t join "case"."case" c on c.id = t.case_id
      where t.state = 'accepted' and t.outcome_due is not null and c.category in ('closed', 'void')
      order by t.outcome_due limit 100 for update of t skip locked`.execute(tx);
    for (const { id } of ended.rows) {
      const row = await lockTransfer(tx, id);
      await sql`update "case".transfer set state = 'reported', outcome_at = ${at(now)}, outcome_by_name = '平台', outcome_channel = 'platform',
        outcome_kind = 'other', outcome_note = '案件已办结', paused = '{}', version = version + 1 where id = ${id}`.execute(
        tx,
      );
      await tellOrgan(tx, row, {
        organ: row.from_organ,
        title: { zh: "移交的案件已办结", en: "The case that was passed on has ended" },
        now,
        key: "outcome",
        link: `/cases/${row.case_id}`,
      });
    }
    return ended.rows.length;
  });
}

async function expire(tx: Tx, doing: Doing, id: string): Promise<void> {
  const row = await lockTransfer(tx, id);
  await sql`update "case".transfer set state = 'expired', version = version + 1 where id = ${id}`.execute(tx);
  await closeLinks(tx, id, doing.now);
  const title = modes[row.mode].title;
  await leaveLine(tx, row, doing, {
    act: "expire",
    title: { zh: `${row.to_name}逾期未答复${title.zh}`, en: `${row.to_name} did not answer the ${title.en} in time` },
    version: await versionOf(tx, row.case_id),
  });
  await tellOrgan(tx, row, {
    organ: row.from_organ,
    title: {
      zh: `${row.to_name}逾期未答复，仍由本单位承办`,
      en: `${row.to_name} did not answer; the case stays with you`,
    },
    now: doing.now,
    key: "expire",
  });
  await countBounce(tx, row, doing);
}

async function takeBack(tx: Tx, doing: Doing, id: string): Promise<void> {
  const row = await lockTransfer(tx, id);
  await sql`update "case".transfer set state = 'withdrawn', answered_at = ${at(doing.now)}, answered_by_name = '平台',
    answer_channel = 'platform', version = version + 1 where id = ${id}`.execute(tx);
  await closeLinks(tx, id, doing.now);
  await leaveLine(tx, row, doing, {
    act: "withdraw",
    title: { zh: "案件已办结，移交自动撤回", en: "The case has ended; the offer is withdrawn" },
    version: await versionOf(tx, row.case_id),
  });
  await tellOrgan(tx, row, {
    organ: row.to_organ,
    title: {
      zh: `${row.from_name}的移交已随案件办结撤回`,
      en: `${row.from_name} closed the case; its offer is withdrawn`,
    },
    now: doing.now,
    key: "withdraw",
  });
}

/** Sweeps at once, so that what fell due while the platform was down is seen, then each minute. */
export function startTransferSweep(platform: Platform): Rounds {
  return startRounds({
    name: "transfer",
    everyMs: 60_000,
    log: platform.log,
    round: async () => {
      const count = await sweepTransfers(platform);
      if (count > 0) platform.log(`transfer: ${count} offers fell back`);
    },
  });
}
