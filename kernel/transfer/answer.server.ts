import { sql } from "kysely";
import { byOf, type CaseRow, lockCase, setHandler } from "#kernel/case/case.server.ts";
import { setClock } from "#kernel/case/case-clocks.server.ts";
import { mustBeOpen } from "#kernel/case/joint.server.ts";
import { caseKind } from "#kernel/case/registry.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { refuse } from "#kernel/refusal.ts";
import { civilDate } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import { countBounce } from "./bounce.server.ts";
import { channels, isCountersigning, modes } from "./mode.ts";
import { keepFiles, type PackedFile } from "./package.server.ts";
import {
  at,
  beginTerm,
  type Doing,
  leaveLine,
  lockTransfer,
  type TransferRow,
  tellOrgan,
  versionOf,
} from "./row.server.ts";
import { transferTerm } from "./term.ts";
import { closeLinks, nameOf, refuseState } from "./transfer.server.ts";

/** How an answer came, and who gave it where that is not the actor's own account. */
export type Given = Readonly<{
  channel: "account" | "link" | "letter";
  signer?: Readonly<{ name: string; office: string; phone: string }>;
  letter?: Readonly<{ number: string; date: string; scan: string }>;
}>;

/** An answer is given for the receiver: by its own people, by who has link and code, or on paper that the sender records. Runs as the platform. */
export async function acceptTransfer(
  tx: Tx,
  doing: Doing,
  id: string,
  { note, ...given }: Given & Readonly<{ note?: string | undefined }>,
): Promise<void> {
  const row = await openOffer(tx, doing, id, given);
  const theCase = await lockCase(tx, row.case_id);
  mustBeOpen(theCase);
  const rule = row.mode === "return" ? undefined : await outcomeTermOf(tx, row, doing.now);
  const outcome = rule && beginTerm(rule, doing.now, doing.calendar);
  let version = theCase.version;
  if (modes[row.mode].accepting === "takes-over") version = await setHandler(tx, row.case_id, row.to_organ, doing);
  else await joinIn(tx, row, doing);
  await sql`select identity.share_with(${row.case_id}::uuid, ${row.from_organ}::uuid, 'passed it on')`.execute(tx);
  const paused = modes[row.mode].clocks === "stand-still" ? await standStill(tx, theCase, row, doing) : [];
  await sql`update "case".transfer set state = 'accepted', answered_at = ${at(doing.now)}, answered_by_name = ${answeredBy(row, doing, given)},
    answer_channel = ${given.channel}, answer_note = ${note || null}, paused = ${paused}::text[], version = version + 1,
    outcome_term = ${outcome ? JSON.stringify(outcome.kept) : null}::jsonb, outcome_due = ${outcome ? at(outcome.dueAt) : null}
    where id = ${id}`.execute(tx);
  await told(tx, row, doing, given, { act: "accept", verb: { zh: "受理", en: "accepted" }, version, note });
}

/** The receiver says that the case is not for it: before it took it over, or after. Either counts as a bounce. */
export async function returnTransfer(
  tx: Tx,
  doing: Doing,
  id: string,
  { reason, ...given }: Given & Readonly<{ reason: string }>,
): Promise<void> {
  const row = await lockTransfer(tx, id);
  if (row.state === "accepted" && row.mode !== "return") await handBack(tx, row, doing, { reason, ...given });
  else await openOffer(tx, doing, id, given);
  await sql`update "case".transfer set state = 'returned', answered_at = ${at(doing.now)}, answered_by_name = ${answeredBy(row, doing, given)},
    answer_channel = ${given.channel}, answer_note = ${reason}, paused = '{}', outcome_due = null, version = version + 1
    where id = ${id}`.execute(tx);
  await closeLinks(tx, id, doing.now);
  await told(tx, row, doing, given, {
    act: "return",
    verb: { zh: "退回", en: "returned" },
    version: await versionOf(tx, row.case_id),
    note: reason,
  });
  await countBounce(tx, row, doing);
}

