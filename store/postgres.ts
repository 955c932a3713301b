import { AsyncLocalStorage } from "node:async_hooks";
import { Kysely, PostgresDialect, sql, type Transaction } from "kysely";
import pg from "pg";
import type { Actor } from "./actor.ts";

/**
 * The only way into PostgreSQL. A call is one transaction that first takes a role and the claims of its actor; the embedded engine
 * shares one backend session between connections, so nothing here may outlive its transaction: only `set local`,
 * `set_config(…, true)` and `pg_advisory_xact_lock`.
 */
// biome-ignore lint/suspicious/noExplicitAny: tables are typed where they are declared; the store carries any of them
export type Tables = any;
export type Tx = Transaction<Tables>;

export type Postgres = Readonly<{
  /** Runs `work` in one transaction as `actor`. Using anything but the given `tx` inside is a bug and throws. */
  transact<R>(actor: Actor, work: (tx: Tx) => Promise<R>, options?: { readOnly?: boolean }): Promise<R>;
  /** True when the engine answers. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
}>;

pg.types.setTypeParser(20, (text) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`bigint ${text} does not fit a JavaScript number`);
  return value;
});
pg.types.setTypeParser(1700, (text) => text);
pg.types.setTypeParser(1082, (text) => text);

export function openPostgres(options: { url: string; connections?: number; log?: (line: string) => void }): Postgres {
  const pool = new pg.Pool({ connectionString: options.url, max: options.connections ?? 12, allowExitOnIdle: false });
  const lost = (error: Error) => options.log?.(`postgres: ${error.message}`);
  pool.on("error", lost);
  pool.on("connect", (client) => client.on("error", lost));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });

  return {
    transact: (actor, work, { readOnly = false } = {}) => {
      if (inside.getStore()) throw new Error("transact inside transact: use the tx that was given");
      return inside.run(true, () =>
        db.transaction().execute(async (tx) => {
          await enter(tx, actor, readOnly);
          return work(tx);
        }),
      );
    },
    ping: async () => {
      try {
        await sql`select 1`.execute(db);
        return true;
      } catch {
        return false;
      }
    },
    close: () => db.destroy(),
  };
}

/** On the embedded engine a nested call would wait for itself for ever; everywhere it would escape the transaction. */
const inside = new AsyncLocalStorage<true>();

async function enter(tx: Tx, actor: Actor, readOnly: boolean): Promise<void> {
  if (readOnly) await sql`set transaction read only`.execute(tx);
  if (actor.kind === "system") {
    await sql`set local role saihan_system`.execute(tx);
    await sql`select set_config('saihan.actor', ${`system:${actor.name}`}, true), set_config('saihan.scopes', '', true)`.execute(
      tx,
    );
    return;
  }
  await sql`set local role saihan_actor`.execute(tx);
  await sql`select set_config('saihan.actor', ${actor.id}, true),
                   set_config('saihan.scopes', ${actor.scopes.join(",")}, true),
                   set_config('saihan.organ', ${actor.organ ?? ""}, true)`.execute(tx);
}
