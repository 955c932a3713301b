import { type RawBuilder, sql } from "kysely";
import { actingAs } from "#kernel/case/acting.server.ts";
import { readCalendar } from "#kernel/clock/calendar.server.ts";
import type { Calendar } from "#kernel/clock/calendar.ts";
import { lightOf, remainingOf } from "#kernel/clock/due.ts";
import { cursorText, cursorValues } from "#kernel/cursor.server.ts";
import { day, isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { FileReply, TransferDetail, TransferItem } from "./contract.ts";
import { modes } from "./mode.ts";
import { notFound, standsOver, type TransferRow, transferColumns, transferTables, unitOf } from "./row.server.ts";

export type TransferQuery = Readonly<{
  case?: string | undefined;
  direction?: "in" | "out" | undefined;
  state?: string | undefined;
  mode?: string | undefined;
  after?: string | undefined;
  limit: number;
}>;

/** The ledger of transfers that the reader sees, newest first, a page behind the cursor. */
export async function listTransfers(
  tx: Tx,
  actor: Actor,
  query: TransferQuery,
  now: number,
): Promise<{ items: TransferItem[]; next: string | null }> {
  const organ = actor.kind === "person" ? (actor.organ ?? null) : null;
  const where: RawBuilder<unknown>[] = [sql`true`];
  if (query.case) where.push(sql`t.case_id = ${query.case}`);
  if (query.direction === "in") where.push(sql`t.to_organ = ${organ}::uuid`);
  if (query.direction === "out") where.push(sql`t.from_organ = ${organ}::uuid`);
  if (query.state) where.push(sql`t.state = any (string_to_array(${query.state}, ','))`);
  if (query.mode) where.push(sql`t.mode = ${query.mode}`);
  if (query.after) {
    const [at, id] = cursorValues(query.after, 2);
    where.push(sql`(t.offered_at, t.id) < (${at}::timestamptz, ${id}::uuid)`);
  }
  const found = await sql<TransferRow & { escalated_name: string | null }>`
    select ${transferColumns}, s.name as escalated_name from ${transferTables} left join organ.organ s on s.id = t.escalated_to
    where ${sql.join(where, sql` and `)} order by t.offered_at desc, t.id desc limit ${query.limit + 1}`.execute(tx);
  const page = found.rows.slice(0, query.limit);
  const calendar = await readCalendar(tx);
  const last = page.at(-1);
  return {
    items: page.map((row) => itemOf(row, calendar, now)),
    next: found.rows.length > query.limit && last ? cursorText([last.offered_at.toISOString(), last.id]) : null,
  };
}

type Named = TransferRow & { escalated_name: string | null };

function itemOf(row: Named, calendar: Calendar, now: number): TransferItem {
  const waits = waitsFor(row);
  const ended = row.outcome_at ?? (waits ? null : row.answered_at) ?? (row.state === "expired" ? row.answer_due : null);
  const remaining = waits ? remainingOf(unitOf(waits.term), waits.due.getTime(), now, calendar) : null;
  return {
    id: row.id,
    case: { id: row.case_id, number: row.package.number, title: row.package.title },
    mode: row.mode,
    from: { id: row.from_organ, name: row.from_name },
    to: { id: row.to_organ, name: row.to_name },
    state: row.state,
    offered: isoTime(row.offered_at.getTime()),
    offeredBy: row.offered_by_name,
    due: waits ? isoTime(waits.due.getTime()) : null,
    light:
      waits && remaining !== null
        ? lightOf("running", { unit: unitOf(waits.term), amount: waits.term.amount }, remaining, false)
        : null,
    remainingDays: remaining,
    answered: row.answered_at
      ? {
          at: isoTime(row.answered_at.getTime()),
          by: row.answered_by_name ?? "",
          channel: row.answer_channel ?? "platform",
          note: row.answer_note,
        }
      : null,
    outcome: row.outcome_at
      ? {
          at: isoTime(row.outcome_at.getTime()),
          by: row.outcome_by_name ?? "",
          channel: row.outcome_channel ?? "platform",
          kind: row.outcome_kind ?? "other",
          note: row.outcome_note ?? "",
        }
      : null,
    bounce: row.bounce,
    escalatedTo: row.escalated_to ? { id: row.escalated_to, name: row.escalated_name ?? "" } : null,
    days: Math.max(0, Math.floor(((ended?.getTime() ?? now) - row.offered_at.getTime()) / day)),
    sample: row.sample,
  };
}

/** The date that a transfer waits for: of its answer, then of its outcome. */
function waitsFor(row: TransferRow) {
  if (row.state === "offered") return { due: row.answer_due, term: row.answer_term };
  if (row.state === "accepted" && row.outcome_due && row.outcome_term)
    return { due: row.outcome_due, term: row.outcome_term };
  return undefined;
}

/** One transfer with what was passed, who answered, and what the reader may do. `actor: undefined` reads for a guest. */
export async function readTransfer(tx: Tx, actor: Actor | undefined, id: string, now: number): Promise<TransferDetail> {
  const found = await sql<Named>`select ${transferColumns}, s.name as escalated_name from ${transferTables}
    left join organ.organ s on s.id = t.escalated_to where t.id = ${id}`.execute(tx);
  const row = found.rows[0] ?? notFound();
  return {
    ...itemOf(row, await readCalendar(tx), now),
    reason: row.reason,
    basis: row.basis,
    package: row.package,
    packageHash: row.package_hash,
    files: await filesOf(tx, id),
    answerTerm: row.answer_term,
    outcomeTerm: row.outcome_term,
    answers: await answersOf(tx, id),
    may: actor ? await mayDo(tx, actor, row, now) : guestMay(row, now),
    link: null,
  };
}

async function filesOf(tx: Tx, transfer: string): Promise<FileReply[]> {
  const found = await sql<Omit<FileReply, "mediaType" | "takenAt"> & { media_type: string; taken_at: Date | null }>`
    select id, source, exhibit, copy, hash, name, media_type, size, kind, taken_at, note from "case".transfer_file
    where transfer = ${transfer} order by source desc, exhibit, copy, id`.execute(tx);
  return found.rows.map(({ media_type, taken_at, ...file }) => ({
    ...file,
    mediaType: media_type,
    takenAt: taken_at ? isoTime(taken_at.getTime()) : null,
  }));
}

async function answersOf(tx: Tx, transfer: string): Promise<TransferDetail["answers"]> {
  const found = await sql<Record<string, string | null> & { at: Date }>`
    select act, channel, at, actor_name, name, office, phone, note, outcome_kind, letter_number, letter_date
    from "case".transfer_answer where transfer = ${transfer} order by at, id`.execute(tx);
  return found.rows.map((row) => ({
    act: row.act ?? "",
    channel: row.channel ?? "",
    at: isoTime(row.at.getTime()),
    by: row.actor_name ?? "",
    signer: row.name ? { name: row.name, office: row.office ?? "", phone: row.phone ?? "" } : null,
    note: row.note ?? null,
    outcome: row.outcome_kind ?? null,
    letter: row.letter_number ? { number: row.letter_number, date: row.letter_date ?? "" } : null,
  }));
}

type May = TransferDetail["may"][number];

const guestMay = (row: TransferRow, now: number): May[] => receiverMay(row, now);

function receiverMay(row: TransferRow, now: number): May[] {
  if (row.mode === "return") return [];
  if (row.state === "offered") return row.answer_due.getTime() > now ? ["accept", "return"] : [];
  if (row.state !== "accepted") return [];
  return modes[row.mode].outcome === "none" ? ["return"] : ["outcome", "return"];
}

async function mayDo(tx: Tx, actor: Actor, row: TransferRow, now: number): Promise<May[]> {
  if (actor.kind === "system") return [];
  const may: May[] = actor.organ === row.to_organ ? receiverMay(row, now) : [];
  if (row.mode !== "return" && (await sends(tx, actor, row))) {
    if (row.state === "offered") may.push("withdraw");
    if (row.state === "offered" || row.state === "accepted") may.push("letter", "link");
    if (row.state === "expired") may.push("letter");
  }
  return may;
}

/** The sender's people, those of an organ above it, and who handles the case now. */
export async function sends(tx: Tx, actor: Actor, row: TransferRow): Promise<boolean> {
  if (actor.kind === "system" || actor.organ === row.to_organ) return actor.kind === "system";
  if (await standsOver(tx, actor, row.from_organ)) return true;
  const found = await sql<{ id: string; organ: string; party: string | null; assignee: string | null }>`
    select id, organ, party, assignee from "case"."case" where id = ${row.case_id}`.execute(tx);
  const theCase = found.rows[0];
  return theCase !== undefined && (await actingAs(tx, actor, theCase)).handler === true;
}

/** The newest link that was issued, for the sender: never what opens it. */
export async function linkShown(tx: Tx, transfer: string, now: number): Promise<TransferDetail["link"]> {
  const found = await sql<{
    issued_at: Date;
    issued_by_name: string;
    expires_at: Date;
    opened_at: Date | null;
    locked_at: Date | null;
  }>`
    select * from "case".guest_link where transfer = ${transfer} and revoked_at is null and expires_at > ${isoTime(now)}
    order by issued_at desc limit 1`.execute(tx);
  const link = found.rows[0];
  return link
    ? {
        issued: isoTime(link.issued_at.getTime()),
        by: link.issued_by_name,
        expires: isoTime(link.expires_at.getTime()),
        opened: link.opened_at ? isoTime(link.opened_at.getTime()) : null,
        locked: link.locked_at !== null,
      }
    : null;
}
