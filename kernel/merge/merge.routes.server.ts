import { sql } from "kysely";
import { z } from "zod";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { pageQuery } from "#kernel/identity/contract.ts";
import { once } from "#kernel/identity/idempotency.server.ts";
import { roleIds } from "#kernel/identity/role.ts";
import { type Call, type Route, route } from "#kernel/identity/route.ts";
import { refuse } from "#kernel/refusal.ts";
import { type Register, tableOf } from "#kernel/register/define.ts";
import type { Registers } from "#kernel/register/store.server.ts";
import { isoTime } from "#kernel/time.ts";
import { systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { candidatesOf } from "./candidates.server.ts";
import { candidatesReply, type MergeReply, mergeBody, mergeReply } from "./contract.ts";
import { mergeRows, undoMerge } from "./merge.server.ts";
import type { DuplicateRule } from "./rule.ts";

const base = "/api/v1/merges";
const idParams = z.object({ id: z.uuid() });
const reason = z.string().trim().min(2).max(500);

/** Rows that are one thing: found, looked at side by side, made one, and taken apart again. */
export function mergeRoutes(list: readonly Register[], rules: readonly DuplicateRule[]): Route[] {
  const registers: Registers = new Map(list.map((register) => [register.id, register]));
  const writers = roleIds.filter((role) => rules.some(({ register }) => register.write.includes(role)));
  const ruleOf = (id: string): DuplicateRule =>
    rules.find(({ register }) => register.id === id) ??
    refuse("not-found", { values: { what: { zh: "该台账", en: "This register" } } });
  const parts = (call: Call, rule: DuplicateRule) => ({ rule, registers, actor: call.actor, now: call.platform.now() });
  return [
    route({
      id: "merge.candidates",
      method: "GET",
      path: `${base}/candidates`,
      title: { zh: "疑似重复", en: "Suspected duplicates" },
      access: writers,
      query: z.object({ register: z.string().max(80) }),
      reply: candidatesReply,
      handle: async ({ platform, actor, query }) => ({
        items: await candidatesOf(platform, actor, ruleOf(query.register)),
      }),
    }),
    route({
      id: "merge.distinct",
      method: "POST",
      path: `${base}/distinct`,
      title: { zh: "确认不是重复", en: "They are two" },
      access: writers,
      body: z.strictObject({ register: z.string().max(80), one: z.uuid(), other: z.uuid(), reason }),
      status: 204,
      handle: async (call) => {
        const { register } = ruleOf(call.body.register);
        const [one, other] = [call.body.one, call.body.other].toSorted();
        await once(call, "merge.distinct", 204, async (tx) => {
          await withinReach(tx, register, [call.body.one, call.body.other]);
          await sql`insert into merge.distinct_pair (id, register, one, other, reason, by_name)
            select ${uuidv7()}, ${register.id}, ${one}, ${other}, ${call.body.reason}, ${nameOf(call)}
            where not exists (select from merge.distinct_pair where one = ${one} and other = ${other})`.execute(tx);
          await recordAct(tx, call.actor, {
            act: `${register.id}.distinct`,
            object: `${register.id}/${one}`,
            detail: { other, reason: call.body.reason },
          });
        });
      },
    }),
    route({
      id: "merge.list",
      method: "GET",
      path: base,
      title: { zh: "合并记录", en: "Merges" },
      access: writers,
      query: pageQuery.pick({ limit: true }).extend({ register: z.string().max(80).optional() }),
      reply: z.object({ items: z.array(mergeReply), next: z.null() }),
      handle: ({ platform, actor, query }) =>
        platform.postgres.transact(
          actor,
          async (tx) => ({
            items: await readMerges(tx, query.register ? sql`register = ${query.register}` : sql`true`, query.limit),
            next: null,
          }),
          { readOnly: true },
        ),
    }),
    route({
      id: "merge.create",
      method: "POST",
      path: base,
      title: { zh: "合并两条记录", en: "Merge two rows" },
      access: writers,
      body: mergeBody,
      status: 201,
      reply: mergeReply,
      handle: async (call) => {
        const rule = ruleOf(call.body.register);
        await call.platform.postgres.transact(call.actor, (tx) =>
          withinReach(tx, rule.register, [call.body.survivor, call.body.loser]),
        );
        return once(
          call,
          "merge.create",
          201,
          async (tx) => oneMerge(tx, await mergeRows(tx, parts(call, rule), call.body)),
          systemActor("merge"),
        );
      },
    }),
    route({
      id: "merge.undo",
      method: "POST",
      path: `${base}/:id/undo`,
      title: { zh: "撤销合并", en: "Undo a merge" },
      access: writers,
      params: idParams,
      body: z.strictObject({ reason }),
      reply: mergeReply,
      handle: async (call) => {
        const rule = await call.platform.postgres.transact(call.actor, async (tx) => {
          const merge = await oneMerge(tx, call.params.id);
          const found = ruleOf(merge.register);
          await withinReach(tx, found.register, [merge.survivor.id, merge.loser.id]);
          return found;
        });
        return once(
          call,
          "merge.undo",
          200,
          async (tx) => {
            await undoMerge(tx, parts(call, rule), call.params.id, call.body.reason);
            return oneMerge(tx, call.params.id);
          },
          systemActor("merge"),
        );
      },
    }),
  ];
}

const nameOf = (call: Call): string => (call.actor.kind === "person" ? call.actor.name : "系统");

/** As the person: both rows are seen, and both stand where the person may write. */
async function withinReach(tx: Tx, register: Register, ids: readonly string[]): Promise<void> {
  const found = await sql<{
    name: string;
    allowed: boolean;
  }>`select r.name, identity.may_place(t.region, '{}') as allowed
    from ${sql.table(tableOf(register))} t join place.region r on r.code = t.region where t.id = any (${[...ids]})`.execute(
    tx,
  );
  if (found.rows.length < new Set(ids).size) refuse("not-found", { values: { what: register.noun } });
  const foreign = found.rows.find(({ allowed }) => !allowed);
  if (foreign) refuse("access.place", { field: "region", values: { place: foreign.name } });
}

async function oneMerge(tx: Tx, id: string): Promise<MergeReply> {
  const [merge] = await readMerges(tx, sql`id = ${id}`, 1);
  return merge ?? refuse("not-found", { values: { what: { zh: "这次合并", en: "This merge" } } });
}

type MergeLine = Readonly<{
  id: string;
  register: string;
  kind: MergeReply["kind"];
  survivor: string;
  survivor_name: string;
  loser: string;
  loser_name: string;
  taken: string[];
  from_text: string | null;
  moved: number;
  reason: string;
  by_name: string;
  at: Date;
  undone_at: Date | null;
  undo: MergeReply["undo"];
}>;

async function readMerges(tx: Tx, which: ReturnType<typeof sql>, limit: number): Promise<MergeReply[]> {
  const found = await sql<MergeLine>`select *, from_day::text as from_text
    from merge.merge where ${which} order by id desc limit ${limit}`.execute(tx);
  return found.rows.map((row) => ({
    id: row.id,
    register: row.register,
    kind: row.kind,
    survivor: { id: row.survivor, name: row.survivor_name },
    loser: { id: row.loser, name: row.loser_name },
    taken: row.taken,
    from: row.from_text,
    moved: row.moved,
    reason: row.reason,
    by: row.by_name,
    at: isoTime(row.at.getTime()),
    undoneAt: row.undone_at && isoTime(row.undone_at.getTime()),
    undo: row.undo,
  }));
}
