import { type RawBuilder, sql } from "kysely";
import { cursorText, cursorValues } from "#kernel/cursor.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { flowActor, flowOf } from "./act.server.ts";
import { countersignersOf } from "./countersign.server.ts";
import { recipientsOf } from "./distribution.server.ts";
import { readFace } from "./face.server.ts";
import { actsNow, isFixed, paperActs, paperStates } from "./flow.ts";
import { byOf, type PaperRow, paperWhat } from "./paper.server.ts";
import { findTemplate } from "./template.server.ts";

type Listed = PaperRow & { organ_name: string; case_number: string | null; region_name: string };
const columns = sql`p.*, o.name as organ_name, c.number as case_number, r.name as region_name`;
const tables = sql`paper.paper as p join organ.organ as o on o.id = p.organ join place.region as r on r.code = p.region
  left join "case"."case" as c on c.id = p.case_id`;

export type PaperQuery = Readonly<{
  q?: string | undefined;
  state?: string | undefined;
  kind?: string | undefined;
  case?: string | undefined;
  /** mine: of my organ; asked: waits for my organ's countersignature; received: sent to my organ. */
  view?: "mine" | "asked" | "received" | undefined;
  after?: string | undefined;
  limit: number;
}>;

/** Papers that the actor may see, the last changed first, a page behind the cursor. Others' drafts are not listed. */
export async function listPapers(
  tx: Tx,
  actor: Actor,
  query: PaperQuery,
): Promise<{ items: ReturnType<typeof paperItem>[]; next: string | null }> {
  const { organ } = byOf(actor);
  const where: RawBuilder<unknown>[] = [sql`true`];
  if (query.q) where.push(sql`(p.title ilike ${`%${query.q}%`} or p.number ilike ${`%${query.q}%`})`);
  if (query.state) where.push(sql`p.state = any (string_to_array(${query.state}, ','))`);
  if (query.kind) where.push(sql`p.kind = ${query.kind}`);
  if (query.case) where.push(sql`p.case_id = ${query.case}::uuid`);
  if (query.view === "mine") where.push(sql`p.organ = ${organ}::uuid`);
  if (query.view === "asked")
    where.push(sql`p.state = 'countersign' and exists (select from paper.countersign as s where s.paper_id = p.id
      and s.organ = ${organ}::uuid and s.state = 'asked' and not s.dropped)`);
  if (query.view === "received")
    where.push(
      sql`exists (select from paper.recipient as s where s.paper_id = p.id and s.organ = ${organ}::uuid and s.sent_at is not null)`,
    );
  if (query.after) {
    const [at, id] = cursorValues(query.after, 2);
    where.push(sql`(p.updated_at, p.id) < (${at}::timestamptz, ${id}::uuid)`);
  }
  const { rows } = await sql<Listed>`select ${columns} from ${tables} where ${sql.join(where, sql` and `)}
    order by p.updated_at desc, p.id desc limit ${query.limit + 1}`.execute(tx);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map(paperItem),
    next: rows.length > query.limit && last ? cursorText([last.updated_at.toISOString(), last.id]) : null,
  };
}

const paperItem = (row: Listed) => ({
  id: row.id,
  number: row.number,
  title: row.title,
  kind: { id: row.kind, title: findTemplate(row.kind)?.title ?? { zh: row.kind, en: row.kind } },
  state: { id: row.state, title: paperStates[row.state] },
  urgency: row.urgency,
  organ: { id: row.organ, name: row.organ_name },
  region: { code: row.region, name: row.region_name },
  case: row.case_id ? { id: row.case_id, number: row.case_number ?? "" } : null,
  draftedBy: row.drafted_by_name,
  issuedBy: row.issued_by_name,
  issued: row.issued_at && isoTime(row.issued_at.getTime()),
  updated: isoTime(row.updated_at.getTime()),
  replaced: row.replaced_by !== null,
  sample: row.sample,
  version: row.version,
});