/** The receiver reports what became of it. A case that was with another authority then comes back, and its clocks run on. */
export async function reportOutcome(
  tx: Tx,
  doing: Doing,
  id: string,
  outcome: Given & Readonly<{ kind: string; note: string; files: readonly PackedFile[] }>,
): Promise<void> {
  const { kind, note, files, ...given } = outcome;
  const row = await lockTransfer(tx, id);
  if (row.state !== "accepted" || modes[row.mode].outcome === "none") refuseState(row.state);
  const theCase = await lockCase(tx, row.case_id);
  let version = theCase.version;
  if (modes[row.mode].outcome === "comes-back" && theCase.organ === row.to_organ)
    version = await setHandler(tx, row.case_id, row.from_organ, doing);
  await runOn(tx, theCase, row, doing);
  if (isCountersigning(kind)) await countersign(tx, row, doing, { kind, note, ...given });
  if (row.mode === "joint")
    await sql`update "case".participant set state = 'done', opinion = ${note}, person = ${byOf(doing.actor).id},
      person_name = ${answeredBy(row, doing, given)}, at = ${at(doing.now)}
      where case_id = ${row.case_id} and organ = ${row.to_organ} and role = 'supporter' and state <> 'withdrawn'`.execute(
      tx,
    );
  await sql`update "case".transfer set state = 'reported', outcome_at = ${at(doing.now)}, outcome_by_name = ${answeredBy(row, doing, given)},
    outcome_channel = ${given.channel}, outcome_kind = ${kind}, outcome_note = ${note}, paused = '{}', version = version + 1
    where id = ${id}`.execute(tx);
  await keepFiles(tx, id, "answer", files, doing.now);
  await told(tx, row, doing, given, {
    act: "outcome",
    verb: { zh: "反馈处理结果", en: "reported the outcome" },
    version,
    note,
    kind,
  });
}

/**
 * An organ that was asked to countersign and has no account says so in joint handling, by link or by stamped letter: it counts for the gate
 * like an answer given here.
 */
async function countersign(
  tx: Tx,
  row: TransferRow,
  doing: Doing,
  { kind, note, ...given }: Given & Readonly<{ kind: "agreed" | "refused"; note: string }>,
): Promise<void> {
  const made =
    await sql`update "case".participant set state = ${kind}, opinion = ${note}, person = ${byOf(doing.actor).id},
    person_name = ${answeredBy(row, doing, given)}, at = ${at(doing.now)}
    where case_id = ${row.case_id} and organ = ${row.to_organ} and role = 'countersigner' and state <> 'withdrawn'`.execute(
      tx,
    );
  if (row.mode !== "joint" || made.numAffectedRows !== 1n)
    refuse("field.invalid", {
      field: "kind",
      values: {
        problem: {
          zh: `没有请${row.to_name}会签此件。`,
          en: `${row.to_name} was not asked to countersign this case.`,
        },
      },
    });
}

/** The row of an offer that may still be answered. A letter may arrive after the term, when nobody has been asked since. */
async function openOffer(tx: Tx, { now }: Doing, id: string, { channel }: Given): Promise<TransferRow> {
  const row = await lockTransfer(tx, id);
  if (row.state === "expired" && channel === "letter") {
    const other = await sql`select from "case".transfer where case_id = ${row.case_id} and id <> ${id}
      and offered_at > ${row.offered_at} and mode <> 'joint'`.execute(tx);
    if (other.rows.length > 0) refuseState(row.state);
    return row;
  }
  if (row.state !== "offered") refuseState(row.state);
  // the sweep may not have come round yet
  if (row.answer_due.getTime() <= now && channel !== "letter") refuseState("expired");
  return row;
}

async function outcomeTermOf(tx: Tx, row: TransferRow, now: number) {
  if (row.mode === "return") return undefined;
  const found = await sql<{ duty: string | null }>`select duty from organ.organ where id = ${row.to_organ}`.execute(tx);
  return transferTerm({ mode: row.mode, what: "outcome", duty: found.rows[0]?.duty ?? null, date: civilDate(now) });
}

/** The receiver helps: it is a supporter of the case and sees it. */
async function joinIn(tx: Tx, row: TransferRow, { actor, now }: Doing): Promise<void> {
  const by = byOf(actor);
  await sql`select identity.share_with(${row.case_id}::uuid, ${row.to_organ}::uuid, 'supporter')`.execute(tx);
  await sql`insert into "case".participant (id, case_id, organ, role, state, asked_for, asked_at, asked_by, asked_by_name, person, person_name, at)
    values (${uuidv7()}, ${row.case_id}, ${row.to_organ}, 'supporter', 'agreed', ${row.reason}, ${row.offered_at}, ${row.offered_by},
      ${row.offered_by_name}, ${by.id}, ${by.name}, ${at(now)}) on conflict do nothing`.execute(tx);
}

/** Stops the clocks that run and says which, so that just those run on later. */
async function standStill(tx: Tx, theCase: CaseRow, row: TransferRow, { now, calendar }: Doing): Promise<string[]> {
  const running = await sql<{
    kind: string;
  }>`select distinct kind from clock.clock where case_id = ${row.case_id} and state = 'running'`.execute(tx);
  const names = running.rows.map(({ kind }) => kind);
  for (const clock of names)
    await setClock(tx, caseKind(theCase.definition), {
      caseId: row.case_id,
      clock,
      does: "pause",
      at: now,
      calendar,
      reason: `${modes[row.mode].title.zh} ${row.to_name}`,
    });
  return names;
}

