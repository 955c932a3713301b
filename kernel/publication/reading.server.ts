import { sql } from "kysely";
import { cursorText, cursorValues } from "#kernel/cursor.server.ts";
import { uuidPattern } from "#kernel/id.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import type { PublicationDetail, PublicationItem, PublicationList, PublicFact } from "./contract.ts";

type Row = {
  id: string;
  number: string;
  title_zh: string;
  title_en: string;
  region: string;
  region_name: string;
  organ_name: string;
  published_at: Date;
  ends_at: Date;
  state: PublicationItem["state"];
  left_at: Date | null;
  tombstone_zh: string | null;
  tombstone_en: string | null;
  facts: PublicFact[];
  sample: boolean;
};

const columns = sql`i.id, i.number, i.title_zh, i.title_en, i.region, case when r.level = 'banner' then concat(p.name, r.name) else r.name end
  as region_name, i.organ_name, i.published_at, i.ends_at, i.state, i.left_at, i.tombstone_zh, i.tombstone_en, i.facts, i.sample`;
const tables = sql`publication.item i join place.region r on r.code = i.region left join place.region p on p.code = r.parent`;

export type PublicationQuery = Readonly<{ region?: string | undefined; after?: string | undefined; limit: number }>;

/** What is and was made public, the newest first, a page behind the cursor. */
export async function listPublications(tx: Tx, query: PublicationQuery, now: number): Promise<PublicationList> {
  const [at = null, id = null] = query.after ? cursorValues(query.after, 2) : [];
  if (query.after && !isPlace(at, id)) refuse("query.invalid", { values: { name: "after", expected: "next" } });
  const { rows } = await sql<Row>`select ${columns} from ${tables}
    where (${query.region ?? null}::text is null or ${query.region ?? null} = any (r.path))
      and (${id}::uuid is null or (i.published_at, i.id) < (${at}::timestamptz, ${id}::uuid))
    order by i.published_at desc, i.id desc limit ${query.limit + 1}`.execute(tx);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const leagues = await sql<{
    code: string;
    name: string;
  }>`select code, name from place.region where level = 'league' and code in (
    select unnest(r.path) from publication.item i join place.region r on r.code = i.region) order by code`.execute(tx);
  return {
    items: page.map((row) => itemOf(row, now)),
    next: rows.length > query.limit && last ? cursorText([last.published_at.toISOString(), last.id]) : null,
    leagues: leagues.rows,
  };
}

/** A cursor comes from anybody: what the store could not read is refused, not tried. */
const isPlace = (at: string | null, id: string | null): boolean =>
  /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at ?? "") && !Number.isNaN(Date.parse(at ?? "")) && uuidPattern.test(id ?? "");

export async function readPublication(tx: Tx, id: string, now: number): Promise<PublicationDetail> {
  const { rows } = await sql<Row>`select ${columns} from ${tables} where i.id = ${id}`.execute(tx);
  const row = rows[0] ?? noPublication();
  const { tombstone_zh: zh, tombstone_en: en } = row;
  return {
    ...itemOf(row, now),
    facts: row.facts,
    tombstone: zh !== null && en !== null ? { zh, en } : null,
  };
}

export const noPublication = (): never =>
  refuse("not-found", { values: { what: { zh: "该公示", en: "This publication" } } });

const itemOf = (row: Row, now: number): PublicationItem => ({
  id: row.id,
  number: row.number,
  title: { zh: row.title_zh, en: row.title_en },
  region: { code: row.region, name: row.region_name },
  organ: row.organ_name,
  published: isoTime(row.published_at.getTime()),
  ends: isoTime(row.ends_at.getTime()),
  state: row.state,
  left: row.left_at ? isoTime(row.left_at.getTime()) : null,
  objectionsOpen: row.state === "open" && row.ends_at.getTime() > now,
  sample: row.sample,
});
