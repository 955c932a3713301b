import { parseArgs } from "node:util";
import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { personBody } from "#kernel/identity/contract.ts";
import { createPerson } from "#kernel/identity/people.server.ts";
import { administrators, type Role, roleIds, roles } from "#kernel/identity/role.ts";
import { preparePlaces } from "#kernel/place/divisions.server.ts";
import { systemActor } from "#store/actor.ts";
import type { Postgres, Tx } from "#store/postgres.ts";
import { ask, askPassword, UsageError } from "./admin-question.ts";
import { withPostgres } from "./admin-store.ts";

const actor = systemActor("admin");
const organKinds = ["department", "bureau", "branch", "station", "park"];

export async function createOrgan(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      name: { type: "string" },
      kind: { type: "string" },
      region: { type: "string" },
      parent: { type: "string" },
    },
  });
  const name = values.name?.trim() || (await ask("单位名称 name: ", "--name"));
  const kind = values.kind ?? (await ask(`类别 kind (${organKinds.join(", ")}): `, "--kind"));
  const region = values.region ?? (await ask("区划代码 region code, e.g. 150000: ", "--region"));
  if (!organKinds.includes(kind)) throw new UsageError(`--kind：${organKinds.join(" | ")}`);
  return withPlaces(async (postgres) => {
    const id = await postgres.transact(actor, async (tx) => {
      const known = await sql`select from organ.organ where name = ${name}`.execute(tx);
      if (known.rows.length > 0) throw new UsageError(`已有单位“${name}”。 An organ of this name exists.`);
      const place = await sql`select from place.region where code = ${region}`.execute(tx);
      if (place.rows.length === 0) throw new UsageError(`没有区划代码 ${region}。 There is no region ${region}.`);
      const parent = values.parent === undefined ? null : await organNamed(tx, values.parent);
      const made = uuidv7();
      await sql`insert into organ.organ (id, name, kind, region, parent)
        values (${made}, ${name}, ${kind}, ${region}, ${parent?.id ?? null})`.execute(tx);
      await recordAct(tx, actor, {
        act: "organ.create",
        object: `organ.organ/${made}`,
        detail: { name, kind, region },
      });
      return made;
    });
    console.log(`已建立单位 created: ${name} (${id})`);
    return true;
  });
}

export async function createUser(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      username: { type: "string" },
      name: { type: "string" },
      organ: { type: "string" },
      role: { type: "string" },
      regions: { type: "string" },
    },
  });
  const username = values.username ?? (await ask("用户名 user name: ", "--username"));
  const name = values.name ?? (await ask("姓名 name: ", "--name"));
  const organ = values.organ ?? (await ask("单位名称 organ: ", "--organ"));
  const role = (values.role ?? (await ask(`角色 role (${roleIds.join(", ")}): `, "--role"))) as Role;
  if (!roleIds.includes(role))
    throw new UsageError(`--role：\n${roleIds.map((id) => `  ${id}  ${roles[id].zh} ${roles[id].en}`).join("\n")}`);
  const password = process.env.SAIHAN_USER_PASSWORD ?? (await askPassword("SAIHAN_USER_PASSWORD"));
  return withPlaces(async (postgres) => {
    const id = await postgres.transact(actor, async (tx) => {
      const { id: organId, region } = await organNamed(tx, organ);
      // an enterprise sees by its organ; whoever else was given no place works where the organ is
      const regions = values.regions?.split(",").map((code) => code.trim()) ?? (role === "enterprise" ? [] : [region]);
      const body = personBody.safeParse({ username, name, organ: organId, password, grants: [{ role, regions }] });
      if (!body.success)
        throw new UsageError(body.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n"));
      return (await createPerson(tx, actor, body.data)).id;
    });
    console.log(`已建立用户 created: ${username}（${name}，${roles[role].zh}）${id}`);
    await nameMissing(postgres);
    return true;
  });
}

async function organNamed(tx: Tx, text: string): Promise<{ id: string; region: string }> {
  const found = await sql<{ id: string; region: string }>`
    select id, region from organ.organ where name = ${text} or id::text = ${text} limit 2`.execute(tx);
  const [organ, other] = found.rows;
  if (other) throw new UsageError(`有不止一个“${text}”，请给出单位的 id。 There is more than one; give its id.`);
  if (!organ)
    throw new UsageError(`没有单位“${text}”：先用 create-organ 建立。 There is no such organ: create-organ makes it.`);
  return organ;
}

/** The platform can be run only once all three administrators are there. */
async function nameMissing(postgres: Postgres): Promise<void> {
  const held = await postgres.transact(actor, (tx) =>
    sql<{
      role: string;
    }>`select distinct role from identity."grant" where valid_to is null or valid_to > now()`.execute(tx),
  );
  const missing = administrators.filter((role) => !held.rows.some((row) => row.role === role));
  if (missing.length > 0)
    console.log(`还缺 still missing: ${missing.map((role) => `${role}（${roles[role].zh}）`).join("、")}`);
}

/** Regions come with the product; a command may run before the first start. */
function withPlaces(work: (postgres: Postgres) => Promise<boolean>): Promise<boolean> {
  return withPostgres(async (postgres) => {
    await preparePlaces({ postgres });
    return work(postgres);
  });
}
