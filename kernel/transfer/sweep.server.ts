import { sql } from "kysely";
import { readCalendar } from "#kernel/clock/calendar.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { type Rounds, startRounds } from "#kernel/rounds.server.ts";
import { systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { countBounce } from "./bounce.server.ts";
import { modes } from "./mode.ts";
import { at, type Doing, leaveLine, lockTransfer, type TransferRow, tellOrgan, versionOf } from "./row.server.ts";
import { closeLinks } from "./transfer.server.ts";

const actor = systemActor("transfer");

/** Offers that nobody answered in time fall back to their senders; what concerns cases that have ended ends with them. Returns how many. */
export async function sweepTransfers(platform: Pick<Platform, "postgres" | "now">): Promise<number> {
  const now = platform.now();
  const { postgres } = platform;
  const due = await postgres.transact(actor, (tx) => dueRows(tx, now), { readOnly: true });
  let swept = 0;
  // each in a transaction of its own, looked at again once it is locked: an answer may come between
  for (const id of due)
    swept += await postgres.transact(actor, async (tx) =>
      sweepOne(tx, { actor, now, calendar: await readCalendar(tx) }, id),
    );
  return swept;
}

async function dueRows(tx: Tx, now: number): Promise<string[]> {
  const found = await sql<{ id: string }>`select t.id from "case".transfer t join "case"."case" c on c.id = t.case_id
    where (t.state = 'offered' and (t.answer_due <= ${at(now)} or c.category in ('closed', 'void')))
      or (t.state = 'accepted' and t.outcome_due is not null and c.category in ('closed', 'void'))
    order by t.answer_due, t.id`.execute(tx);
  return found.rows.map(({ id }) => id);
}

async function sweepOne(tx: Tx, doing: Doing, id: string): Promise<number> {
  const row = await lockTransfer(tx, id);
  const found = await sql<{ ended: boolean }>`select category in ('closed', 'void') as ended from "case"."case"
    where id = ${row.case_id}`.execute(tx);
  const ended = found.rows[0]?.ended ?? false;
  if (row.state === "offered" && ended) await takeBack(tx, doing, row);
  else if (row.state === "offered" && row.answer_due.getTime() <= doing.now) await expire(tx, doing, row);
  else if (row.state === "accepted" && row.outcome_due !== null && ended) await endWithCase(tx, doing, row);
  else return 0;
  return 1;
}

/** Who was given a case and has closed it has reported by that: nobody writes the same outcome twice. */
async function endWithCase(tx: Tx, { now }: Doing, row: TransferRow): Promise<void> {
  await sql`update "case".transfer set state = 'reported', outcome_at = ${at(now)}, outcome_by_name = '平台', outcome_channel = 'platform',
    outcome_kind = 'other', outcome_note = '案件已办结', paused = '{}', version = version + 1 where id = ${row.id}`.execute(
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

async function expire(tx: Tx, doing: Doing, row: TransferRow): Promise<void> {
  const { id } = row;
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

async function takeBack(tx: Tx, doing: Doing, row: TransferRow): Promise<void> {
  const { id } = row;
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