type VersionRow = {
  version: number;
  act: string;
  to_state: keyof typeof paperStates;
  note: string | null;
  hash: string;
  at: Date;
  by_name: string;
  organ_name: string | null;
};

/**
 * One paper with its story and what the actor may do now. Who only received it, or was only asked to agree, sees the words and its own
 * part: the drafts and the opinions of others are the organ's own.
 */
export async function readPaper(tx: Tx, actor: Actor, id: string) {
  const { rows } = await sql<Listed>`select ${columns} from ${tables} where p.id = ${id}`.execute(tx);
  const row = rows[0] ?? refuse("not-found", { values: { what: paperWhat } });
  const asked = await countersignersOf(tx, id);
  const as = await flowActor(tx, actor, row);
  const inside = as.organ;
  const own = byOf(actor).organ;
  const answering = actsNow(flowOf(row, asked), as);
  const { face, seals } = await readFace(tx, row);
  const onPaper = inside && row.state === "countersign" ? asked.filter(({ state }) => state === "asked") : [];
  return {
    ...paperItem(row),
    layout: findTemplate(row.kind)?.layout ?? ("letter" as const),
    content: row.content,
    /** What shows, for the preview; seals by the hash of their picture. */
    face: { ...face, seals },
    signed: row.signed,
    draftedAt: isoTime(row.drafted_at.getTime()),
    reviewedBy: row.reviewed_by_name,
    corrects: await linked(tx, row.corrects),
    correction: row.correction,
    replacedBy: await linked(tx, row.replaced_by),
    fixed: isFixed(row.state),
    inside,
    acts: answering.map((act) => ({ id: act, title: paperActs[act].title, reason: "reason" in paperActs[act] })),
    /** Whose answers on paper the organ may write down. */
    answersOnPaper: onPaper.map(({ organ, name }) => ({ id: organ, name })),
    countersigners: asked
      .filter(({ organ }) => inside || organ === own)
      .map((one) => ({ ...one, answeredAt: one.answeredAt === null ? null : isoTime(one.answeredAt) })),
    recipients: (await recipientsOf(tx, id)).filter(({ organ }) => inside || organ === own),
    seals: await sealUses(tx, id),
    versions: inside ? await versionsOf(tx, id) : [],
  };
}
export type PaperShown = Awaited<ReturnType<typeof readPaper>>;

async function linked(tx: Tx, id: string | null): Promise<{ id: string; number: string | null; title: string } | null> {
  if (id === null) return null;
  const { rows } = await sql<{
    id: string;
    number: string | null;
    title: string;
  }>`select id, number, title from paper.paper
    where id = ${id}`.execute(tx);
  return rows[0] ?? null;
}

async function sealUses(tx: Tx, id: string) {
  const { rows } = await sql<{
    seal: string;
    seal_name: string;
    reason: string;
    at: Date;
    by_name: string;
    hash: string;
  }>`
    select seal, seal_name, reason, at, by_name, hash from paper.seal_use where paper_id = ${id} order by at, id`.execute(
    tx,
  );
  return rows.map((one) => ({
    seal: { id: one.seal, name: one.seal_name },
    reason: one.reason,
    at: isoTime(one.at.getTime()),
    by: one.by_name,
    hash: one.hash,
  }));
}

async function versionsOf(tx: Tx, id: string) {
  const { rows } =
    await sql<VersionRow>`select version, act, to_state, note, hash, at, by_name, organ_name from paper.version
    where paper_id = ${id} order by version`.execute(tx);
  return rows.map((one) => ({
    version: one.version,
    act: one.act in paperActs ? paperActs[one.act as keyof typeof paperActs].title : paperStates.draft,
    to: paperStates[one.to_state],
    note: one.note,
    hash: one.hash,
    at: isoTime(one.at.getTime()),
    by: one.by_name,
    organ: one.organ_name,
  }));
}
