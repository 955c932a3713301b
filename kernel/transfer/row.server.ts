import { sql } from "kysely";
import type { z } from "zod";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { addEvent } from "#kernel/case/case.server.ts";
import type { Calendar } from "#kernel/clock/calendar.ts";
import { type ClockTerm, type ClockUnit, dueOf } from "#kernel/clock/due.ts";
import { explainClock } from "#kernel/clock/explain.ts";
import { notify } from "#kernel/notice/notice.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { Package, term } from "./contract.ts";
import { type Mode, modes, type TransferState } from "./mode.ts";
import type { Term } from "./term.ts";

export type StoredTerm = z.infer<typeof term>;

export type TransferRow = {
  id: string;
  case_id: string;
  mode: Mode;
  from_organ: string;
  to_organ: string;
  from_name: string;
  to_name: string;
  region: string;
  reason: string;
  basis: string | null;
  package: Package;
  package_hash: string;
  state: TransferState;
  offered_at: Date;
  offered_by: string;
  offered_by_name: string;
  answer_term: StoredTerm;
  answer_due: Date;
  answered_at: Date | null;
  answered_by_name: string | null;
  answer_channel: string | null;
  answer_note: string | null;
  outcome_term: StoredTerm | null;
  outcome_due: Date | null;
  outcome_at: Date | null;
  outcome_by_name: string | null;
  outcome_channel: string | null;
  outcome_kind: string | null;
  outcome_note: string | null;
  paused: string[];
  undoes: string | null;
  bounce: number | null;
  escalated_to: string | null;
  sample: boolean;
};

export const transferColumns = sql`t.*, f.name as from_name, o.name as to_name`;
export const transferTables = sql`"case".transfer t join organ.organ f on f.id = t.from_organ join organ.organ o on o.id = t.to_organ`;

/** By whom and when something is done. */
export type Doing = Readonly<{ actor: Actor; now: number; calendar: Calendar }>;

/**
 * The row, locked until the transaction ends: of two answers at once one waits, and then finds the other's. The case is locked first, as
 * everything does that touches both, or an offer and an answer of one case would wait for each other.
 */
export async function lockTransfer(tx: Tx, id: string): Promise<TransferRow> {
  await sql`select from "case"."case" where id = (select case_id from "case".transfer where id = ${id}) for update`.execute(
    tx,
  );
  const found =
    await sql<TransferRow>`select ${transferColumns} from ${transferTables} where t.id = ${id} for update of t`.execute(
      tx,
    );
  return found.rows[0] ?? notFound();
}

export const notFound = (): never =>
  refuse("not-found", { values: { what: { zh: "该移送记录", en: "This transfer" } } });

/** True when one of the person's scopes reaches the row; asked where a transaction stands above the row policies. */
export async function seesRow(tx: Tx, actor: Actor, id: string): Promise<boolean> {
  if (actor.kind === "system") return true;
  const found =
    await sql`select from identity.visible_to where row_id = ${id} and scope = any (${[...actor.scopes]}::text[])`.execute(
      tx,
    );
  return found.rows.length > 0;
}

/** True when the person's organ is this organ or stands above it. */
export async function standsOver(tx: Tx, actor: Actor, organ: string): Promise<boolean> {
  if (actor.kind === "system") return true;
  const found = await sql`with recursive up (id, parent) as (
      select id, parent from organ.organ where id = ${organ}
      union select o.id, o.parent from organ.organ o join up on o.id = up.parent
    ) select from up where id = ${actor.organ ?? null}::uuid`.execute(tx);
  return found.rows.length > 0;
}

/** When a term that begins now ends, and how that was counted, as it is kept with the row. */
export function beginTerm(rule: Term, now: number, calendar: Calendar): { dueAt: number; kept: StoredTerm } {
  const clock: ClockTerm = { unit: rule.unit, amount: rule.amount, startedAt: now, pauses: [] };
  const due = dueOf(clock, calendar, now);
  const { unit, amount, source, article, verified } = rule;
  return {
    dueAt: due.dueAt,
    kept: {
      unit,
      amount,
      source,
      article,
      verified,
      provisional: due.provisional,
      explanation: explainClock({ ...clock, law: source, article, verified, ...due }),
    },
  };
}

export const unitOf = (kept: StoredTerm): ClockUnit => kept.unit as ClockUnit;

type Said = Readonly<{
  act: string;
  title: Title;
  version: number;
  channel?: string;
  detail?: Readonly<Record<string, unknown>>;
}>;

/**
 * The line that an act leaves in the timeline of the case and in the audit. The reason stays with the transfer: the enterprise that a case
 * is about reads the timeline, and not what authorities write to each other.
 */
export async function leaveLine(tx: Tx, row: TransferRow, { actor, now }: Doing, said: Said): Promise<void> {
  await addEvent(tx, {
    caseId: row.case_id,
    version: said.version,
    at: now,
    actor,
    act: `transfer-${said.act}`,
    title: said.title,
    detail: {
      from: { title: { zh: "移出单位", en: "From" }, value: row.from_name },
      to: { title: { zh: "接收单位", en: "To" }, value: row.to_name },
    },
  });
  await recordAct(tx, actor, {
    act: `transfer.${said.act}`,
    object: `case.transfer/${row.id}`,
    detail: { case: row.case_id, mode: row.mode, from: row.from_organ, to: row.to_organ, ...said.detail },
  });
}

export const modeTitle = (row: Pick<TransferRow, "mode">): Title => modes[row.mode].title;

/** Tells an organ of a transfer; `key` names the happening within it. */
export async function tellOrgan(
  tx: Tx,
  row: Pick<TransferRow, "id" | "package">,
  told: Readonly<{ organ: string; title: Title; body?: Title; now: number; key: string; link?: string }>,
): Promise<void> {
  await notify(tx, {
    to: { organ: told.organ },
    title: { zh: `${told.title.zh}：${row.package.number}`, en: `${told.title.en}: ${row.package.number}` },
    body: told.body ?? { zh: row.package.title, en: row.package.title },
    link: told.link ?? `/transfers/${row.id}`,
    at: told.now,
    about: { kind: "case.transfer", id: row.id },
    key: `transfer/${row.id}/${told.key}/${told.organ}`,
  });
}

/** The version of a case, for a line that does not raise it. */
export async function versionOf(tx: Tx, caseId: string): Promise<number> {
  const found = await sql<{ version: number }>`select version from "case"."case" where id = ${caseId}`.execute(tx);
  return found.rows[0]?.version ?? 1;
}

export const at = (epoch: number): string => isoTime(epoch);
