import { sql } from "kysely";
import { recordAct, sm3 } from "#kernel/audit/audit.server.ts";
import { addEvent, lockCase } from "#kernel/case/case.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { notify } from "#kernel/notice/notice.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { hour, isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { ObjectionBody, ObjectionReceipt } from "./contract.ts";
import { peerNetwork } from "./peer.ts";
import { projectCase } from "./projection.server.ts";
import { noPublication } from "./reading.server.ts";

/** Rule of the platform: so many objections an hour from one place, whatever they are about. */
export const objectionRules = { anHour: 5 };

type Item = { id: string; case_id: string; what: string; state: string; ends_at: Date };
type Said = Readonly<{ item: string; body: ObjectionBody; peer: string; now: number }>;

/**
 * Takes an objection of somebody who is not known: kept with its audit line, on the timeline of the case, told to the handling organ. Whether
 * the publicity is open is asked of the case itself, not of a projection that may be late. What was said goes to the timeline; who said it
 * goes to the handling organ alone, because others read the timeline too. The same words again are the objection that was there.
 */
export async function takeObjection(
  tx: Tx,
  { item: itemId, body, peer, now }: Said,
): Promise<ObjectionReceipt & { caseId: string }> {
  const hash = sm3(`${body.contact}\n${body.text}`);
  const named = (await itemOf(tx, itemId)) ?? noPublication();
  const network = peerNetwork(peer);
  await sql`select pg_advisory_xact_lock(hashtextextended(${`publication.objection ${network}`}, 0))`.execute(tx);
  const row = await lockCase(tx, named.case_id);
  const earlier = await sql<{ id: string; at: Date }>`select id, at from publication.objection
    where item = ${itemId} and hash = ${hash}`.execute(tx);
  if (earlier.rows[0])
    return { id: earlier.rows[0].id, at: isoTime(earlier.rows[0].at.getTime()), caseId: named.case_id };
  await projectCase(tx, named.what, named.case_id, now);
  const item = (await itemOf(tx, itemId)) ?? noPublication();
  if (item.state !== "open" || item.ends_at.getTime() <= now) refuse("publication.over");
  await checkRate(tx, network, now);
  const id = uuidv7();
  await sql`insert into publication.objection (id, item, at, name, contact, text, hash, peer)
    values (${id}, ${itemId}, ${isoTime(now)}, ${body.name || null}, ${body.contact}, ${body.text}, ${hash}, ${network})`.execute(
    tx,
  );
  const actor = somebody(id, peer);
  const title = { zh: "收到异议", en: "Objection received" };
  await addEvent(tx, {
    caseId: row.id,
    version: row.version,
    at: now,
    actor,
    act: "objection",
    title,
    note: body.text,
  });
  await recordAct(tx, actor, {
    act: "publication.object",
    object: `publication.item/${itemId}`,
    detail: { objection: id, case: row.id, sm3: hash },
  });
  const who = body.name ? `${body.name}，${body.contact}` : body.contact;
  await notify(tx, {
    to: { organ: row.organ },
    title: { zh: `公示收到异议：${row.number}`, en: `Objection to a publication: ${row.number}` },
    body: {
      zh: `异议人：${who}。内容见案件经过，请核实并答复。`,
      en: `From ${who}. It stands in the timeline of the case.`,
    },
    link: `/cases/${row.id}`,
    at: now,
    about: { kind: "case.case", id: row.id },
    key: `objection:${id}`,
  });
  return { id, at: isoTime(now), caseId: row.id };
}

async function itemOf(tx: Tx, id: string): Promise<Item | undefined> {
  const { rows } =
    await sql<Item>`select id, case_id, what, state, ends_at from publication.item where id = ${id}`.execute(tx);
  return rows[0];
}

/** Counted in the store: a restart forgets nothing, and two processes count together. The caller holds the lock of this place. */
async function checkRate(tx: Tx, network: string, now: number): Promise<void> {
  const { rows } = await sql<{ at: Date }>`select at from publication.objection
    where peer = ${network} and at > ${isoTime(now - hour)} order by at desc limit ${objectionRules.anHour}`.execute(
    tx,
  );
  const oldest = rows[objectionRules.anHour - 1];
  if (oldest) refuse("too-many", { values: { seconds: Math.ceil((oldest.at.getTime() + hour - now) / 1_000) } });
}

/** Nobody knows who it was: the timeline and the audit name the objection. It has no scope and no role. */
const somebody = (id: string, peer: string): Actor => ({
  kind: "person",
  id,
  name: "公众",
  scopes: [],
  roles: [],
  organ: undefined,
  peer,
});
