import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Observe } from "./clickhouse.ts";

const folder = join(import.meta.dirname, "migrations", "clickhouse");

/**
 * Applies the files of `store/migrations/clickhouse` in name order, forward only. The engine has no transactions for tables, so each
 * statement must be harmless when repeated (`if not exists`): a start that was cut short simply runs the file again.
 */
export async function migrateObserve(observe: Pick<Observe, "command" | "query">): Promise<string[]> {
  await observe.command(
    "create table if not exists migration (name String, hash String, applied DateTime default now()) engine = MergeTree order by name",
  );
  const known = new Map(
    (await observe.query<{ name: string; hash: string }>("select name, hash from migration")).map((row) => [
      row.name,
      row.hash,
    ]),
  );
  const applied: string[] = [];
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith(".sql")) continue;
    const text = readFileSync(join(folder, name), "utf8");
    const hash = createHash("sha256").update(text).digest("hex");
    if (known.get(name) === hash) continue;
    if (known.has(name)) throw new Error(`migration ${name} was applied with other text; write a new file instead`);
    for (const statement of statementsOf(text)) await observe.command(statement);
    await observe.command(`insert into migration (name, hash) values ('${name}', '${hash}')`);
    applied.push(name);
  }
  return applied;
}

/** Statements end with `;` at the end of a line; lines that begin with `--` are comments. */
export function statementsOf(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => !line.trimStart().startsWith("--"))
    .join("\n")
    .split(/;[ \t]*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}
