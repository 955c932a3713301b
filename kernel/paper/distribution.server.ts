import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { notify } from "#kernel/notice/notice.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { byOf, type PaperRow } from "./paper.server.ts";

export type Recipient = Readonly<{
  id: string;
  role: "main" | "copy";
  name: string;
  organ: string | null;
  sent: string | null;
  received: string | null;
  receivedBy: string | null;
  onPaper: boolean;
}>;

/**
 * Sends a paper to those whom it names as addressees and copies. An organ of the platform of exactly that name sees the paper from now on
 * and is told; for all others the receipt is written down.
 */
export async function distribute(tx: Tx, row: PaperRow, at: number): Promise<void> {
  const named = [
    ...row.content.addressee.map((name) => ({ name, role: "main" })),
    ...row.content.copyTo.map((name) => ({ name, role: "copy" })),
  ];
  for (const { name, role } of named) {
    const found = await sql<{ id: string }>`select id from organ.organ where name = ${name} and valid_to is null
      order by id limit 1`.execute(tx);
    const organ = found.rows[0]?.id ?? null;
    await sql`insert into paper.recipient (id, paper_id, role, name, organ, sent_at)
      values (${uuidv7()}, ${row.id}, ${role}, ${name}, ${organ}, ${isoTime(at)}) on conflict (paper_id, name) do nothing`.execute(
      tx,
    );
    if (!organ || organ === row.organ) continue;
    await sql`select identity.share_with(${row.id}::uuid, ${organ}::uuid, '分发')`.execute(tx);
    await notify(tx, {
      to: { organ },
      title: { zh: `收到公文：${row.title}`, en: `Paper received: ${row.title}` },
      link: `/papers/${row.id}`,
      at,
      about: { kind: "paper", id: row.id },
      key: `paper-sent:${row.id}:${organ}`,
    });
  }
}

export async function recipientsOf(tx: Tx, paper: string): Promise<Recipient[]> {
  const { rows } = await sql<{
    id: string;
    role: "main" | "copy";
    name: string;
    organ: string | null;
    sent_at: Date | null;
    received_at: Date | null;
    received_by_name: string | null;
    on_paper: boolean;
  }>`select * from paper.recipient where paper_id = ${paper} order by role desc, id`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    role: row.role,
    name: row.name,
    organ: row.organ,
    sent: row.sent_at && isoTime(row.sent_at.getTime()),
    received: row.received_at && isoTime(row.received_at.getTime()),
    receivedBy: row.received_by_name,
    onPaper: row.on_paper,
  }));
}

/**
 * 签收. The organ itself signs for what it got; for one outside the platform the sender writes down the receipt that came back. Signing
 * twice changes nothing.
 */
export async function signReceipt(
  tx: Tx,
  actor: Actor,
  receipt: Readonly<{ paper: string; recipient: string; sender: boolean; at: number }>,
): Promise<{ organ: string | null; first: boolean }> {
  const by = byOf(actor);
  const { rows } = await sql<{
    organ: string | null;
    received_at: Date | null;
  }>`select organ, received_at from paper.recipient
    where id = ${receipt.recipient} and paper_id = ${receipt.paper} for update`.execute(tx);
  const row = rows[0] ?? refuse("not-found", { values: { what: { zh: "该分发对象", en: "This recipient" } } });
  const own = row.organ !== null && row.organ === by.organ;
  if (!own && !(receipt.sender && row.organ === null))
    refuse("access.role", { values: { roles: { zh: "收文单位", en: "the organ that received it" } } });
  if (row.received_at) return { organ: row.organ, first: false };
  await sql`update paper.recipient set received_at = ${isoTime(receipt.at)}, received_by = ${by.id}, received_by_name = ${by.name},
    on_paper = ${!own} where id = ${receipt.recipient}`.execute(tx);
  await recordAct(tx, actor, {
    act: "paper.receive",
    object: `paper.paper/${receipt.paper}`,
    detail: { recipient: receipt.recipient },
  });
  return { organ: row.organ, first: true };
}
