import { sql } from "kysely";
import type { Title } from "#kernel/title.ts";
import type { Tx } from "#store/postgres.ts";
import { type PaperState, paperActs, paperStates } from "./flow.ts";
import { type IncomingState, incomingActs, incomingStates } from "./incoming.ts";
import {
  incomingColumns,
  incomingTables,
  type PaperFound,
  type PaperLine,
  paperColumns,
  paperLine,
  paperTables,
} from "./waiting.server.ts";

export type DonePaper = PaperLine & Readonly<{ at: Date; act: Title }>;
type Row = PaperFound & { what: PaperLine["what"]; at: Date; act: string; state: string };

/** Papers in which a person did something, each with the last act, the newest first; `after` is the time and the id of the one before. */
export async function papersDoneBy(
  tx: Tx,
  person: string,
  {
    q,
    after,
    limit,
  }: Readonly<{ q?: string | undefined; after?: readonly (string | null)[] | undefined; limit: number }>,
): Promise<DonePaper[]> {
  const [at, id] = after ?? [null, null];
  const like = q === undefined ? null : `%${q}%`;
  // what an organ signs for is registered by that act: it stands here as the receipt alone
  const { rows } = await sql<Row>`with did as (
      select distinct on (id) id, what, at, act from (
        select paper_id as id, 'paper' as what, at, act from paper.version where by = ${person}
        union all select paper_id, 'receipt', received_at, 'receive' from paper.recipient where received_by = ${person}
        union all select l.incoming_id, 'incoming', l.at, l.act from paper.incoming_line as l
          join paper.incoming as i on i.id = l.incoming_id where l.by = ${person} and (l.act <> 'register' or i.paper_id is null)
      ) as each_act order by id, at desc
    ), found as (
      select ${paperColumns}, p.drafted_by_name as from_name, p.state, did.what, did.at, did.act
        from ${paperTables} join did on did.id = p.id
      union all select ${incomingColumns}, i.state, did.what, did.at, did.act
        from ${incomingTables} join did on did.id = i.id
    ) select * from found
    where (${at}::timestamptz is null or (at, id) < (${at}::timestamptz, ${id}::uuid))
      and (${like}::text is null or coalesce(number, '') || ' ' || title like ${like})
    order by at desc, id desc limit ${limit}`.execute(tx);
  return rows.map((row) => ({ ...paperLine(row, row.what, stateOf(row)), at: row.at, act: actOf(row) }));
}

const stateOf = ({ what, state }: Row): Title =>
  what === "incoming" ? incomingStates[state as IncomingState] : paperStates[state as PaperState];

function actOf({ what, act }: Row): Title {
  if (what === "receipt") return { zh: "签收", en: "Signed for" };
  if (what === "incoming")
    return act in incomingActs ? incomingActs[act as keyof typeof incomingActs] : { zh: "登记", en: "Registered" };
  return act in paperActs ? paperActs[act as keyof typeof paperActs].title : paperStates.draft;
}
