import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { schemaDifference } from "#kernel/register/difference.server.ts";
import { registers } from "#server/registers.ts";
import { startEmbeddedPostgres } from "#store/embedded/postgres.ts";
import { migrate, migrationsFolder } from "#store/migrate.ts";
import { principalsSql } from "#store/principals.ts";

/**
 * `npm run schema -- <name>`: applies all migrations to an empty engine, compares it with the declarations and writes what is missing as
 * a new migration for a person to read. `--check` only says whether there is a difference.
 */
const folder = mkdtempSync(join(tmpdir(), "saihan-schema-"));
const engine = await startEmbeddedPostgres({
  dataDir: folder,
  preparation: principalsSql({ database: "saihan" }),
  log: () => undefined,
});
let status = 0;
try {
  await migrate({ ownerUrl: engine.ownerUrl });
  const client = new pg.Client({ connectionString: engine.ownerUrl });
  await client.connect();
  const statements = await schemaDifference(client, registers);
  await client.end();
  if (statements.length === 0) console.log("declarations and migrations agree");
  else if (process.argv.includes("--check")) {
    console.log(
      `declarations differ from the migrations; write them with npm run schema -- <name>\n\n${statements.join("\n\n")}`,
    );
    status = 1;
  } else console.log(`written: ${write(statements)}\nread it before you commit it`);
} finally {
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(status);

function write(statements: string[]): string {
  const last = Math.max(
    ...readdirSync(migrationsFolder)
      .map((name) => Number.parseInt(name, 10))
      .filter(Number.isFinite),
  );
  const name = (process.argv[2] ?? "change").replace(/[^a-z0-9_]/g, "_");
  const file = join(migrationsFolder, `${String(last + 1).padStart(4, "0")}_${name}.sql`);
  writeFileSync(file, `${statements.join("\n\n")}\n`);
  return file;
}
