import { formOf } from "#kernel/export/form.server.ts";
import "./import.naming.server.ts";
import { sql } from "kysely";
import { z } from "zod";
import { cursorText, cursorValues } from "#kernel/cursor.server.ts";
import { mayUse } from "#kernel/file/upload.server.ts";
import { pageQuery } from "#kernel/identity/contract.ts";
import { once } from "#kernel/identity/idempotency.server.ts";
import { type Role, roleIds } from "#kernel/identity/role.ts";
import { type Call, type Route, route } from "#kernel/identity/route.ts";
import { refuse } from "#kernel/refusal.ts";
import type { Register } from "#kernel/register/define.ts";
import type { Registers } from "#kernel/register/store.server.ts";
import { commit } from "./commit.server.ts";
import {
  type ImportReply,
  importOptions,
  importReply,
  importsReply,
  reconciliationReply,
  stagedRowsReply,
} from "./contract.ts";
import { errorsFile } from "./errors-file.server.ts";
import { lookInto, openImport } from "./open.server.ts";
import { checkOptions } from "./options.ts";
import { reconcile } from "./reconciliation.server.ts";
import { type ImportRecord, importOf, isInterrupted, presentImport } from "./record.server.ts";
import { readRows } from "./rows.server.ts";
import { begin, isRunning } from "./running.server.ts";
import { check } from "./stage.server.ts";
import { undo } from "./undo.server.ts";

const idParams = z.object({ id: z.uuid() });
const base = "/api/v1/imports";
const reason = z.string().trim().min(2).max(500);

