import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import pg from "pg";
import { appRole, ownerRole, principalsSql } from "#store/principals.ts";
import { UsageError } from "./admin-question.ts";

const oldestServer = 150_000;

/**
 * Prepares a database on a PostgreSQL server: the database itself, extensions, the two logins and their roles. Safe to run again: what is
 * there stays, passwords too unless new ones are asked for.
 */
export async function prepareDatabase(args: string[]): Promise<boolean> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { database: { type: "string", default: "saihan" }, "new-passwords": { type: "boolean", default: false } },
  });
  const superuserUrl = positionals[0] ?? process.env.SUPERUSER_URL;
  if (!superuserUrl || !URL.canParse(superuserUrl))
    throw new UsageError(`缺少超级用户的连接地址：设 SUPERUSER_URL，如 postgres://postgres:密码@主机:5432/postgres。
Set SUPERUSER_URL to the URL of a superuser, e.g. postgres://postgres:password@host:5432/postgres.`);
  const database = values.database;
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(database))
    throw new UsageError("--database：小写字母、数字、下划线。 Lower-case letters, digits, _.");

  const isNew = await createDatabase(superuserUrl, database);
  const passwords = await prepare(at(superuserUrl, database), { database, renew: values["new-passwords"] });
  console.log(
    `${isNew ? "已建库 created" : "已有库 found"} ${database}；扩展与账号已就绪 extensions and logins are ready.\n`,
  );
  console.log(`DATABASE_OWNER_URL=${loginUrl(superuserUrl, database, ownerRole, passwords.owner)}`);
  console.log(`DATABASE_URL=${loginUrl(superuserUrl, database, appRole, passwords.app)}`);
  if (!passwords.owner || !passwords.app)
    console.log(`\n已有的账号密码未变，地址中请自行填写；忘记了就加 --new-passwords 重发。
Passwords of existing logins were not changed: put them into the URLs, or run again with --new-passwords.`);
  return true;
}

async function createDatabase(superuserUrl: string, database: string): Promise<boolean> {
  return connected(superuserUrl, async (client) => {
    const me = await client.query(
      "select rolsuper, current_setting('server_version_num')::int as version from pg_roles where rolname = current_user",
    );
    if (!me.rows[0].rolsuper)
      throw new UsageError("此地址的用户不是超级用户。 The user of this URL is not a superuser.");
    if (me.rows[0].version < oldestServer)
      throw new UsageError("需要 PostgreSQL 15 或更新。 PostgreSQL 15 or newer is needed.");
    const found = await client.query("select from pg_database where datname = $1", [database]);
    if (found.rowCount) return false;
    await client.query(`create database "${database}" template template0 encoding 'UTF8'`);
    return true;
  });
}

type Passwords = Readonly<{ owner: string | undefined; app: string | undefined }>;

async function prepare(url: string, { database, renew }: { database: string; renew: boolean }): Promise<Passwords> {
  return connected(url, async (client) => {
    const logins = await client.query("select rolname from pg_roles where rolname = any ($1)", [[ownerRole, appRole]]);
    const present = new Set(logins.rows.map((row) => String(row.rolname)));
    const password = (role: string): string | undefined =>
      renew || !present.has(role) ? randomBytes(18).toString("base64url") : undefined;
    const passwords = { owner: password(ownerRole), app: password(appRole) };
    await client.query(
      principalsSql({
        database,
        ...(passwords.owner ? { ownerPassword: passwords.owner } : {}),
        ...(passwords.app ? { appPassword: passwords.app } : {}),
      }),
    );
    return passwords;
  });
}

async function connected<R>(url: string, work: (client: pg.Client) => Promise<R>): Promise<R> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function at(url: string, database: string): string {
  const named = new URL(url);
  named.pathname = `/${database}`;
  return named.href;
}

function loginUrl(superuserUrl: string, database: string, role: string, password: string | undefined): string {
  const named = new URL(at(superuserUrl, database));
  named.username = role;
  named.password = password ?? "PASSWORD";
  return named.href;
}
