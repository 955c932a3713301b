/** For the tests of this folder: an engine with a few tables, and clients that survive its tricks. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { principalsSql } from "../principals.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./postgres.ts";

export interface TestEngine {
  readonly engine: EmbeddedPostgres;
  readonly owner: pg.Pool;
  readonly app: pg.Pool;
  readonly superuser: pg.Pool;
  close(): Promise<void>;
}

/** `test.note` has a row policy by claim; `test.tally` is the app's to write. */
const TABLES = `
  create schema test;
  grant usage on schema test to saihan_actor, saihan_app;
  create table test.note (id int primary key, region text not null, body text, constraint note_body check (body <> ''));
  alter table test.note enable row level security;
  create policy visible on test.note to saihan_actor
    using (region = nullif(current_setting('saihan.region', true), ''))
    with check (region = nullif(current_setting('saihan.region', true), ''));
  grant select, insert on test.note to saihan_actor;
  insert into test.note values (1, '1501', 'a'), (2, '1502', 'b');
  create table test.tally (client int, n int, unique (client, n));
  grant all on test.tally to saihan_app;`;

export async function openTestEngine(): Promise<TestEngine> {
  const folder = mkdtempSync(join(tmpdir(), "saihan-test-"));
  const engine = await startEmbeddedPostgres({
    dataDir: folder,
    preparation: principalsSql({ database: "saihan" }),
    idleInTransactionMs: 1_500,
    log: () => {},
  });
  const owner = pool(engine.ownerUrl, 2);
  const app = pool(engine.appUrl);
  const superuser = pool(engine.superuserUrl, 2);
  await owner.query(TABLES);
  return {
    engine,
    owner,
    app,
    superuser,
    async close() {
      await Promise.all([owner.end(), app.end(), superuser.end()]);
      await engine.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A pool that does not throw when the engine is killed under it. */
export function pool(url: string, max = 10): pg.Pool {
  const made = new pg.Pool({ connectionString: url, max });
  made.on("error", () => {});
  made.on("connect", (client) => client.on("error", () => {}));
  return made;
}

export async function client(url: string, more: pg.ClientConfig = {}): Promise<pg.Client> {
  const made = new pg.Client({ connectionString: url, ...more });
  made.on("error", () => {});
  await made.connect();
  return made;
}

/** The error that the work must end with. */
export async function refusal(work: Promise<unknown>): Promise<pg.DatabaseError> {
  try {
    await work;
  } catch (cause) {
    return cause as pg.DatabaseError;
  }
  throw new Error("was not refused");
}
