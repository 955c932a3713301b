import { sql } from "kysely";
import type { z } from "zod";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { addEvent, type CaseRow } from "#kernel/case/case.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import type { handOverBody, handOverPreview } from "#kernel/identity/contract.ts";
import type { Person } from "#kernel/identity/session.server.ts";
import { notify } from "#kernel/notice/notice.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import { standsOver } from "#kernel/transfer/row.server.ts";
import type { Tx } from "#store/postgres.ts";

/**
 * The open items of a person who leaves go to another in one act: the cases that were given to them, the drafts that they began, and the
 * delegations in which they stand, which end. Runs as the platform, after it asked whether the actor may: the security administrator, or an
 * officer of the leaver's organ or of one above it.
 */
type Preview = z.output<typeof handOverPreview>;
type Who = { id: string; name: string; organ: string; disabled_at: Date | null; administrator: boolean };

async function personOf(tx: Tx, id: string, field: string): Promise<Who> {
  const found =
    await sql<Who>`select p.id, p.name, p.organ, p.disabled_at, exists (select from identity."grant" g where g.person = p.id
      and (g.valid_to is null or g.valid_to > now()) and g.role in ('sysadmin', 'secadmin', 'auditadmin')) as administrator
    from identity.person p where p.id = ${id}`.execute(tx);
  return found.rows[0] ?? refuse("field.reference", { field, values: { label: { zh: "人员", en: "Person" } } });
}

async function mayHandOver(tx: Tx, actor: Person, leaver: Who): Promise<void> {
  if (actor.onBehalfOf) refuse("delegation.chain");
  if (actor.roles.includes("secadmin") || (await standsOver(tx, actor, leaver.organ))) return;
  refuse("access.role", {
    values: { roles: { zh: "安全管理员或其上级单位", en: "the security administrator or an organ above" } },
  });
}

/** What would be handed over, item by item. */
export async function previewHandOver(tx: Tx, actor: Person, leaverId: string): Promise<Preview> {
  const leaver = await personOf(tx, leaverId, "leaver");
  await mayHandOver(tx, actor, leaver);
  const cases = await casesOf(tx, leaverId);
  const drafts = await draftsOf(tx, leaverId);
  const delegations = await sql<{ id: string; title: string }>`
    select d.id, p.name || ' → ' || q.name as title from identity.delegation d join identity.person p on p.id = d.principal
      join identity.person q on q.id = d.delegate
    where d.ended_at is null and d.valid_to > now() and (d.principal = ${leaverId} or d.delegate = ${leaverId}) order by d.valid_from`.execute(
    tx,
  );
  return {
    leaver: { id: leaver.id, name: leaver.name },
    items: [
      ...cases.map(({ id, number, title }) => ({ kind: "case", id, title: `${number} ${title}` })),
      ...drafts.map(({ id, title }) => ({ kind: "draft", id, title })),
      ...delegations.rows.map(({ id, title }) => ({ kind: "delegation", id, title })),
    ],
  };
}

const casesOf = async (tx: Tx, leaver: string): Promise<CaseRow[]> =>
  (
    await sql<CaseRow>`select * from "case"."case" where assignee = ${leaver} and category not in ('closed', 'void')
      order by due_at nulls last, id for update`.execute(tx)
  ).rows;

const draftsOf = async (tx: Tx, leaver: string): Promise<{ id: string; title: string }[]> =>
  (
    await sql<{
      id: string;
      title: string;
    }>`select id, title from paper.paper where drafted_by = ${leaver} and state = 'draft'
      order by drafted_at, id for update`.execute(tx)
  ).rows;

