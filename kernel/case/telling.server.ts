import { sql } from "kysely";
import { uuidPattern } from "#kernel/id.ts";
import { notify } from "#kernel/notice/notice.server.ts";
import type { Title } from "#kernel/title.ts";
import type { Tx } from "#store/postgres.ts";
import type { CaseRow } from "./case.server.ts";
import type { Notified } from "./define.ts";

/** What is told of a case; `key` names the happening within it, so that nobody is told twice. */
export type Told = Readonly<{ title: Title; body?: Title; at: number; key: string }>;

/** Tells those who stand to a case in a certain way; nobody where there is no such one. */
export async function tell(tx: Tx, row: CaseRow, to: Notified, told: Told): Promise<void> {
  for (const one of await receivers(tx, row, to)) await tellOne(tx, row, one, told);
}

type Receiver = Readonly<{ person: string }> | Readonly<{ organ: string }>;

/** Tells one person or organ of a case. */
export async function tellOne(tx: Tx, row: CaseRow, to: Receiver, { title, body, at, key }: Told): Promise<void> {
  await notify(tx, {
    to,
    title: { zh: `${title.zh}：${row.number}`, en: `${title.en}: ${row.number}` },
    body: body ?? { zh: row.title, en: row.title },
    link: `/cases/${row.id}`,
    at,
    about: { kind: "case.case", id: row.id },
    key: `case:${row.id}:${key}:${"person" in to ? to.person : to.organ}`,
  });
}

async function receivers(tx: Tx, row: CaseRow, to: Notified): Promise<Receiver[]> {
  switch (to) {
    case "handler":
      return [{ organ: row.organ }];
    case "party":
      return row.party === null ? [] : [{ organ: row.party }];
    case "assignee":
      return row.assignee === null ? [{ organ: row.organ }] : [{ person: row.assignee }];
    case "opener":
      return row.opened_by !== null && uuidPattern.test(row.opened_by)
        ? [{ person: row.opened_by }]
        : [{ organ: row.organ }];
    case "supporters": {
      const { rows } = await sql<{ organ: string }>`select organ from "case".participant where case_id = ${row.id}
        and role = 'supporter' and state <> 'withdrawn'`.execute(tx);
      return rows;
    }
    case "superior": {
      const { rows } = await sql<{
        organ: string | null;
      }>`select parent as organ from organ.organ where id = ${row.organ}`.execute(tx);
      return [{ organ: rows[0]?.organ ?? row.organ }];
    }
    default:
      return to satisfies never;
  }
}
