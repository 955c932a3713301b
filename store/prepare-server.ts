import { randomBytes } from "node:crypto";
import pg from "pg";
import { appRole, ownerRole, principalsSql } from "./principals.ts";

/** A server that cannot carry the platform; the message says why. */
export class ServerUnfit extends Error {}

export type PreparedServer = Readonly<{
  /** False when the database was there already. */
  isNew: boolean;
  /** Of the two logins; undefined where the login existed and kept its password. */
  ownerPassword: string | undefined;
  appPassword: string | undefined;
  ownerUrl: string;
  appUrl: string;
}>;

const oldestServer = 150_000;

/**
 * What a superuser does once on a PostgreSQL server: the database, its extensions, the two logins and their roles. Safe to run again:
 * what is there stays, passwords too unless new ones are asked for.
 */
export async function prepareServer(options: {
  superuserUrl: string;
  database: string;
  newPasswords?: boolean;
}): Promise<PreparedServer> {
  const { superuserUrl, database, newPasswords = false } = options;
  const isNew = await createDatabase(superuserUrl, database);
  const url = named(superuserUrl, database);
  return connected(url, async (client) => {
    const logins = await client.query("select rolname from pg_roles where rolname = any ($1)", [[ownerRole, appRole]]);
    const present = new Set(logins.rows.map((row) => String(row.rolname)));
    const fresh = (role: string): { password?: string } =>
      newPasswords || !present.has(role) ? { password: randomBytes(18).toString("base64url") } : {};
    const owner = fresh(ownerRole).password;
    const app = fresh(appRole).password;
    await client.query(
      principalsSql({
        database,
        ...(owner ? { ownerPassword: owner } : {}),
        ...(app ? { appPassword: app } : {}),
      }),
    );
    return {
      isNew,
      ownerPassword: owner,
      appPassword: app,
      ownerUrl: named(url, database, ownerRole, owner),
      appUrl: named(url, database, appRole, app),
    };
  });
}

async function createDatabase(superuserUrl: string, database: string): Promise<boolean> {
  return connected(superuserUrl, async (client) => {
    const me = await client.query(
      "select rolsuper, current_setting('server_version_num')::int as version from pg_roles where rolname = current_user",
    );
    if (!me.rows[0].rolsuper)
      throw new ServerUnfit("此地址的用户不是超级用户。 The user of this URL is not a superuser.");
    if (me.rows[0].version < oldestServer)
      throw new ServerUnfit("需要 PostgreSQL 15 或更新。 PostgreSQL 15 or newer is needed.");
    const extension = await client.query("select from pg_available_extensions where name = 'postgis'");
    if (!extension.rowCount)
      throw new ServerUnfit("服务器上没有安装 PostGIS。 PostGIS is not installed on the server.");
    const found = await client.query("select from pg_database where datname = $1", [database]);
    if (found.rowCount) return false;
    await client.query(`create database "${database}" template template0 encoding 'UTF8'`);
    return true;
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

function named(url: string, database: string, role?: string, password = "PASSWORD"): string {
  const made = new URL(url);
  made.pathname = `/${database}`;
  if (role) Object.assign(made, { username: role, password });
  return made.href;
}
