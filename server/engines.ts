import { join } from "node:path";
import { type Observe, openObserve } from "#store/clickhouse.ts";
import { startEmbeddedPostgres } from "#store/embedded/postgres.ts";
import { migrate } from "#store/migrate.ts";
import { openPostgres, type Postgres } from "#store/postgres.ts";
import { principalsSql } from "#store/principals.ts";
import type { Config } from "./config.ts";

/** Both engines, open and migrated: embedded in the data folder, or on the servers that the settings name. */
export type Engines = Readonly<{
  postgres: Postgres;
  observe: Observe;
  ownerUrl: string;
  /** Process id of the embedded PostgreSQL; undefined on a server. */
  embeddedPid(): number | undefined;
  close(): Promise<void>;
}>;

export async function openEngines(
  config: Pick<Config, "dataFolder" | "databaseUrl" | "databaseOwnerUrl" | "clickhouseUrl">,
  log: (line: string) => void,
): Promise<Engines> {
  const [relational, observe] = await Promise.all([
    openRelational(config, log),
    openObserve(config.clickhouseUrl ? { url: config.clickhouseUrl } : { path: join(config.dataFolder, "clickhouse") }),
  ]);
  await Promise.all([
    migrate({ ownerUrl: relational.ownerUrl, log }),
    observe.migrate().then((applied) => {
      for (const name of applied) log(`migration ${name}`);
    }),
  ]);
  const postgres = openPostgres({ url: relational.appUrl, log });
  return {
    postgres,
    observe,
    ownerUrl: relational.ownerUrl,
    embeddedPid: relational.pid,
    close: async () => {
      await postgres.close();
      await observe.close();
      await relational.stop();
    },
  };
}

type Relational = Readonly<{ appUrl: string; ownerUrl: string; pid(): number | undefined; stop(): Promise<void> }>;

async function openRelational(
  config: Pick<Config, "dataFolder" | "databaseUrl" | "databaseOwnerUrl">,
  log: (line: string) => void,
): Promise<Relational> {
  if (config.databaseUrl && config.databaseOwnerUrl)
    return {
      appUrl: config.databaseUrl,
      ownerUrl: config.databaseOwnerUrl,
      pid: () => undefined,
      stop: async () => undefined,
    };
  const embedded = await startEmbeddedPostgres({
    dataDir: join(config.dataFolder, "postgres"),
    preparation: principalsSql({ database: "saihan" }),
    log: (line) => log(`postgres: ${line}`),
  });
  return { appUrl: embedded.appUrl, ownerUrl: embedded.ownerUrl, pid: () => embedded.pid, stop: () => embedded.stop() };
}
