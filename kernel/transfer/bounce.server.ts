import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { addEvent } from "#kernel/case/case.server.ts";
import type { Tx } from "#store/postgres.ts";
import { escalatingBounce } from "./mode.ts";
import { at, type Doing, type TransferRow, tellOrgan, versionOf } from "./row.server.ts";

/**
 * Counts that a case came back, returned or not answered in time. From the second time on the organ that stands above both is told and
 * supervises the case (督办), so that nothing goes to and fro for ever.
 */
export async function countBounce(tx: Tx, row: TransferRow, doing: Doing): Promise<void> {
  const found = await sql<{ n: number }>`select count(*)::int as n from "case".transfer
    where case_id = ${row.case_id} and bounce is not null`.execute(tx);
  const bounce = (found.rows[0]?.n ?? 0) + 1;
  await sql`update "case".transfer set bounce = ${bounce} where id = ${row.id}`.execute(tx);
  if (bounce < escalatingBounce) return;
  const superior = await commonSuperior(tx, row.from_organ, row.to_organ);
  if (!superior) return;
  await sql`update "case".transfer set escalated_to = ${superior.id} where id = ${row.id}`.execute(tx);
  await sql`select identity.share_with(${row.case_id}::uuid, ${superior.id}::uuid, 'supervises')`.execute(tx);
  await sql`update "case"."case" set supervised_at = coalesce(supervised_at, ${at(doing.now)}::timestamptz),
    supervised_by = coalesce(supervised_by, ${superior.id}::uuid) where id = ${row.case_id}`.execute(tx);
  await addEvent(tx, {
    caseId: row.case_id,
    version: await versionOf(tx, row.case_id),
    at: doing.now,
    actor: doing.actor,
    act: "transfer-escalate",
    title: { zh: `第 ${bounce} 次退回，报${superior.name}督办`, en: `Bounce ${bounce}: ${superior.name} supervises` },
  });
  await recordAct(tx, doing.actor, {
    act: "transfer.escalate",
    object: `case.case/${row.case_id}`,
    detail: { transfer: row.id, bounce, superior: superior.id },
  });
  await tellOrgan(tx, row, {
    organ: superior.id,
    title: { zh: `第 ${bounce} 次退回，请协调并督办`, en: `Bounce ${bounce}: please settle who handles it` },
    body: {
      zh: `${row.from_name} → ${row.to_name}：${row.package.title}`,
      en: `${row.from_name} → ${row.to_name}: ${row.package.title}`,
    },
    now: doing.now,
    key: `escalate/${bounce}`,
    link: `/cases/${row.case_id}`,
  });
}

/**
 * The nearest organ above both. Another department has none in common with ours, as governments are no organs here: then it is the organ
 * above the sender, and the sender itself where nobody stands above it.
 */
export async function commonSuperior(
  tx: Tx,
  one: string,
  other: string,
): Promise<{ id: string; name: string } | undefined> {
  const found = await sql<{ id: string; name: string }>`with recursive
      a (id, parent, depth) as (select id, parent, 0 from organ.organ where id = ${one}
        union select o.id, o.parent, a.depth + 1 from organ.organ o join a on o.id = a.parent),
      b (id, parent) as (select id, parent from organ.organ where id = ${other}
        union select o.id, o.parent from organ.organ o join b on o.id = b.parent)
    select o.id, o.name from a join organ.organ o on o.id = a.id
    where (a.depth > 0 and a.id <> ${other}) or a.parent is null
    order by not (a.depth > 0 and exists (select from b where b.id = a.id)), a.depth = 0, a.depth limit 1`.execute(tx);
  return found.rows[0];
}