async function runOn(tx: Tx, theCase: CaseRow, row: TransferRow, { now, calendar }: Doing): Promise<void> {
  for (const clock of row.paused)
    await setClock(tx, caseKind(theCase.definition), { caseId: row.case_id, clock, does: "resume", at: now, calendar });
}

/** After acceptance a return is a passing of its own, back to the sender, and takes effect at once: nobody can refuse what was theirs. */
async function handBack(tx: Tx, row: TransferRow, doing: Doing, { reason }: Given & { reason: string }): Promise<void> {
  const theCase = await lockCase(tx, row.case_id);
  mustBeOpen(theCase);
  if (modes[row.mode].accepting === "helps") {
    await sql`update "case".participant set state = 'withdrawn' where case_id = ${row.case_id} and organ = ${row.to_organ}
      and role = 'supporter' and state <> 'withdrawn'`.execute(tx);
    return;
  }
  // passed on meanwhile: who has it now decides
  if (theCase.organ !== row.to_organ) refuseState(row.state);
  await setHandler(tx, row.case_id, row.from_organ, doing);
  await runOn(tx, theCase, row, doing);
  const by = byOf(doing.actor);
  await sql`insert into "case".transfer (id, case_id, mode, from_organ, to_organ, region, reason, package, package_hash, state, offered_at,
      offered_by, offered_by_name, answer_term, answer_due, answered_at, answered_by_name, answer_channel, undoes, sample)
    select ${uuidv7()}, case_id, 'return', to_organ, from_organ, region, ${reason}, package, package_hash, 'accepted', ${at(doing.now)},
      ${by.id}, ${by.name}, answer_term, ${at(doing.now)}, ${at(doing.now)}, '平台', 'platform', id, sample
    from "case".transfer where id = ${row.id}`.execute(tx);
}

/** 林草局·张某（凭链接）, or the person's own name. */
export const answeredBy = (row: TransferRow, doing: Doing, { channel, signer }: Given): string =>
  signer ? `${row.to_name}·${signer.name}（${channels[channel]?.zh ?? channel}）` : nameOf(doing);

type Said = Readonly<{
  act: "accept" | "return" | "outcome";
  verb: { zh: string; en: string };
  version: number;
  note: string | undefined;
  kind?: string;
}>;

/** Leaves the answer with who gave it, its line in timeline and audit, and tells the sender. */
async function told(tx: Tx, row: TransferRow, doing: Doing, given: Given, said: Said): Promise<void> {
  const by = byOf(doing.actor);
  const { signer, letter, channel } = given;
  await sql`insert into "case".transfer_answer (id, transfer, act, channel, at, actor, actor_name, name, office, phone, note, outcome_kind,
      letter_number, letter_date, scan)
    values (${uuidv7()}, ${row.id}, ${said.act}, ${channel}, ${at(doing.now)}, ${by.id}, ${by.name}, ${signer?.name ?? null},
      ${signer?.office ?? null}, ${signer?.phone ?? null}, ${said.note || null}, ${said.kind ?? null}, ${letter?.number ?? null},
      ${letter?.date ?? null}::date, ${letter?.scan ?? null}::uuid)`.execute(tx);
  const who = answeredBy(row, doing, given);
  const way = channel === "letter" ? { zh: "（盖章回函）", en: " by stamped letter" } : { zh: "", en: "" };
  const mode = modes[row.mode].title;
  await leaveLine(tx, row, doing, {
    act: said.act,
    title: {
      zh: `${row.to_name}${said.verb.zh}${mode.zh}${way.zh}`,
      en: `${row.to_name} ${said.verb.en} the ${mode.en}${way.en}`,
    },
    version: said.version,
    detail: { channel, ...(letter ? { letter: letter.number, scan: letter.scan } : {}) },
  });
  await tellOrgan(tx, row, {
    organ: row.from_organ,
    title: { zh: `${row.to_name}${said.verb.zh}`, en: `${row.to_name} ${said.verb.en}` },
    body: { zh: [who, said.note].filter(Boolean).join("："), en: [who, said.note].filter(Boolean).join(": ") },
    now: doing.now,
    key: said.act,
  });
}

/** The organ's own people answer. Others who see the transfer are told whose turn it is. */
export function mustBeReceiver({ actor }: Doing, row: TransferRow): void {
  if (actor.kind === "person" && actor.organ !== row.to_organ)
    refuse("transfer.receiver", { values: { organ: row.to_name } });
}
