import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import type { MediaFamily } from "#kernel/file/media.ts";
import { examine, headOf, mayUse } from "#kernel/file/upload.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { refuse } from "#kernel/refusal.ts";
import type { Title } from "#kernel/title.ts";
import type { Actor } from "#store/actor.ts";
import type { Files } from "#store/files.ts";
import type { Tx } from "#store/postgres.ts";
import type { EvidenceBody, Exhibit } from "./contract.ts";
import type { EvidenceKind, EvidenceOwner } from "./exhibit.ts";
import { exifBytes, exifOf, type FileSays } from "./exif.ts";
import { readOwner } from "./owner.server.ts";
import { readExhibit, readerOf } from "./reading.server.ts";

/**
 * Adding, disclosing and withdrawing exhibits. What is written once stays: no act here changes what was brought, and none gives a number
 * twice or skips one.
 */
export type Bringing = Readonly<{
  files: Files;
  /** Epoch milliseconds. */
  now: number;
  /** What the clock of the device says now, from the header x-device-time. */
  deviceTime?: number | undefined;
}>;

/** Adds an exhibit whose file has arrived. The same id again gives what stands; the same file again, of the same organ, is refused. */
export async function addEvidence(tx: Tx, actor: Actor, body: EvidenceBody, bringing: Bringing): Promise<Exhibit> {
  const owner = await readOwner(tx, body.owner);
  if (!(await mayUse(tx, actor, body.hash))) refuse("file.missing", { field: "hash" });
  const { size, media } = await examine(bringing.files, body.hash);
  const kind = kindOf(body.kind, media.family);
  checkSize(kind, size);
  const says = media.type === "image/jpeg" ? await fileSays(bringing.files, body.hash, size) : {};
  // from here on one at a time for this owner
  await sql`select evidence.hold_owner(${owner.id})`.execute(tx);
  const known = await standing(tx, actor, body);
  if (known) return readExhibit(tx, actor, known);
  if (!owner.open) refuse("case.closed");
  const place = body.derivedFrom ? await asCopy(tx, actor, body) : await asOriginal(tx, body, owner);
  const id = body.id ?? uuidv7(bringing.now);
  await insert(tx, actor, { id, body, owner, size, kind, mediaType: media.type, says, place, bringing });
  await recordAct(tx, actor, {
    act: body.derivedFrom ? "evidence.item.redact" : "evidence.item.add",
    object: `evidence.item/${id}`,
    detail: {
      owner: `${owner.kind}/${owner.id}`,
      exhibit: place.exhibit,
      copy: place.copy,
      sm3: body.hash,
      size,
      name: body.name,
      ...(body.derivedFrom ? { derivedFrom: body.derivedFrom, reason: body.redaction } : {}),
    },
  });
  return readExhibit(tx, actor, id);
}

/** Megabytes that a file of a kind may have. */
const limitsMb: Readonly<Record<EvidenceKind, number>> = {
  photo: 60,
  scan: 200,
  document: 200,
  video: 2048,
  sound: 500,
  other: 2048,
};
const families: Readonly<Record<EvidenceKind, readonly MediaFamily[]>> = {
  photo: ["image"],
  scan: ["image", "document"],
  document: ["document", "table", "text", "image"],
  video: ["video"],
  sound: ["sound"],
  other: ["image", "video", "sound", "document", "table", "archive", "text"],
};
const usual: Readonly<Record<MediaFamily, EvidenceKind>> = {
  image: "photo",
  video: "video",
  sound: "sound",
  document: "document",
  table: "document",
  text: "document",
  archive: "other",
};

function kindOf(said: EvidenceKind | undefined, family: MediaFamily): EvidenceKind {
  const kind = said ?? usual[family];
  if (!families[kind].includes(family)) invalid("kind", kindProblem);
  return kind;
}

