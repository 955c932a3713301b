import { lockDataFolder } from "#store/embedded/data-lock.ts";
import { migrate } from "#store/migrate.ts";
import { openPostgres, type Postgres } from "#store/postgres.ts";
import { type Config, readConfig } from "./config.ts";
import { openEngines } from "./engines.ts";

/**
 * The platform's PostgreSQL for one command. On a server it may be used while the platform runs; an embedded one only while it does not
 * (DataFolderInUse says so). Migrations are applied, so that a command may come before the first start.
 */
export async function withPostgres<R>(work: (postgres: Postgres, config: Config) => Promise<R>): Promise<R> {
  const config = readConfig(process.env);
  if (config.databaseUrl && config.databaseOwnerUrl) {
    await migrate({ ownerUrl: config.databaseOwnerUrl });
    const postgres = openPostgres({ url: config.databaseUrl, connections: 2 });
    try {
      return await work(postgres, config);
    } finally {
      await postgres.close();
    }
  }
  const release = lockDataFolder(config.dataFolder);
  try {
    const engines = await openEngines(config, () => {});
    try {
      return await work(engines.postgres, config);
    } finally {
      await engines.close();
    }
  } finally {
    release();
  }
}