/** Hands everything over; nothing of it stands when any of it fails. */
export async function handOver(
  tx: Tx,
  actor: Person,
  body: z.output<typeof handOverBody>,
  now: number,
): Promise<{ id: string; items: number }> {
  const { items } = await previewHandOver(tx, actor, body.leaver);
  const leaver = await personOf(tx, body.leaver, "leaver");
  const successor = await personOf(tx, body.successor, "successor");
  const wrong = (zh: string, en: string) =>
    refuse("field.invalid", { field: "successor", values: { problem: { zh, en } } });
  if (successor.id === leaver.id) wrong("接收人不能是本人。", "Choose another person.");
  if (successor.organ !== leaver.organ)
    wrong("接收人须为同一单位人员。", "The successor must belong to the same organ.");
  if (successor.disabled_at) wrong("接收人账号已停用。", "The successor's account is disabled.");
  if (successor.administrator) wrong("三员不得办理业务。", "An administrator does no casework.");
  const at = isoTime(now);
  for (const row of await casesOf(tx, leaver.id))
    await passCase(tx, actor, row, { leaver, successor, reason: body.reason, now });
  await sql`update paper.paper set drafted_by = ${successor.id}, drafted_by_name = ${successor.name}, drafted_for = null,
    updated_at = ${at}, updated_by = ${actor.id}, updated_by_name = ${actor.name}
    where drafted_by = ${leaver.id} and state = 'draft'`.execute(tx);
  await sql`update identity.delegation set ended_at = ${at}, ended_by_name = ${actor.name}, end_reason = ${`工作移交：${body.reason}`}
    where ended_at is null and (principal = ${leaver.id} or delegate = ${leaver.id})`.execute(tx);
  if (body.disable) await closeAccount(tx, actor, leaver, body.reason);
  const id = uuidv7();
  await sql`insert into identity.hand_over (id, leaver, successor, reason, disabled, items, at, by_person, by_name)
    values (${id}, ${leaver.id}, ${successor.id}, ${body.reason}, ${body.disable}, ${JSON.stringify(items)}::jsonb, ${at}, ${actor.id}, ${actor.name})`.execute(
    tx,
  );
  await recordAct(tx, actor, {
    act: "hand-over",
    object: `identity.person/${leaver.id}`,
    detail: { handOver: id, successor: successor.id, items: items.length, disabled: body.disable, reason: body.reason },
  });
  await notify(tx, {
    to: { person: successor.id },
    title: {
      zh: `${leaver.name}的 ${items.length} 项工作已移交给您`,
      en: `${items.length} items of ${leaver.name} are yours now`,
    },
    body: { zh: body.reason, en: body.reason },
    link: "/inbox",
    at: now,
    about: { kind: "identity.hand-over", id },
    key: `hand-over/${id}`,
  });
  return { id, items: items.length };
}

type Passing = Readonly<{ leaver: Who; successor: Who; reason: string; now: number }>;

async function passCase(
  tx: Tx,
  actor: Person,
  row: CaseRow,
  { leaver, successor, reason, now }: Passing,
): Promise<void> {
  await sql`update "case"."case" set assignee = ${successor.id}, assignee_name = ${successor.name}, version = version + 1,
    updated_at = ${isoTime(now)}, updated_by = ${actor.id}, updated_by_name = ${actor.name} where id = ${row.id}`.execute(
    tx,
  );
  await addEvent(tx, {
    caseId: row.id,
    version: row.version + 1,
    at: now,
    actor,
    act: "hand-over",
    title: {
      zh: `经办人由${leaver.name}移交${successor.name}`,
      en: `Handed over from ${leaver.name} to ${successor.name}`,
    },
    note: reason,
  });
}

/** Only the security administrator closes accounts, also here. */
async function closeAccount(tx: Tx, actor: Person, leaver: Who, reason: string): Promise<void> {
  if (!actor.roles.includes("secadmin"))
    refuse("access.role", {
      field: "disable",
      values: { roles: { zh: "安全管理员", en: "the security administrator" } },
    });
  await sql`update identity.person set disabled_at = coalesce(disabled_at, now()), version = version + 1 where id = ${leaver.id}`.execute(
    tx,
  );
  await sql`delete from identity.session where person = ${leaver.id}`.execute(tx);
  await recordAct(tx, actor, {
    act: "person.amend",
    object: `identity.person/${leaver.id}`,
    detail: { disabled: true, reason },
  });
}
