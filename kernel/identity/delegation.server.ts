import { sql } from "kysely";
import type { z } from "zod";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { notify } from "#kernel/notice/notice.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { clockText, isoTime } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import type { DelegationReply, delegationBody } from "./contract.ts";
import { administrators } from "./role.ts";
import type { Person } from "./session.server.ts";

/** A rule of the platform: who is away for longer hands the items over. */
const longestDays = 92;

/** The person in whose name `delegate` acts, when a delegation of that person is in force and the account is open. */
export async function principalOf(
  tx: Tx,
  { principal, delegate, at }: Readonly<{ principal: string; delegate: string; at: Date }>,
): Promise<{ id: string; name: string; organ: string } | undefined> {
  const found = await sql<{ id: string; name: string; organ: string }>`
    select p.id, p.name, p.organ from identity.delegation d join identity.person p on p.id = d.principal
    where d.principal::text = ${principal} and d.delegate = ${delegate} and d.ended_at is null and d.valid_from <= ${at} and d.valid_to > ${at}
      and p.disabled_at is null limit 1`.execute(tx);
  return found.rows[0];
}

/** In whose names a person may act now. */
export async function principalsOf(tx: Tx, delegate: string, at: Date) {
  const found = await sql<{ id: string; name: string; until: Date }>`
    select p.id, p.name, max(d.valid_to) as until from identity.delegation d join identity.person p on p.id = d.principal
    where d.delegate = ${delegate} and d.ended_at is null and d.valid_from <= ${at} and d.valid_to > ${at} and p.disabled_at is null
    group by p.id, p.name order by p.name`.execute(tx);
  return found.rows.map(({ id, name, until }) => ({ id, name, until: isoTime(until.getTime()) }));
}

type Row = {
  id: string;
  principal: string;
  principal_name: string;
  delegate: string;
  delegate_name: string;
  organ: string;
  organ_name: string;
  valid_from: Date;
  valid_to: Date;
  reason: string;
  given_by_name: string;
  ended_at: Date | null;
  ended_by_name: string | null;
  end_reason: string | null;
};

/** Delegations that a person gave or was given; all of them for the security administrator. Newest first, at most 200. */
export async function listDelegations(
  tx: Tx,
  actor: Person,
  now: number,
): Promise<{ items: DelegationReply[]; next: null }> {
  const everybody = actor.roles.includes("secadmin");
  const found = await sql<Row>`
    select d.*, p.name as principal_name, q.name as delegate_name, p.organ, o.name as organ_name
    from identity.delegation d join identity.person p on p.id = d.principal join identity.person q on q.id = d.delegate
      join organ.organ o on o.id = p.organ
    where ${everybody}::boolean or d.principal = ${actor.id} or d.delegate = ${actor.id}
    order by d.valid_from desc, d.id desc limit 200`.execute(tx);
  return { items: found.rows.map((row) => present(row, now)), next: null };
}

const present = (row: Row, now: number): DelegationReply => ({
  id: row.id,
  principal: { id: row.principal, name: row.principal_name },
  delegate: { id: row.delegate, name: row.delegate_name },
  organ: { id: row.organ, name: row.organ_name },
  from: isoTime(row.valid_from.getTime()),
  to: isoTime(row.valid_to.getTime()),
  reason: row.reason,
  givenBy: row.given_by_name,
  ended: row.ended_at
    ? { at: isoTime(row.ended_at.getTime()), by: row.ended_by_name ?? "", reason: row.end_reason ?? "" }
    : null,
  inForce: row.ended_at === null && row.valid_from.getTime() <= now && row.valid_to.getTime() > now,
});

/**
 * Lets a colleague of the same organ act in a person's name for a time. Given by the person, or for anybody by the security administrator;
 * never by or to one of the three administrators, and never by who acts in another's name.
 */
