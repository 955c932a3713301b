import { sql } from "kysely";
import type { Signable } from "#kernel/signature/signable.server.ts";
import type { Tx } from "#store/postgres.ts";
import { readOwner } from "./owner.server.ts";
import { readExhibit } from "./reading.server.ts";

/**
 * An exhibit as something to sign: its collector, a witness, the party says with it that this is what was taken there. Signed is what was
 * brought, which never changes; whether it was disclosed or withdrawn since is not part of it.
 */
export async function signableExhibit(tx: Tx, id: string): Promise<Signable | undefined> {
  const { rows } = await sql`select from evidence.item where id = ${id}`.execute(tx);
  if (rows.length === 0) return undefined;
  // mayWithdraw is the reader's own and is left out below, so that nobody in particular reads here
  const item = await readExhibit(tx, { kind: "system", name: "evidence" }, id);
  const owner = await readOwner(tx, item.owner);
  const { label, hash, name, mediaType, size, kind, takenAt, device, clockOffsetMs, position, accuracy, file, note } =
    item;
  const { derivedFrom, redaction, recorded } = item;
  return {
    row: item.owner.id,
    version: 1,
    content: {
      ...{ id, owner: item.owner, label, hash, name, mediaType, size, kind, takenAt, device, clockOffsetMs, position },
      ...{ accuracy, file, note, derivedFrom, redaction, recorded },
    },
    document: hash,
    title: `证据 ${label} ${name}`,
    open: owner.open && item.withdrawn === null,
  };
}
