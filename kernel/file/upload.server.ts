import { sql } from "kysely";
import type { Platform } from "#kernel/platform.ts";
import { refuse } from "#kernel/refusal.ts";
import { type Rounds, startRounds } from "#kernel/rounds.server.ts";
import { day, hour } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import { type Files, StorageFull } from "#store/files.ts";
import type { Tx } from "#store/postgres.ts";
import { type Media, mediaOf, sniffedBytes } from "./media.ts";
import { namedFor } from "./naming.server.ts";

/** A file is 2 GiB at most; what takes files may ask for less. */
export const fileLimit = 2 * 1024 ** 3;

/** How long an upload that was broken off may be taken up again. */
export const partDays = 7;

/** True when the person brought the file, or sees a row that names it: who only knows a hash has nothing. */
export async function mayUse(tx: Tx, actor: Actor, hash: string): Promise<boolean> {
  if (actor.kind === "system") return true;
  return (await broughtIt(tx, actor, hash)) || (await namedFor(tx, hash)) !== undefined;
}

/** The line that this person brought the file. */
export async function broughtIt(tx: Tx, actor: Actor, hash: string): Promise<boolean> {
  if (actor.kind === "system") return false;
  const { rows } = await sql`select from file.upload where hash = ${hash} and person = ${actor.id}`.execute(tx);
  return rows.length > 0;
}

export async function keepUpload(
  tx: Tx,
  person: string,
  { hash, size, now }: { hash: string; size: number; now: number },
): Promise<void> {
  await sql`insert into file.upload (hash, person, size, at) values (${hash}, ${person}, ${size}, ${new Date(now)})
    on conflict do nothing`.execute(tx);
}

/** Size and kind of a stored file. Refused when it is not there yet, or is of a kind that is not taken. */
export async function examine(files: Files, hash: string): Promise<{ size: number; media: Media }> {
  const size = await files.size(hash);
  if (size === undefined) refuse("file.missing", { field: "hash" });
  const media = mediaOf(await headOf(files, hash, Math.min(size, sniffedBytes)));
  if (!media) refuse("file.type", { field: "hash" });
  return { size, media };
}

/** The first bytes of a stored file. */
export async function headOf(files: Files, hash: string, bytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of files.open(hash, { start: 0, end: bytes - 1 })) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Says a full disk to the person who sends. */
export async function withRoom<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StorageFull) refuse("storage.full");
    throw error;
  }
}

/** Takes away what was broken off and not taken up again, a few times a day. */
export function startPartSweep(platform: Pick<Platform, "files" | "now" | "log">): Rounds {
  return startRounds({
    name: "upload parts",
    everyMs: 6 * hour,
    log: platform.log,
    round: async () => {
      const removed = await platform.files.sweepParts(platform.now() - partDays * day);
      if (removed > 0) platform.log(`upload parts: ${removed} broken-off uploads removed`);
    },
  });
}