/** A file on its way into a register: opened, checked (nothing written), committed, undone. Whoever may write the register may import. */
export function importRoutes(list: readonly Register[]): Route[] {
  const registers: Registers = new Map(list.map((register) => [register.id, register]));
  const writers = roleIds.filter((role) => list.some((register) => register.write.includes(role)));
  const registerOf = (id: string): Register =>
    registers.get(id) ?? refuse("not-found", { values: { what: { zh: "该台账", en: "This register" } } });
  const shown = async (call: Call, id: string): Promise<ImportReply> =>
    call.platform.postgres.transact(
      call.actor,
      async (tx) => {
        const record = await importOf(tx, id);
        const interrupted = await isInterrupted(tx, record, call.platform.now());
        return presentImport(record, registerOf(record.register), call.actor, interrupted);
      },
      { readOnly: true },
    );
  /** The caller's own import, not being worked on, as it is before the next step. */
  const ready = async (call: Call, id: string, states: readonly ImportRecord["state"][]): Promise<ImportRecord> => {
    const found = await call.platform.postgres.transact(call.actor, async (tx) => {
      const record = await importOf(tx, id, { own: true });
      return { record, interrupted: await isInterrupted(tx, record, call.platform.now()) };
    });
    const busy = found.record.state === "checking" || found.record.state === "committing";
    if (isRunning(id) || (busy && !found.interrupted)) return refuse("import.busy");
    if (!busy && !states.includes(found.record.state)) return refuse("import.not-ready");
    return found.record;
  };

  return [
    route({
      id: "import.list",
      method: "GET",
      path: base,
      title: { zh: "导入记录", en: "Imports" },
      access: writers,
      query: pageQuery.extend({ register: z.string().max(80).optional() }),
      reply: importsReply,
      handle: ({ platform, actor, query }) =>
        platform.postgres.transact(
          actor,
          async (tx) => {
            const beyond = query.after ? sql`and id < ${cursorValues(query.after, 1)[0]}::uuid` : sql``;
            const of = query.register ? sql`and register = ${query.register}` : sql``;
            const found = await sql<ImportRecord>`select * from import.import where true ${of} ${beyond}
              order by id desc limit ${query.limit + 1}`.execute(tx);
            const items = found.rows.slice(0, query.limit);
            const last = items.at(-1);
            return {
              items: items.map((record) => presentImport(record, registerOf(record.register), actor, false)),
              next: found.rows.length > query.limit && last ? cursorText([last.id]) : null,
            };
          },
          { readOnly: true },
        ),
    }),
    route({
      id: "import.open",
      method: "POST",
      path: base,
      title: { zh: "开始导入", en: "Begin an import" },
      access: writers,
      body: z.strictObject({
        register: z.string().max(80),
        file: z.string().regex(/^[0-9a-f]{64}$/),
        name: z.string().trim().min(1).max(200),
        sheet: z.string().max(80).optional(),
        /** The official form that was filled in. */
        form: z.uuid().optional(),
      }),
      status: 201,
      reply: importReply,
      handle: async (call) => {
        const register = registerOf(call.body.register);
        mayWrite(call, register);
        const form = await call.platform.postgres.transact(call.actor, async (tx) => {
          if (!(await mayUse(tx, call.actor, call.body.file))) refuse("file.missing", { field: "file" });
          return call.body.form === undefined ? undefined : formOf(tx, call.body.form, register.id);
        });
        const { form: _, ...body } = call.body;
        const opening = { ...body, register, ...(form ? { form: { id: form.id, map: form.map } } : {}) };
        const look = await lookInto(call.platform, opening);
        return once(call, "import.open", 201, async (tx) => {
          const record = await importOf(tx, await openImport(tx, call.actor, opening, look));
          return presentImport(record, register, call.actor, false);
        });
      },
    }),
    route({
      id: "import.read",
      method: "GET",
      path: `${base}/:id`,
      title: { zh: "查看导入", en: "An import" },
      access: writers,
      params: idParams,
      reply: importReply,
      handle: (call) => shown(call, call.params.id),
    }),
    route({
      id: "import.rows",
      method: "GET",
      path: `${base}/:id/rows`,
      title: { zh: "导入的逐行结果", en: "Rows of an import" },
      access: writers,
      params: idParams,
      query: pageQuery.extend({ kind: z.enum(["new", "changed", "same", "bad", "refused"]).optional() }),
      reply: stagedRowsReply,
      handle: ({ platform, actor, params, query }) =>
        platform.postgres.transact(actor, async (tx) => readRows(tx, await importOf(tx, params.id), query), {
          readOnly: true,
        }),
    }),
    route({
      id: "import.check",
      method: "POST",
      path: `${base}/:id/check`,
      title: { zh: "检查导入（不写入）", en: "Check an import (nothing is written)" },
      access: writers,
      params: idParams,
      body: importOptions,
      status: 202,
      reply: importReply,
      handle: async (call) => {
        const record = await ready(call, call.params.id, ["opened", "ready", "failed"]);
        const register = registerOf(record.register);
        mayWrite(call, register);
        checkOptions(register, record.source, call.body);
        await call.platform.postgres.transact(call.actor, (tx) =>
          sql`update import.import set state = 'checking', options = ${JSON.stringify(call.body)}::jsonb, progress = 0, counts = null,
            problem = null, beat_at = now() where id = ${record.id}`.execute(tx),
        );
        const checked = { ...record, options: call.body };
        begin(call.platform, record.id, () => check(call.platform, call.actor, checked, register, registers));
        return shown(call, record.id);
      },
    }),
    route({
      id: "import.errors",
      method: "GET",
      path: `${base}/:id/errors`,
      title: { zh: "下载不合格行", en: "The bad rows as a file" },
      access: writers,
      params: idParams,
      query: z.object({ format: z.enum(["csv", "xlsx"]).default("xlsx") }),
      handle: ({ platform, actor, params, query, language }) =>
        platform.postgres.transact(
          actor,
          async (tx) => errorsFile(tx, await importOf(tx, params.id), query.format, language),
          { readOnly: true },
        ),
    }),
    route({
      id: "import.reconciliation",
      method: "GET",
      path: `${base}/:id/reconciliation`,
      title: { zh: "核对报告：文件与台账", en: "Reconciliation of file and register" },
      access: writers,
      params: idParams,
      reply: reconciliationReply,
      handle: ({ platform, actor, params }) =>
        platform.postgres.transact(
          actor,
          async (tx) => {
            const record = await importOf(tx, params.id);
            return reconcile(tx, record, registerOf(record.register));
          },
          { readOnly: true },
        ),
    }),
    route({
      id: "import.commit",
      method: "POST",
      path: `${base}/:id/commit`,
      title: { zh: "写入导入", en: "Commit an import" },
      access: writers,
      params: idParams,
      body: z.strictObject({ onlyGood: z.boolean().default(false), reason }),
      status: 202,
      reply: importReply,
      handle: async (call) => {
        const key = call.idempotencyKey ?? call.params.id;
        const known = await call.platform.postgres.transact(call.actor, (tx) =>
          importOf(tx, call.params.id, { own: true }),
        );
        if (known.commit_key === key && known.state === "committed") return shown(call, known.id);
        const record = await ready(call, known.id, ["ready"]);
        if (record.commit_key !== null && record.state === "committing" && record.commit_key !== key)
          refuse("idempotency.reused", { field: "idempotency-key" });
        const register = registerOf(record.register);
        mayWrite(call, register);
        const bad = record.counts?.bad ?? 0;
        if (bad > 0 && !call.body.onlyGood) refuse("import.bad-rows", { field: "onlyGood", values: { bad } });
        await call.platform.postgres.transact(call.actor, (tx) =>
          sql`update import.import set state = 'committing', commit_key = ${key}, problem = null, beat_at = now() where id = ${record.id}`.execute(
            tx,
          ),
        );
        begin(call.platform, record.id, () =>
          commit(call.platform, call.actor, record.id, register, { ...call.body, key }),
        );
        return shown(call, record.id);
      },
    }),
    route({
      id: "import.undo",
      method: "POST",
      path: `${base}/:id/undo`,
      title: { zh: "撤销整次导入", en: "Undo a whole import" },
      access: writers,
      params: idParams,
      body: z.strictObject({ reason, preview: z.boolean().default(false) }),
      reply: z.object({ undone: z.int(), refused: z.int() }),
      handle: async (call) => {
        const record = await ready(call, call.params.id, ["committed", "undone"]);
        const register = registerOf(record.register);
        mayWrite(call, register);
        if (record.state === "undone")
          return { undone: record.result?.undone ?? 0, refused: record.result?.refused ?? 0 };
        return undo(call.platform, call.actor, record.id, register, registers, call.body);
      },
    }),
  ];
}

function mayWrite(call: Call, register: Register): void {
  const roles = call.actor.kind === "person" ? call.actor.roles : [];
  if (!register.write.some((role: Role) => roles.includes(role)))
    refuse("access.role", { values: { roles: register.write.join("、") } });
}
