import { sql } from "kysely";
import type { z } from "zod";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { grantBody, PersonReply, personAmendment, personBody } from "./contract.ts";
import { hashPassword, passwordIsWeak } from "./password.server.ts";
import { administrators, type Role, roles } from "./role.ts";

/** People with their grants, by name; asked by the security administrator only (`person` is closed to others by privilege). */
export async function listPeople(
  tx: Tx,
  query: { after?: string | undefined; limit: number; q?: string | undefined },
  now: number,
) {
  const found = await sql<Record<string, unknown>>`
    select p.id, p.username, p.name, p.organ, o.name as organ_name, p.disabled_at, p.locked_until, p.version, p.sample,
      coalesce((select jsonb_agg(jsonb_build_object('id', g.id, 'role', g.role, 'organ', jsonb_build_object('id', go.id, 'name', go.name),
          'regions', (select coalesce(jsonb_agg(jsonb_build_object('code', r.code, 'name', r.name) order by r.code), '[]') from place.region r where r.code = any (g.regions)),
          'from', extract(epoch from g.valid_from) * 1000, 'to', extract(epoch from g.valid_to) * 1000) order by g.valid_from)
        from identity."grant" g join organ.organ go on go.id = g.organ where g.person = p.id), '[]') as grants
    from identity.person p join organ.organ o on o.id = p.organ
    where (${query.after ?? null}::text is null or p.username > ${query.after ?? null})
      and (${query.q ?? null}::text is null or p.username ilike '%' || ${query.q ?? null} || '%' or p.name ilike '%' || ${query.q ?? null} || '%')
    order by p.username limit ${query.limit + 1}`.execute(tx);
  const items = found.rows.slice(0, query.limit).map((row) => present(row, now));
  return { items, next: found.rows.length > query.limit ? (items.at(-1)?.username ?? null) : null };
}

function present(row: Record<string, unknown>, now: number): PersonReply {
  const grants = row.grants as Array<
    Omit<PersonReply["grants"][number], "from" | "to"> & { from: number; to: number | null }
  >;
  return {
    id: String(row.id),
    username: String(row.username),
    name: String(row.name),
    organ: { id: String(row.organ), name: String(row.organ_name) },
    grants: grants.map((grant) => ({
      ...grant,
      from: isoTime(Number(grant.from)),
      to: grant.to === null ? null : isoTime(Number(grant.to)),
    })),
    disabled: row.disabled_at !== null,
    locked: row.locked_until !== null && (row.locked_until as Date).getTime() > now,
    version: Number(row.version),
    sample: row.sample === true,
  };
}

export async function createPerson(
  tx: Tx,
  actor: Actor,
  body: z.output<typeof personBody> & { id?: string; sample?: boolean },
): Promise<{ id: string }> {
  if (passwordIsWeak(body.password)) refuse("password.weak", { field: "password" });
  checkSeparation(body.grants.map((grant) => grant.role as Role));
  await checkOrgan(tx, body.organ);
  const id = body.id ?? uuidv7();
  const hash = await hashPassword(body.password);
  const made = await sql`insert into identity.person (id, username, name, organ, password_hash, sample)
    values (${id}, ${body.username}, ${body.name}, ${body.organ}, ${hash}, ${body.sample ?? false}) on conflict (username) do nothing`.execute(
    tx,
  );
  if (made.numAffectedRows === 0n)
    refuse("field.taken", {
      field: "username",
      values: { label: { zh: "用户名", en: "User name" }, value: body.username },
    });
  await recordAct(tx, actor, {
    act: "person.create",
    object: `identity.person/${id}`,
    detail: { username: body.username, name: body.name, organ: body.organ },
  });
  for (const grant of body.grants) await addGrant(tx, actor, id, grant);
  return { id };
}

