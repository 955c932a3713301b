import { sql } from "kysely";
import { z } from "zod";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { examine, mayUse } from "#kernel/file/upload.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { once } from "#kernel/identity/idempotency.server.ts";
import { officers } from "#kernel/identity/role.ts";
import { type Call, type Route, route } from "#kernel/identity/route.ts";
import { refuse } from "#kernel/refusal.ts";
import { civilDate, isoTime } from "#kernel/time.ts";
import { systemActor } from "#store/actor.ts";
import { hashPattern } from "#store/files.ts";
import type { Tx } from "#store/postgres.ts";
import { colleaguesOf } from "./incoming.routes.server.ts";
import { ownOrgan } from "./paper.routes.server.ts";
import { byOf } from "./paper.server.ts";
import { listSeals, sealLog, sealWhat } from "./seal-reading.server.ts";
import { paperTemplates } from "./template.server.ts";

const access = officers;
const givers = ["region", "sysadmin"] as const;
const params = z.object({ id: z.uuid() });
const date = z.string().regex(/^\d{4}-\d\d-\d\d$/);

/** 印章登记, 用印登记 and 机关代字. */
export const sealRoutes: Route[] = [
  route({
    id: "seal.list",
    method: "GET",
    path: "/api/v1/seals",
    title: { zh: "印章登记", en: "Seal register" },
    access,
    query: z.object({ paper: z.uuid().optional() }),
    handle: ({ platform, actor, query }) =>
      platform.postgres.transact(
        actor,
        async (tx) => ({ items: await listSeals(tx, actor, civilDate(platform.now()), query.paper) }),
        { readOnly: true },
      ),
  }),
  route({
    id: "seal.log",
    method: "GET",
    path: "/api/v1/seals/:id/uses",
    title: { zh: "用印登记", en: "Uses of a seal" },
    access,
    params,
    row: "paper.seal",
    handle: ({ platform, actor, params: { id } }) =>
      platform.postgres.transact(actor, (tx) => sealLog(tx, id), { readOnly: true }),
  }),
  route({
    id: "seal.register",
    method: "POST",
    path: "/api/v1/seals",
    title: { zh: "登记印章", en: "Register a seal" },
    access,
    body: z.object({
      id: z.uuid().optional(),
      name: z.string().trim().min(1).max(80),
      keeper: z.uuid(),
      validFrom: date.optional(),
      validTo: date.optional(),
      image: z.string().regex(hashPattern).optional(),
    }),
    status: 201,
    handle: (call) => registerSeal(call),
  }),
  route({
    id: "seal.amend",
    method: "PATCH",
    path: "/api/v1/seals/:id",
    title: { zh: "变更印章保管或有效期", en: "Change the keeper or term of a seal" },
    access,
    params,
    body: z.object({
      baseVersion: z.number().int(),
      reason: z.string().trim().min(1).max(500),
      keeper: z.uuid().optional(),
      validTo: date.nullish(),
    }),
    row: "paper.seal",
    handle: (call) => amendSeal(call),
  }),
  route({
    id: "series.list",
    method: "GET",
    path: "/api/v1/paper-series",
    title: { zh: "机关代字", en: "Words of the numbers" },
    access: [...access, "sysadmin"],
    handle: ({ platform, actor }) =>
      platform.postgres.transact(
        actor,
        async (tx) => {
          const { rows } = await sql<{
            id: string;
            organ: string;
            organ_name: string;
            series: string;
            word: string;
            version: number;
          }>`
            select s.id, s.organ, o.name as organ_name, s.series, s.word, s.version from paper.series as s
            join organ.organ as o on o.id = s.organ order by o.name, s.series`.execute(tx);
          const series = [...new Map(paperTemplates().map((one) => [one.series, one])).values()];
          return {
            items: rows.map((row) => ({ ...row, organ: { id: row.organ, name: row.organ_name } })),
            series: series.map(({ series: id, mark }) => ({
              id,
              mark,
              kinds: paperTemplates()
                .filter((one) => one.series === id)
                .map(({ title }) => title),
            })),
          };
        },
        { readOnly: true },
      ),
  }),
  route({
    id: "series.give",
    method: "POST",
    path: "/api/v1/paper-series",
    title: { zh: "设定机关代字", en: "Give an organ its word" },
    access: givers,
    body: z.object({
      organ: z.uuid(),
      series: z.string().regex(/^[a-z-]{1,30}$/),
      word: z
        .string()
        .trim()
        .regex(/^[^〔〕\s]{1,20}$/),
    }),
    handle: (call) => giveWord(call),
  }),
];

type Register = {
  id?: string | undefined;
  name: string;
  keeper: string;
  validFrom?: string | undefined;
  validTo?: string | undefined;
  image?: string | undefined;
};

