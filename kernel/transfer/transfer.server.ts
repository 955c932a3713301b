import { sql } from "kysely";
import { actingAs } from "#kernel/case/acting.server.ts";
import { type CaseRow, lockCase } from "#kernel/case/case.server.ts";
import { mustBeOpen } from "#kernel/case/joint.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { refuse } from "#kernel/refusal.ts";
import { civilDate } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import type { OfferBody } from "./contract.ts";
import { modes, type OfferedMode, type TransferState, transferStates } from "./mode.ts";
import { keepFiles, packCase } from "./package.server.ts";
import { at, beginTerm, type Doing, leaveLine, lockTransfer, standsOver, tellOrgan } from "./row.server.ts";
import { transferTerm } from "./term.ts";

type Organ = { id: string; name: string; kind: string; duty: string | null };

/**
 * Offers a case to another organ: the package is made, the term for the answer begins, the receiver is told, and timeline and audit say so,
 * in the caller's transaction. Nothing moves before the receiver accepts. Returns the id of the transfer.
 */
export async function offerTransfer(
  tx: Tx,
  { actor, now, calendar }: Doing,
  offer: Readonly<{ caseId: string } & Omit<OfferBody, "link">>,
): Promise<{ id: string }> {
  const row = await lockCase(tx, offer.caseId);
  mustBeOpen(row);
  const as = await actingAs(tx, actor, row);
  if (actor.kind === "person" && !as.handler && !as.lead)
    refuse("access.role", { values: { roles: { zh: "承办单位或其上级", en: "the handling organ or one above it" } } });
  const from = offer.mode === "assignment" && actor.kind === "person" ? (actor.organ ?? row.organ) : row.organ;
  const to = await receiverOf(tx, row, { from, to: offer.to, mode: offer.mode });
  const rule = transferTerm({ mode: offer.mode, what: "answer", duty: to.duty, date: civilDate(now) });
  if (!rule) throw new Error(`no term for the answer to ${offer.mode} on ${civilDate(now)}`);
  const { dueAt, kept } = beginTerm(rule, now, calendar);
  const packed = await packCase(tx, row, offer.evidence, to);
  const id = uuidv7();
  const by =
    actor.kind === "person" ? { id: actor.id, name: actor.name } : { id: `system:${actor.name}`, name: "系统" };
  const made =
    await sql`insert into "case".transfer (id, case_id, mode, from_organ, to_organ, region, reason, basis, package, package_hash,
      state, offered_at, offered_by, offered_by_name, answer_term, answer_due, sample)
    values (${id}, ${row.id}, ${offer.mode}, ${from}, ${to.id}, ${row.region}, ${offer.reason}, ${offer.basis || null},
      ${JSON.stringify(packed.content)}::jsonb, ${packed.hash}, 'offered', ${at(now)}, ${by.id}, ${by.name}, ${JSON.stringify(kept)}::jsonb,
      ${at(dueAt)}, ${row.sample}) on conflict do nothing`.execute(tx);
  if (made.numAffectedRows === 0n) refuse("transfer.open");
  await keepFiles(tx, id, "package", packed.files, now);
  const offered = await lockTransfer(tx, id);
  const title = modes[offer.mode].title;
  await leaveLine(
    tx,
    offered,
    { actor, now, calendar },
    {
      act: "offer",
      title: { zh: `${title.zh} ${to.name}`, en: `${title.en} to ${to.name}` },
      version: row.version,
      detail: { package: packed.hash, files: packed.files.length, due: at(dueAt) },
    },
  );
  await tellOrgan(tx, offered, {
    organ: to.id,
    title: { zh: `${offered.from_name}${title.zh}`, en: `${title.en} from ${offered.from_name}` },
    now,
    key: "offer",
  });
  return { id };
}

/** The organ that is offered the case, checked against what the mode means. */
async function receiverOf(
  tx: Tx,
  row: CaseRow,
  { from, to, mode }: Readonly<{ from: string; to: string; mode: OfferedMode }>,
): Promise<Organ> {
  const found =
    await sql<Organ>`select id, name, kind, duty from organ.organ where id = ${to} and valid_to is null`.execute(tx);
  const wrong = (zh: string, en: string): never =>
    refuse("field.invalid", { field: "to", values: { problem: { zh, en } } });
  const organ = found.rows[0];
  if (!organ || organ.kind === "enterprise") return wrong("须选一个部门。", "Choose a department.");
  if (organ.id === row.organ || organ.id === from)
    wrong("接收单位已是承办或移出单位。", "The receiver already handles the case or is the sender.");
  if (mode === "referral" && organ.kind === "partner")
    wrong("转办限生态环境系统内；移交其他部门请用“移送”。", "A referral stays within the department; use a transfer.");
  if (mode === "assignment" && !(await isBelow(tx, organ.id, from)))
    wrong("交办只能交给本单位的下级单位。", "An assignment goes to an organ below the sender.");
  return organ;
}

async function isBelow(tx: Tx, organ: string, above: string): Promise<boolean> {
  const found = await sql`with recursive up (id, parent) as (
      select id, parent from organ.organ where id = ${organ}
      union select o.id, o.parent from organ.organ o join up on o.id = up.parent
    ) select from up where parent = ${above}`.execute(tx);
  return found.rows.length > 0;
}

/** The sender takes an offer back that nobody has answered; the receiver is told. */
export async function withdrawOffer(tx: Tx, doing: Doing, id: string, reason: string): Promise<void> {
  const row = await lockTransfer(tx, id);
  if (!(await standsOver(tx, doing.actor, row.from_organ)))
    refuse("access.role", { values: { roles: { zh: "移出单位", en: "the sender" } } });
  if (row.state !== "offered") refuseState(row.state);
  await sql`update "case".transfer set state = 'withdrawn', answered_at = ${at(doing.now)}, answer_note = ${reason}, version = version + 1,
    answered_by_name = ${nameOf(doing)}, answer_channel = 'account' where id = ${id}`.execute(tx);
  await closeLinks(tx, id, doing.now);
  const title = modes[row.mode].title;
  const { rows } = await sql<{ version: number }>`select version from "case"."case" where id = ${row.case_id}`.execute(
    tx,
  );
  await leaveLine(tx, row, doing, {
    act: "withdraw",
    title: { zh: `撤回${title.zh}`, en: `${title.en} withdrawn` },
    version: rows[0]?.version ?? 1,
    detail: { reason },
  });
  await tellOrgan(tx, row, {
    organ: row.to_organ,
    title: { zh: `${row.from_name}撤回${title.zh}`, en: `${row.from_name} withdrew its ${title.en}` },
    body: { zh: reason, en: reason },
    now: doing.now,
    key: "withdraw",
  });
}

export const nameOf = ({ actor }: Pick<Doing, "actor">): string => (actor.kind === "person" ? actor.name : "系统");

/** A link to what was taken back, returned or not answered in time shows nothing more. Written by the platform alone. */
export async function closeLinks(tx: Tx, transfer: string, now: number): Promise<void> {
  await sql`update "case".guest_link set revoked_at = ${at(now)} where transfer = ${transfer} and revoked_at is null`.execute(
    tx,
  );
}

export function refuseState(state: TransferState): never {
  return refuse("transfer.state", { values: { state: transferStates[state] } });
}
