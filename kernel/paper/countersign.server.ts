import { sql } from "kysely";
import { uuidv7 } from "#kernel/id.ts";
import { notify } from "#kernel/notice/notice.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { byOf, type PaperRow } from "./paper.server.ts";

export type Plan = Readonly<{ organ: string }>;
export type Countersigner = Readonly<{
  organ: string;
  name: string;
  state: "planned" | "asked" | "agreed" | "refused";
  opinion: string | null;
  onPaper: boolean;
  answeredAt: number | null;
  answeredBy: string | null;
}>;

type Row = {
  organ: string;
  organ_name: string;
  state: Countersigner["state"];
  opinion: string | null;
  on_paper: boolean;
  answered_at: Date | null;
  answered_by_name: string | null;
};

/** The organs that a paper waits for, with their answers. */
export async function countersignersOf(tx: Tx, paper: string): Promise<Countersigner[]> {
  const { rows } = await sql<Row>`select organ, organ_name, state, opinion, on_paper, answered_at, answered_by_name
    from paper.countersign where paper_id = ${paper} and not dropped order by organ_name, id`.execute(tx);
  return rows.map((row) => ({
    organ: row.organ,
    name: row.organ_name,
    state: row.state,
    opinion: row.opinion,
    onPaper: row.on_paper,
    answeredAt: row.answered_at?.getTime() ?? null,
    answeredBy: row.answered_by_name,
  }));
}

/** Sets the organs to be asked; one that is no longer wanted is dropped and its answer kept. */
export async function planCountersigners(tx: Tx, row: PaperRow, plans: readonly Plan[]): Promise<void> {
  const organs = [...new Set(plans.map(({ organ }) => organ))].filter((organ) => organ !== row.organ);
  const known = await sql<{ id: string; name: string }>`select id, name from organ.organ
    where id = any (${organs}::uuid[]) and kind <> 'enterprise'`.execute(tx);
  if (known.rows.length < organs.length)
    refuse("field.reference", {
      field: "countersigners",
      values: { label: { zh: "会签单位", en: "Countersigning organs" } },
    });
  await sql`update paper.countersign set dropped = not (organ = any (${organs}::uuid[])) where paper_id = ${row.id}`.execute(
    tx,
  );
  for (const { id, name } of known.rows)
    await sql`insert into paper.countersign (id, paper_id, organ, organ_name, state) values (${uuidv7()}, ${row.id}, ${id}, ${name}, 'planned')
      on conflict (paper_id, organ) do nothing`.execute(tx);
}

/** Asks everyone, also who had answered to earlier words: the organs see the paper from now on and are told. */
export async function askCountersigners(tx: Tx, row: PaperRow, at: number): Promise<void> {
  const { rows } = await sql<{
    organ: string;
  }>`update paper.countersign set state = 'asked', asked_at = ${isoTime(at)}, opinion = null,
      on_paper = false, answered_at = null, answered_by = null, answered_by_name = null
    where paper_id = ${row.id} and not dropped returning organ`.execute(tx);
  for (const { organ } of rows) {
    await sql`select identity.share_with(${row.id}::uuid, ${organ}::uuid, '会签')`.execute(tx);
    await notify(tx, {
      to: { organ },
      title: { zh: `请会签：${row.title}`, en: `To countersign: ${row.title}` },
      link: `/papers/${row.id}`,
      at,
      about: { kind: "paper", id: row.id },
      key: `paper-countersign:${row.id}:${row.version}:${organ}`,
    });
  }
}

export type CountersignAnswer = Readonly<{
  row: PaperRow;
  organ: string;
  agrees: boolean;
  opinion: string;
  at: number;
}>;

export async function answerCountersign(tx: Tx, actor: Actor, answer: CountersignAnswer): Promise<void> {
  const by = byOf(actor);
  const onPaper = by.organ !== answer.organ;
  await sql`update paper.countersign set state = ${answer.agrees ? "agreed" : "refused"}, opinion = ${answer.opinion || null},
      on_paper = ${onPaper}, answered_at = ${isoTime(answer.at)}, answered_by = ${by.id}, answered_by_name = ${by.name}
    where paper_id = ${answer.row.id} and organ = ${answer.organ} and not dropped`.execute(tx);
}
