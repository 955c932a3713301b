import { join } from "node:path";
import { sql } from "kysely";
import { uuidv7 } from "#kernel/id.ts";
import type { Platform } from "#kernel/platform.ts";
import { type Rounds, startRounds } from "#kernel/rounds.server.ts";
import { civilDate } from "#kernel/time.ts";
import { systemActor } from "#store/actor.ts";
import type { Postgres, Tx } from "#store/postgres.ts";
import { sm3 } from "./audit.server.ts";
import { genesis, headText, sealText } from "./seal.ts";
import { openSigningKey, type SigningKey } from "./signing.server.ts";

/**
 * Chains the committed audit lines, seconds after their acts. Not in the act itself: one chain head that every act must hold would
 * make all acts wait for the slowest.
 *
 * What must not change: one writer at a time, by the advisory lock; a line is sealed only when no transaction is running that is as
 * old as its own, so that the order within a round is final; the hash of a seal follows from what is stored and nothing else, so that a
 * seal that was removed comes back the same.
 */
const sealer = systemActor("sealer");
const batch = 1000;
/** Where the signing keys of an installation are kept, inside its data folder. */
export const keyFolder = (dataFolder: string): string => join(dataFolder, "keys");

/** Seals every few seconds until stopped; `stop` waits for the round under way. Signs the head at its first round and on each new day. */
export function startSealer(
  platform: Pick<Platform, "postgres" | "settings" | "now" | "log">,
  { intervalMs = 3_000 }: { intervalMs?: number } = {},
): Rounds {
  const key = openSigningKey(keyFolder(platform.settings.dataFolder));
  let signedDay: string | undefined;
  return startRounds({
    name: "audit sealer",
    everyMs: intervalMs,
    log: platform.log,
    // what fails here leaves the lines waiting in their table; nothing is lost
    round: async (stopping) => {
      let sealed = batch;
      while (sealed === batch && !stopping()) sealed = await sealCommitted(platform.postgres);
      const today = civilDate(platform.now());
      if (signedDay !== today && (await signHead(platform.postgres, key, platform.now()))) signedDay = today;
    },
  });
}

/** Chains up to one batch of lines that nothing can come before any more. Returns how many; fewer than 1,000 means that none is left. */
export function sealCommitted(postgres: Postgres): Promise<number> {
  return postgres.transact(sealer, async (tx) => {
    await sql`select pg_advisory_xact_lock(7212040)`.execute(tx);
    const bounds = await readBounds(tx);
    const lines = await sql<{ id: string; hash: string }>`
      select l.id, l.hash from audit.line l
      where l.xid >= ${bounds.from}::xid8
        and (l.xid < ${bounds.below}::xid8 or l.xid >= pg_snapshot_xmax(pg_current_snapshot()))
        and not exists (select from audit.seal s where s.line = l.id)
      order by l.seq limit ${batch}`.execute(tx);
    const last = await sql<{ position: number; hash: string }>`
      select position, hash from audit.seal order by position desc limit 1`.execute(tx);
    await chain(tx, lines.rows, last.rows[0] ?? { position: 0, hash: genesis });
    if (lines.rows.length < batch && bounds.below !== bounds.horizon)
      await sql`update audit.sealer set horizon = ${bounds.below}::xid8`.execute(tx);
    return lines.rows.length;
  });
}

type Bounds = Readonly<{ horizon: string; from: string; below: string }>;

/**
 * Transactions from `from` to `below` are looked at. A horizon above every transaction of this server was kept by another, from which the
 * database was restored: then everything is looked at once more. Visible lines of transactions yet to come are that server's too.
 */
async function readBounds(tx: Tx): Promise<Bounds> {
  const found = await sql<Bounds>`
    select horizon::text, pg_snapshot_xmin(pg_current_snapshot())::text as below,
      case when horizon > pg_snapshot_xmax(pg_current_snapshot()) then '0' else horizon::text end as "from"
    from audit.sealer`.execute(tx);
  return found.rows[0] as Bounds;
}

async function chain(
  tx: Tx,
  lines: readonly { id: string; hash: string }[],
  last: { position: number; hash: string },
): Promise<void> {
  if (lines.length === 0) return;
  let { position, hash } = last;
  const seals = lines.map((line) => {
    const prev = hash;
    position += 1;
    hash = sm3(sealText(prev, line.hash, position));
    return { position, line: line.id, line_hash: line.hash, prev, hash };
  });
  await sql`insert into audit.seal (position, line, line_hash, prev, hash)
    select position, line, line_hash, prev, hash from jsonb_to_recordset(${JSON.stringify(seals)}::jsonb)
      as s (position bigint, line uuid, line_hash text, prev text, hash text)
    order by position`.execute(tx);
}

/** Signs the newest seal. Returns false where there is none yet. */
export function signHead(postgres: Postgres, key: SigningKey, now: number): Promise<boolean> {
  return postgres.transact(sealer, async (tx) => {
    await sql`select pg_advisory_xact_lock(7212040)`.execute(tx);
    const last = await sql<{ position: number; hash: string }>`
      select position, hash from audit.seal order by position desc limit 1`.execute(tx);
    const head = last.rows[0];
    if (!head) return false;
    const signedAt = new Date(now).toISOString();
    const signature = key.sign(headText(head.position, head.hash, signedAt));
    await sql`insert into audit.head (id, position, hash, signed_at, signature, public_key)
      values (${uuidv7(now)}, ${head.position}, ${head.hash}, ${signedAt}, ${signature}, ${key.publicKey})`.execute(tx);
    return true;
  });
}
