import { type RawBuilder, sql } from "kysely";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { Exhibit } from "./contract.ts";
import { differencesOf, type EvidenceKind, exhibitLabel, type Position } from "./exhibit.ts";

type Row = {
  id: string;
  owner_kind: string;
  owner: string;
  exhibit: number;
  copy: number;
  hash: string;
  name: string;
  media_type: string;
  size: number;
  kind: EvidenceKind;
  taken_at: Date | null;
  device: string | null;
  clock_offset_ms: number | null;
  lon: number | null;
  lat: number | null;
  accuracy: string | null;
  file_taken_at: Date | null;
  file_device: string | null;
  file_lon: number | null;
  file_lat: number | null;
  note: string | null;
  derived_from: string | null;
  redaction: string | null;
  covered: boolean;
  of_party: boolean;
  organ: string | null;
  organ_name: string | null;
  recorded_at: Date;
  recorded_by_name: string;
  disclosed_at: Date | null;
  disclosed_by_name: string | null;
  withdrawn_at: Date | null;
  withdrawn_by_name: string | null;
  withdrawn_reason: string | null;
};

export type Reader = "officer" | "partner" | "party";

/** In what capacity the actor reads evidence. The store decides the same way; this is what a screen is told. */
export async function readerOf(tx: Tx, actor: Actor): Promise<Reader> {
  if (actor.kind === "system") return "officer";
  const { rows } = await sql<{ reader: Reader }>`select evidence.reader() as reader`.execute(tx);
  return rows[0]?.reader ?? "party";
}

/** Exhibits of an owner that the reader sees, by number; withdrawn ones are among them. */
export function listEvidence(tx: Tx, actor: Actor, owner: string): Promise<Exhibit[]> {
  return select(tx, actor, sql`i.owner = ${owner}`);
}

/** One exhibit, or the refusal that there is none. */
export async function readExhibit(tx: Tx, actor: Actor, id: string): Promise<Exhibit> {
  const [found] = await select(tx, actor, sql`i.id = ${id}`);
  return found ?? refuse("not-found", { values: { what: { zh: "该证据", en: "This exhibit" } } });
}

async function select(tx: Tx, actor: Actor, where: RawBuilder<unknown>): Promise<Exhibit[]> {
  const reader = await readerOf(tx, actor);
  const { rows } = await sql<Row>`select i.*, st_x(i.position) as lon, st_y(i.position) as lat,
      st_x(i.file_position) as file_lon, st_y(i.file_position) as file_lat, coalesce(o.kind = 'enterprise', false) as of_party
    from evidence.item as i left join organ.organ as o on o.id = i.organ
    where ${where} order by i.exhibit, i.copy`.execute(tx);
  return rows.map((row) => presented(row, mayWithdraw(row, actor, reader)));
}

/** Whoever brought an exhibit takes it back; officers also what another office of theirs brought, never what a party did. */
function mayWithdraw(row: Row, actor: Actor, reader: Reader): boolean {
  if (row.withdrawn_at !== null) return false;
  if (actor.kind === "system") return true;
  return (row.organ !== null && row.organ === actor.organ) || (reader === "officer" && !row.of_party);
}

const point = (lon: number | null, lat: number | null): Position | null =>
  lon === null || lat === null ? null : { lon, lat };
const text = (at: Date | null): string | null => (at ? isoTime(at.getTime()) : null);

function presented(row: Row, withdrawable: boolean): Exhibit {
  const position = point(row.lon, row.lat);
  const filePosition = point(row.file_lon, row.file_lat);
  const accuracy = row.accuracy === null ? null : Number(row.accuracy);
  return {
    id: row.id,
    owner: { kind: row.owner_kind, id: row.owner },
    exhibit: row.exhibit,
    copy: row.copy,
    label: exhibitLabel(row.exhibit, row.copy),
    hash: row.hash,
    name: row.name,
    mediaType: row.media_type,
    size: row.size,
    kind: row.kind,
    takenAt: text(row.taken_at),
    device: row.device,
    clockOffsetMs: row.clock_offset_ms,
    position,
    accuracy,
    file: { takenAt: text(row.file_taken_at), device: row.file_device, position: filePosition },
    differences: differencesOf({
      takenAt: row.taken_at?.getTime() ?? null,
      clockOffsetMs: row.clock_offset_ms,
      position,
      accuracy,
      recordedAt: row.recorded_at.getTime(),
      file: { takenAt: row.file_taken_at?.getTime() ?? null, position: filePosition },
    }),
    note: row.note,
    derivedFrom: row.derived_from,
    redaction: row.redaction,
    covered: row.covered,
    ofParty: row.of_party,
    recorded: { at: isoTime(row.recorded_at.getTime()), by: row.recorded_by_name, organ: row.organ_name },
    disclosed: row.disclosed_at ? { at: isoTime(row.disclosed_at.getTime()), by: row.disclosed_by_name ?? "" } : null,
    withdrawn: row.withdrawn_at
      ? {
          at: isoTime(row.withdrawn_at.getTime()),
          by: row.withdrawn_by_name ?? "",
          reason: row.withdrawn_reason ?? "",
        }
      : null,
    mayWithdraw: withdrawable,
  };
}