const kindProblem: Title = {
  zh: "证据种类与文件内容不符：例如“照片”须是图片，“视频”须是视频。",
  en: "The kind does not fit the file: a photo must be an image, a video a video.",
};

function checkSize(kind: EvidenceKind, size: number): void {
  if (size > limitsMb[kind] * 1024 * 1024)
    refuse("too-large", { field: "hash", values: { limit: `${limitsMb[kind]} MB` } });
}

const fileSays = async (files: Files, hash: string, size: number): Promise<FileSays> =>
  exifOf(await headOf(files, hash, Math.min(size, exifBytes)));

const invalid = (field: string, problem: Title): never => refuse("field.invalid", { field, values: { problem } });

/** The exhibit that this very sending made before. */
async function standing(tx: Tx, actor: Actor, body: EvidenceBody): Promise<string | undefined> {
  const organ = actor.kind === "person" ? (actor.organ ?? null) : null;
  const { rows } = await sql<{ id: string; hash: string; owner: string; exhibit: number }>`
    select id, hash, owner, exhibit from evidence.item
    where id = ${body.id ?? null}::uuid
      or (owner = ${body.owner.id} and hash = ${body.hash} and organ is not distinct from ${organ}::uuid and withdrawn_at is null)
    order by id = ${body.id ?? null}::uuid desc nulls last limit 1`.execute(tx);
  const row = rows[0];
  if (!row) return undefined;
  if (row.id === body.id && row.hash === body.hash && row.owner === body.owner.id) return row.id;
  return refuse("evidence.twice", { field: "hash", values: { exhibit: row.exhibit }, extra: { exhibit: row.id } });
}

type Place = Readonly<{ exhibit: number; copy: number; disclosed: { at: string; by: string } | null }>;

async function asOriginal(tx: Tx, body: EvidenceBody, owner: EvidenceOwner): Promise<Place> {
  if (body.redaction)
    invalid("derivedFrom", { zh: "遮盖件须指明原件。", en: "A redacted copy must name its original." });
  const { rows } = await sql<{ exhibit: number }>`select evidence.next_exhibit(${owner.id}) as exhibit`.execute(tx);
  return { exhibit: rows[0]?.exhibit ?? 1, copy: 0, disclosed: null };
}

/** A redacted copy stands under the number of its original, and is disclosed where that one was. */
async function asCopy(tx: Tx, actor: Actor, body: EvidenceBody): Promise<Place> {
  if (!body.redaction) return refuse("reason.required", { field: "redaction" });
  const original = await readExhibit(tx, actor, body.derivedFrom as string);
  if (original.owner.id !== body.owner.id || original.copy !== 0)
    return invalid("derivedFrom", {
      zh: "原件须是同一事项的证据，且本身不是遮盖件。",
      en: "The original must be an exhibit of the same matter, and not itself a copy.",
    });
  if (original.withdrawn) return refuse("evidence.withdrawn", { field: "derivedFrom" });
  if (!original.mayWithdraw) return refuse("evidence.others", { field: "derivedFrom" });
  const { rows } = await sql<{ copy: number }>`select evidence.next_copy(${original.id}) as copy`.execute(tx);
  return { exhibit: original.exhibit, copy: rows[0]?.copy ?? 1, disclosed: original.disclosed };
}

type Line = Readonly<{
  id: string;
  body: EvidenceBody;
  owner: EvidenceOwner;
  size: number;
  kind: EvidenceKind;
  mediaType: string;
  says: FileSays;
  place: Place;
  bringing: Bringing;
}>;