export async function addGrant(
  tx: Tx,
  actor: Actor,
  person: string,
  body: z.output<typeof grantBody>,
): Promise<{ id: string }> {
  const held = await sql<{
    role: Role;
  }>`select role from identity."grant" where person = ${person} and (valid_to is null or valid_to > now())`.execute(tx);
  checkSeparation([...held.rows.map((row) => row.role), body.role as Role]);
  const known = await sql<{
    n: number;
  }>`select count(*)::int as n from place.region where code = any (${body.regions})`.execute(tx);
  if (known.rows[0]?.n !== new Set(body.regions).size)
    refuse("field.invalid", {
      field: "regions",
      values: { problem: { zh: "有不存在的行政区划代码。", en: "A region code does not exist." } },
    });
  const organ = await sql<{ organ: string }>`select organ from identity.person where id = ${person}`.execute(tx);
  if (!organ.rows[0]) refuse("not-found", { values: { what: { zh: "用户", en: "user" } } });
  const id = uuidv7();
  await sql`insert into identity."grant" (id, person, role, organ, regions, granted_by, reason)
    values (${id}, ${person}, ${body.role}, ${organ.rows[0].organ}, ${body.regions}, ${actor.kind === "person" ? actor.id : "system"}, ${body.reason ?? null})`.execute(
    tx,
  );
  await recordAct(tx, actor, {
    act: "grant.give",
    object: `identity.person/${person}`,
    detail: { grant: id, role: body.role, regions: body.regions, reason: body.reason ?? null },
  });
  return { id };
}

export async function endGrant(tx: Tx, actor: Actor, person: string, grant: string, reason: string): Promise<void> {
  const ended =
    await sql`update identity."grant" set valid_to = now() where id = ${grant} and person = ${person} and valid_to is null`.execute(
      tx,
    );
  if (ended.numAffectedRows === 0n) refuse("not-found", { values: { what: { zh: "授权", en: "grant" } } });
  await recordAct(tx, actor, { act: "grant.end", object: `identity.person/${person}`, detail: { grant, reason } });
}

export async function amendPerson(
  tx: Tx,
  actor: Actor,
  id: string,
  body: z.output<typeof personAmendment>,
): Promise<void> {
  if (body.baseVersion === undefined) refuse("version.missing", { field: "baseVersion" });
  if (!body.reason) refuse("reason.required", { field: "reason" });
  const found = await sql<{ version: number }>`select version from identity.person where id = ${id} for update`.execute(
    tx,
  );
  const current = found.rows[0]?.version ?? refuse("not-found", { values: { what: { zh: "用户", en: "user" } } });
  if (current !== body.baseVersion)
    refuse("version.conflict", { field: "baseVersion", values: { who: "", at: "", current, base: body.baseVersion } });
  if (body.password !== undefined && passwordIsWeak(body.password)) refuse("password.weak", { field: "password" });
  const hash = body.password === undefined ? null : await hashPassword(body.password);
  await sql`update identity.person set version = version + 1,
      name = coalesce(${body.name ?? null}, name),
      password_hash = coalesce(${hash}, password_hash),
      disabled_at = case when ${body.disabled ?? null}::boolean is null then disabled_at when ${body.disabled ?? null}::boolean then now() else null end,
      locked_until = case when ${body.unlock ?? false}::boolean then null else locked_until end,
      failures = case when ${body.unlock ?? false}::boolean then 0 else failures end
    where id = ${id}`.execute(tx);
  if (body.disabled || body.password !== undefined)
    await sql`delete from identity.session where person = ${id}`.execute(tx);
  const { password: _, ...told } = body;
  await recordAct(tx, actor, {
    act: "person.amend",
    object: `identity.person/${id}`,
    detail: { ...told, passwordSet: body.password !== undefined },
  });
}

/** 三员分立 */
function checkSeparation(held: Role[]): void {
  const distinct = new Set(held.filter((role) => administrators.some((administrator) => administrator === role)));
  if (distinct.size > 1) refuse("grant.conflict", { field: "grants" });
  if (distinct.size === 1 && held.some((role) => !distinct.has(role)))
    refuse("field.invalid", {
      field: "grants",
      values: {
        problem: {
          zh: `${roles[[...distinct][0] as Role].zh}不得同时办理业务。`,
          en: "An administrator may not hold a working role too.",
        },
      },
    });
}

async function checkOrgan(tx: Tx, organ: string): Promise<void> {
  const found = await sql`select from organ.organ where id = ${organ}`.execute(tx);
  if (found.rows.length === 0)
    refuse("field.reference", { field: "organ", values: { label: { zh: "单位", en: "Organ" } } });
}
