import { sql } from "kysely";
import { isoTime } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import type { Participant } from "./gate.ts";

export type ParticipantRow = Participant &
  Readonly<{
    id: string;
    organ: string;
    askedFor: string | null;
    askedAt: string;
    askedBy: string;
    opinion: string | null;
    person: string | null;
    at: string | null;
  }>;

type Row = {
  id: string;
  organ: string;
  organ_name: string;
  role: Participant["role"];
  state: Participant["state"];
  asked_for: string | null;
  asked_at: Date;
  asked_by_name: string;
  opinion: string | null;
  person_name: string | null;
  at: Date | null;
};

/** Every organ that takes or took part in a case, the lead first, then in the order of asking. */
export async function participantsOf(tx: Tx, caseId: string): Promise<ParticipantRow[]> {
  const { rows } =
    await sql<Row>`select p.*, o.name as organ_name from "case".participant as p join organ.organ as o on o.id = p.organ
    where p.case_id = ${caseId} order by p.role <> 'lead', p.asked_at, p.id`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    organ: row.organ,
    organName: row.organ_name,
    role: row.role,
    state: row.state,
    askedFor: row.asked_for,
    askedAt: isoTime(row.asked_at.getTime()),
    askedBy: row.asked_by_name,
    opinion: row.opinion,
    person: row.person_name,
    at: row.at ? isoTime(row.at.getTime()) : null,
  }));
}