async function insert(tx: Tx, actor: Actor, line: Line): Promise<void> {
  const { id, body, owner, size, kind, mediaType, says, place, bringing } = line;
  const { now, deviceTime } = bringing;
  const recorded = actor.kind === "person" ? actor.device : undefined;
  // what the clock was known to be off by at recording counts before what it is off by now
  const clockOffset = recorded?.offsetMs ?? (deviceTime === undefined ? null : deviceTime - now);
  const organ = actor.kind === "person" ? (actor.organ ?? null) : null;
  const point = (at: { lon: number; lat: number } | null | undefined) =>
    at ? sql`st_setsrid(st_makepoint(${at.lon}, ${at.lat}), 4490)` : sql`null`;
  const made =
    await sql`insert into evidence.item (id, owner_kind, owner, exhibit, copy, hash, name, media_type, size, kind, taken_at, device,
      clock_offset_ms, position, accuracy, file_taken_at, file_device, file_position, note, derived_from, redaction, recorded_at,
      recorded_by, recorded_by_name, organ, organ_name, disclosed_at, disclosed_by_name)
    values (${id}, ${owner.kind}, ${owner.id}, ${place.exhibit}, ${place.copy}, ${body.hash}, ${body.name}, ${mediaType}, ${size},
      ${kind}, ${body.takenAt ?? null}, ${body.device ?? null}, ${clockOffset},
      ${point(body.position)}, ${body.accuracy ?? null},
      ${says.takenAt === undefined ? null : new Date(says.takenAt)}, ${says.device ?? null}, ${point(says.position)},
      ${body.note ?? null}, ${body.derivedFrom ?? null}, ${body.redaction ?? null}, ${new Date(now)},
      ${actor.kind === "person" ? actor.id : `system:${actor.name}`}, ${actor.kind === "person" ? actor.name : "系统"},
      ${organ}, (select name from organ.organ where id = ${organ}),
      ${place.disclosed?.at ?? null}, ${place.disclosed?.by ?? null})
    on conflict (id) do nothing`.execute(tx);
  // the id of a row that this reader does not see
  if (made.numAffectedRows === 0n)
    refuse("field.taken", { field: "id", values: { label: { zh: "编号", en: "Id" }, value: id } });
}

/** Crosses an exhibit out, with the reason; the file, the number and the line stay. */
export async function withdrawEvidence(
  tx: Tx,
  actor: Actor,
  { id, reason, now }: { id: string; reason: string; now: number },
): Promise<Exhibit> {
  const item = await heldItem(tx, actor, id);
  if (!item.mayWithdraw) refuse("evidence.others");
  await sql`update evidence.item set withdrawn_at = ${new Date(now)}, withdrawn_by_name = ${nameOf(actor)},
      withdrawn_reason = ${reason} where id = ${id}`.execute(tx);
  await recordAct(tx, actor, { act: "evidence.item.withdraw", object: `evidence.item/${id}`, detail: { reason } });
  return readExhibit(tx, actor, id);
}

/** Lets the party read an exhibit. It cannot be taken back: what was read was read. */
export async function discloseEvidence(
  tx: Tx,
  actor: Actor,
  { id, now }: { id: string; now: number },
): Promise<Exhibit> {
  const item = await heldItem(tx, actor, id);
  if ((await readerOf(tx, actor)) !== "officer") refuse("evidence.others");
  if (item.covered) refuse("evidence.covered");
  if (item.disclosed) return item;
  await sql`update evidence.item set disclosed_at = ${new Date(now)}, disclosed_by_name = ${nameOf(actor)}
    where id = ${id}`.execute(tx);
  await recordAct(tx, actor, { act: "evidence.item.disclose", object: `evidence.item/${id}` });
  return readExhibit(tx, actor, id);
}

async function heldItem(tx: Tx, actor: Actor, id: string): Promise<Exhibit> {
  const seen = await readExhibit(tx, actor, id);
  const owner = await readOwner(tx, seen.owner);
  await sql`select evidence.hold_owner(${owner.id})`.execute(tx);
  const item = await readExhibit(tx, actor, id);
  if (item.withdrawn) refuse("evidence.withdrawn");
  if (!owner.open) refuse("case.closed");
  return item;
}

const nameOf = (actor: Actor): string => (actor.kind === "person" ? actor.name : "系统");