async function registerSeal(call: Call<unknown, unknown, Register>): Promise<unknown> {
  const { platform, actor, body } = call;
  const keeper = await keeperOf(call, body.keeper);
  const picture = await pictureOf(call, body.image);
  return once(call, "seal.register", 201, async (tx) => {
    const { organ, region, sample } = await ownOrgan(tx, actor);
    const id = body.id ?? uuidv7();
    const now = platform.now();
    const by = byOf(actor);
    await sql`insert into paper.seal (id, organ, name, image, image_type, keeper, keeper_name, region, valid_from, valid_to, sample, updated_at,
        updated_by, updated_by_name)
      values (${id}, ${organ}, ${body.name}, ${picture?.hash ?? null}, ${picture?.type ?? null}, ${keeper.id}, ${keeper.name}, ${region},
        ${body.validFrom ?? civilDate(now)}, ${body.validTo ?? null}, ${sample}, ${isoTime(now)}, ${by.id}, ${by.name})`.execute(
      tx,
    );
    await recordAct(tx, actor, {
      act: "seal.register",
      object: `paper.seal/${id}`,
      detail: { name: body.name, keeper: keeper.id },
    });
    return one(tx, call, id);
  });
}

type Amend = { baseVersion: number; reason: string; keeper?: string | undefined; validTo?: string | null | undefined };

async function amendSeal(call: Call<{ id: string }, unknown, Amend>): Promise<unknown> {
  const {
    platform,
    actor,
    params: { id },
    body,
  } = call;
  const keeper = body.keeper ? await keeperOf(call, body.keeper) : undefined;
  return once(call, "seal.amend", 200, async (tx) => {
    await sql`select set_config('saihan.reason', ${body.reason}, true)`.execute(tx);
    const by = byOf(actor);
    const changed = await sql`update paper.seal set keeper = coalesce(${keeper?.id ?? null}::uuid, keeper),
        keeper_name = coalesce(${keeper?.name ?? null}, keeper_name),
        valid_to = ${body.validTo === undefined ? sql`valid_to` : sql`${body.validTo}::date`}, version = version + 1,
        updated_at = ${isoTime(platform.now())}, updated_by = ${by.id}, updated_by_name = ${by.name}
      where id = ${id} and version = ${body.baseVersion}`.execute(tx);
    if (changed.numAffectedRows !== 1n) await refuseChange(tx, id, body.baseVersion);
    await recordAct(tx, actor, {
      act: "seal.amend",
      object: `paper.seal/${id}`,
      detail: { reason: body.reason, keeper: keeper?.id },
    });
    return one(tx, call, id);
  });
}

async function refuseChange(tx: Tx, id: string, base: number): Promise<never> {
  const { rows } = await sql<{
    version: number;
    updated_by_name: string;
    updated_at: Date;
  }>`select version, updated_by_name, updated_at
    from paper.seal where id = ${id}`.execute(tx);
  const row = rows[0] ?? refuse("not-found", { values: { what: sealWhat } });
  return refuse("version.conflict", {
    field: "baseVersion",
    values: { who: row.updated_by_name, at: isoTime(row.updated_at.getTime()), current: row.version, base },
  });
}

async function one(tx: Tx, { actor, platform }: Call, id: string): Promise<unknown> {
  return (await listSeals(tx, actor, civilDate(platform.now()))).find((seal) => seal.id === id);
}

async function keeperOf(call: Pick<Call, "platform" | "actor">, id: string): Promise<{ id: string; name: string }> {
  const found = (await colleaguesOf(call)).find((one) => one.id === id);
  return found ?? refuse("field.reference", { field: "keeper", values: { label: { zh: "保管人", en: "Keeper" } } });
}

/** The picture of a seal: a PNG or JPEG that the person brought. */
async function pictureOf({ platform, actor }: Pick<Call, "platform" | "actor">, hash: string | undefined) {
  if (!hash) return undefined;
  const own = await platform.postgres.transact(actor, (tx) => mayUse(tx, actor, hash), { readOnly: true });
  if (!own) refuse("file.missing", { field: "image" });
  const { media } = await examine(platform.files, hash);
  if (!/^image\/(png|jpeg)$/.test(media.type)) refuse("file.type", { field: "image" });
  return { hash, type: media.type };
}

/** Gives or changes the word. Numbers that were given keep theirs; the count goes on. */
async function giveWord(
  call: Call<unknown, unknown, { organ: string; series: string; word: string }>,
): Promise<unknown> {
  const { platform, actor, body } = call;
  return once(
    call,
    "series.give",
    200,
    async (tx) => {
      const taken =
        await sql`select from paper.series where word = ${body.word} and (organ, series) <> (${body.organ}::uuid, ${body.series})`.execute(
          tx,
        );
      if (taken.rows.length > 0)
        refuse("field.taken", { field: "word", values: { label: { zh: "机关代字", en: "Word" }, value: body.word } });
      const by = byOf(actor);
      await sql`insert into paper.series as s (id, organ, series, word, given_at, given_by, given_by_name)
        values (${uuidv7()}, ${body.organ}, ${body.series}, ${body.word}, ${isoTime(platform.now())}, ${by.id}, ${by.name})
        on conflict (organ, series) do update set word = excluded.word, given_at = excluded.given_at, given_by = excluded.given_by,
          given_by_name = excluded.given_by_name, version = s.version + 1`.execute(tx);
      await recordAct(tx, actor, {
        act: "series.give",
        object: `paper.series/${body.organ}`,
        detail: { series: body.series, word: body.word },
      });
      return { given: true };
    },
    systemActor("paper"),
  );
}
