import { parseArgs } from "node:util";
import { prepareServer } from "#store/prepare-server.ts";
import { UsageError } from "./admin-question.ts";

/** Prepares a database on a PostgreSQL server and prints the two URLs that the platform is started with. */
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
  const { database } = values;
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(database))
    throw new UsageError("--database：小写字母、数字、下划线。 Lower-case letters, digits, _.");

  const prepared = await prepareServer({ superuserUrl, database, newPasswords: values["new-passwords"] });
  console.log(
    `${prepared.isNew ? "已建库 created" : "已有库 found"} ${database}；扩展与账号已就绪 extensions and logins are ready.\n`,
  );
  console.log(`DATABASE_OWNER_URL=${prepared.ownerUrl}`);
  console.log(`DATABASE_URL=${prepared.appUrl}`);
  if (!prepared.ownerPassword || !prepared.appPassword)
    console.log(`\n已有的账号密码未变，请把地址中的 PASSWORD 换成原密码；忘记了就加 --new-passwords 重发。
Passwords of existing logins were not changed: put them in the place of PASSWORD, or run again with --new-passwords.`);
  return true;
}
