import { sql } from "kysely";
import { refuse } from "#kernel/refusal.ts";
import type { Tx } from "#store/postgres.ts";
import type { EvidenceOwner } from "./exhibit.ts";

export type OwnerReader = (tx: Tx, id: string) => Promise<Pick<EvidenceOwner, "number" | "title" | "open"> | undefined>;

const readers = new Map<string, OwnerReader>([["case", caseOwner]]);

/** Says how an owner of this kind is read; a kind without a reader is known by its id alone and is always open. */
export function provideEvidenceOwner(kind: string, reader: OwnerReader): void {
  readers.set(kind, reader);
}

/** The owner as the reader sees it, or the refusal that there is none. */
export async function readOwner(tx: Tx, { kind, id }: { kind: string; id: string }): Promise<EvidenceOwner> {
  const reader = readers.get(kind);
  const found = reader ? await reader(tx, id) : (await isVisible(tx, id)) && { number: null, title: kind, open: true };
  if (!found)
    return refuse("not-found", { values: { what: { zh: "证据所属的事项", en: "What the evidence is for" } } });
  return { kind, id, ...found };
}

/** The kind of an owner of which only the id is known. */
export async function kindOfOwner(tx: Tx, id: string): Promise<string> {
  if (await caseOwner(tx, id)) return "case";
  const { rows } = await sql<{
    owner_kind: string;
  }>`select owner_kind from evidence.item where owner = ${id} limit 1`.execute(tx);
  return rows[0]?.owner_kind ?? "row";
}

async function caseOwner(tx: Tx, id: string) {
  const { rows } = await sql<{ number: string; title: string; category: string }>`
    select number, title, category from "case"."case" where id = ${id}`.execute(tx);
  const row = rows[0];
  return row && { number: row.number, title: row.title, open: row.category !== "closed" && row.category !== "void" };
}

async function isVisible(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`select from identity.visible_to where row_id = ${id}
    and (current_user <> 'saihan_actor' or scope = any (identity.scopes())) limit 1`.execute(tx);
  return rows.length > 0;
}

/** Who may hear that exhibits of an owner changed. */
export async function scopesOf(tx: Tx, owner: string): Promise<string[]> {
  const { rows } = await sql<{ scope: string }>`select scope from identity.visible_to where row_id = ${owner}`.execute(
    tx,
  );
  return rows.map(({ scope }) => scope);
}
