import ExcelJS from "exceljs";
import { sql } from "kysely";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import { type Activity, activities, type ZoneKind, zoneKinds } from "./activity.ts";
import { type ClueState, clueStates } from "./clue.ts";
import { clueCase } from "./clue-case.ts";
import { answerColumns } from "./ministry.ts";
import type { BatchDetail, BatchReply } from "./ministry-contract.ts";

type Head = {
  id: string;
  number: string;
  region: string;
  region_name: string;
  issued_on: string;
  due_on: string | null;
  columns: string[];
  rows: number;
  matched: number;
  made: number;
  unmatched: number;
  answered: number;
  created_at: Date;
  created_name: string;
  sample: boolean;
};

/** A row is answered once its clue was checked, or once it was said why there is none. */
const heads = sql`select b.*, r.name as region_name,
    count(*) filter (where w.outcome = 'matched')::int as matched, count(*) filter (where w.outcome = 'new')::int as made,
    count(*) filter (where w.outcome = 'unmatched')::int as unmatched,
    count(*) filter (where w.outcome = 'unmatched' or c.state not in ('open', 'checking'))::int as answered
  from conservation.batch b join place.region r on r.code = b.region left join conservation.batch_row w on w.batch = b.id
    left join conservation.clue c on c.id = w.clue`;

const shown = (row: Head): BatchReply => ({
  id: row.id,
  number: row.number,
  region: { code: row.region, name: row.region_name },
  issuedOn: row.issued_on,
  dueOn: row.due_on,
  rows: row.rows,
  matched: row.matched,
  new: row.made,
  unmatched: row.unmatched,
  answered: row.answered,
  createdAt: isoTime(row.created_at.getTime()),
  createdBy: row.created_name,
  sample: row.sample,
});

export async function listBatches(tx: Tx): Promise<BatchReply[]> {
  const { rows } =
    await sql<Head>`${heads} group by b.id, r.name order by b.issued_on desc, b.id desc limit 200`.execute(tx);
  return rows.map(shown);
}

type Line = {
  position: number;
  ministry_number: string;
  cells: string[];
  outcome: "matched" | "new" | "unmatched";
  problem: string | null;
  clue: string | null;
  clue_number: string | null;
  clue_state: ClueState | null;
  activity: Activity | null;
  hectares: string | null;
  zone_kind: ZoneKind | null;
  place: string | null;
  case_id: string | null;
  case_number: string | null;
  case_state: string | null;
};

/** A batch with its rows in the ministry's order, each with what is answered. */
export async function readBatch(tx: Tx, id: string): Promise<BatchDetail> {
  const found = await sql<Head>`${heads} where b.id = ${id} group by b.id, r.name`.execute(tx);
  const head = found.rows[0] ?? refuse("not-found", { values: { what: { zh: "该批次", en: "This batch" } } });
  const { rows } =
    await sql<Line>`select w.position, w.ministry_number, w.cells, w.outcome, w.problem, c.id as clue, c.number as clue_number, c.state as clue_state,
      c.activity, c.hectares, c.zone_kind, concat_ws('；', l.name, r.name) as place, k.id as case_id, k.number as case_number, k.state as case_state
    from conservation.batch_row w left join conservation.clue c on c.id = w.clue left join conservation.red_line l on l.id = c.red_line
      left join conservation.reserve r on r.id = c.reserve left join "case"."case" k on k.id::text = c.case_id
    where w.batch = ${id} order by w.position`.execute(tx);
  return {
    ...shown(head),
    columns: head.columns,
    answerColumns: [...answerColumns],
    items: rows.map((row) => ({
      position: row.position,
      ministryNumber: row.ministry_number,
      cells: row.cells,
      outcome: row.outcome,
      problem: row.problem,
      clue:
        row.clue && row.clue_number && row.clue_state
          ? { id: row.clue, number: row.clue_number, state: row.clue_state }
          : null,
      case: row.case_id && row.case_number ? { id: row.case_id, name: row.case_number } : null,
      answer: answerOf(row),
    })),
  };
}

const findings: Readonly<Record<ClueState, string>> = {
  open: "待核查",
  checking: "核查中",
  problem: "属实，属问题",
  closed: "属实，已整改销号",
  lawful: "属实，合法",
  unfounded: "不属实",
};

/** In the order of `answerColumns`. */
function answerOf(row: Line): string[] {
  if (row.outcome === "unmatched") return ["未匹配", "", "", "", "", "", "", "", row.problem ?? ""];
  // a clue that the reader does not see is said to be in work elsewhere, and nothing more
  if (!row.clue_state) return ["由其他地区办理", "", "", "", "", "", "", "", ""];
  const state = row.case_state
    ? (clueCase.states[row.case_state]?.title.zh ?? row.case_state)
    : clueStates[row.clue_state].zh;
  return [
    findings[row.clue_state],
    row.activity ? activities[row.activity].zh : "",
    row.hectares === null ? "" : String(Number(row.hectares)),
    row.place ?? "",
    row.zone_kind ? zoneKinds[row.zone_kind].zh : "",
    row.clue_number ?? "",
    row.case_number ?? "",
    state,
    "",
  ];
}

/** The ministry's own table, its columns in its order, with the answer behind. */
export async function answerWorkbook(batch: BatchDetail): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet("核查结果");
  sheet.addRow([...batch.columns, ...batch.answerColumns]).font = { bold: true };
  for (const { cells, answer } of batch.items) sheet.addRow([...cells, ...answer]);
  sheet.views = [{ state: "frozen", ySplit: 1 }];
  for (const [index, header] of [...batch.columns, ...batch.answerColumns].entries())
    sheet.getColumn(index + 1).width = Math.max(10, header.length * 2 + 2);
  return new Uint8Array(await book.xlsx.writeBuffer());
}