export async function giveDelegation(
  tx: Tx,
  actor: Person,
  body: z.output<typeof delegationBody>,
  now: number,
): Promise<{ id: string }> {
  if (actor.onBehalfOf) refuse("delegation.chain");
  const principal = body.principal ?? actor.id;
  if (principal !== actor.id && !actor.roles.includes("secadmin"))
    refuse("access.role", {
      field: "principal",
      values: { roles: { zh: "安全管理员", en: "security administrator" } },
    });
  const [from, to] = [Date.parse(body.from), Date.parse(body.to)];
  checkPeriod(from, to, now);
  const pair = await pairOf(tx, principal, body.delegate);
  const id = uuidv7();
  await sql`insert into identity.delegation (id, principal, delegate, valid_from, valid_to, reason, given_at, given_by, given_by_name)
    values (${id}, ${principal}, ${body.delegate}, ${isoTime(from)}, ${isoTime(to)}, ${body.reason}, ${isoTime(now)}, ${actor.id}, ${actor.name})`.execute(
    tx,
  );
  await recordAct(tx, actor, {
    act: "delegation.give",
    object: `identity.person/${principal}`,
    detail: { delegation: id, delegate: body.delegate, from: isoTime(from), to: isoTime(to), reason: body.reason },
  });
  const told = { link: "/me", at: now, about: { kind: "identity.delegation", id } };
  await notify(tx, {
    ...told,
    key: `delegation/${id}/delegate`,
    to: { person: body.delegate },
    title: { zh: `${pair.principal}委托您代为办理`, en: `${pair.principal} lets you act in their name` },
    body: {
      zh: `${clockText(from)} 至 ${clockText(to)}：${body.reason}`,
      en: `${clockText(from)} to ${clockText(to)}: ${body.reason}`,
    },
  });
  if (principal !== actor.id)
    await notify(tx, {
      ...told,
      key: `delegation/${id}/principal`,
      to: { person: principal },
      title: {
        zh: `安全管理员已指定${pair.delegate}代您办理`,
        en: `${pair.delegate} was appointed to act in your name`,
      },
    });
  return { id };
}

function checkPeriod(from: number, to: number, now: number): void {
  const wrong = (zh: string, en: string) => refuse("field.invalid", { field: "to", values: { problem: { zh, en } } });
  if (to <= from) wrong("结束时间须晚于开始时间。", "The end must be after the beginning.");
  if (to <= now) wrong("结束时间须在此刻之后。", "The end must be in the future.");
  if (to - from > longestDays * 86_400_000)
    wrong(
      `委托最长 ${longestDays} 天；更久请办理工作移交。`,
      `At most ${longestDays} days; longer absences are handed over.`,
    );
}

/** Both people, checked: open accounts of one organ, no administrator among them. */
async function pairOf(tx: Tx, principal: string, delegate: string): Promise<{ principal: string; delegate: string }> {
  const found = await sql<{ id: string; name: string; organ: string; administrator: boolean }>`
    select p.id, p.name, p.organ, exists (select from identity."grant" g where g.person = p.id
      and (g.valid_to is null or g.valid_to > now()) and g.role = any (${[...administrators]})) as administrator
    from identity.person p where p.id = any (${[principal, delegate]}::uuid[]) and p.disabled_at is null`.execute(tx);
  const one = (id: string, field: string) =>
    found.rows.find((row) => row.id === id) ??
    refuse("field.reference", { field, values: { label: { zh: "人员", en: "Person" } } });
  const [giver, taker] = [one(principal, "principal"), one(delegate, "delegate")];
  const wrong = (field: string, zh: string, en: string) =>
    refuse("field.invalid", { field, values: { problem: { zh, en } } });
  if (giver.id === taker.id) wrong("delegate", "不能委托给本人。", "Nobody acts in their own name by delegation.");
  if (giver.administrator || taker.administrator)
    wrong("delegate", "三员不得委托他人，也不得代他人办理。", "Administrators neither delegate nor act for others.");
  if (giver.organ !== taker.organ)
    wrong("delegate", "AB 角须为同一单位人员。", "The two must belong to the same organ.");
  return { principal: giver.name, delegate: taker.name };
}

/** Ends a delegation before its time: the person, the colleague, or the security administrator. */
export async function endDelegation(tx: Tx, actor: Person, id: string, reason: string, now: number): Promise<void> {
  if (actor.onBehalfOf) refuse("delegation.chain");
  const ended = await sql<{ principal: string; delegate: string }>`
    update identity.delegation set ended_at = ${isoTime(now)}, ended_by_name = ${actor.name}, end_reason = ${reason}
    where id = ${id} and ended_at is null
      and (principal = ${actor.id} or delegate = ${actor.id} or ${actor.roles.includes("secadmin")}::boolean)
    returning principal, delegate`.execute(tx);
  const row = ended.rows[0] ?? refuse("not-found", { values: { what: { zh: "委托", en: "This delegation" } } });
  await recordAct(tx, actor, {
    act: "delegation.end",
    object: `identity.person/${row.principal}`,
    detail: { delegation: id, delegate: row.delegate, reason },
  });
}
