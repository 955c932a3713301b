import { sql } from "kysely";
import { z } from "zod";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { mayUse } from "#kernel/file/upload.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { once } from "#kernel/identity/idempotency.server.ts";
import { roleIds } from "#kernel/identity/role.ts";
import { type Call, type Route, raw, route } from "#kernel/identity/route.ts";
import { refuse } from "#kernel/refusal.ts";
import type { Register } from "#kernel/register/define.ts";
import { listQueryOf, listQuerySchema } from "#kernel/register/list-query.ts";
import type { Registers } from "#kernel/register/store.server.ts";
import { civilDate } from "#kernel/time.ts";
import { systemActor } from "#store/actor.ts";
import { attachment, xlsxType } from "./file-head.ts";
import { checkForm, type FormRecord, fillForm, formOf, isList, readForms } from "./form.server.ts";
import { formBody, formReply } from "./form.ts";
import { exportedRows, type FullRow } from "./rows.server.ts";

/** A workbook that is filled as a whole holds this many records; more leave as a plain table. */
const mostRows = 5_000;

/** Official forms: loaded once with their map, filled from a list, read back by an import that names them. */
export function formRoutes(list: readonly Register[]): Route[] {
  const registers: Registers = new Map(list.map((register) => [register.id, register]));
  const registerOf = (id: string): Register =>
    registers.get(id) ?? refuse("not-found", { values: { what: { zh: "该台账", en: "This register" } } });
  return [
    route({
      id: "form.list",
      method: "GET",
      path: "/api/v1/forms",
      title: { zh: "官方表式", en: "Official forms" },
      access: roleIds,
      query: z.object({ register: z.string().max(80), on: z.iso.date().optional() }),
      reply: z.object({ items: z.array(formReply) }),
      handle: ({ platform, actor, query }) =>
        platform.postgres.transact(
          actor,
          async (tx) => ({ items: (await readForms(tx, query.register, query.on)).map(present) }),
          { readOnly: true },
        ),
    }),
    route({
      id: "form.create",
      method: "POST",
      path: "/api/v1/forms",
      title: { zh: "装入官方表式", en: "Load an official form" },
      access: ["region", "sysadmin"],
      body: formBody,
      status: 201,
      reply: formReply,
      handle: async (call) => {
        const { body, actor, platform } = call;
        const register = registerOf(body.register);
        await platform.postgres.transact(actor, async (tx) => {
          if (!(await mayUse(tx, actor, body.file))) refuse("file.missing", { field: "file" });
        });
        await checkForm(register, await platform.files.read(body.file), body.map);
        return once(
          call,
          "form.create",
          201,
          async (tx) => {
            const id = uuidv7();
            await sql`insert into import.form (id, register, title, edition, valid_from, valid_to, source, file_hash, file_name, map, created_by)
              values (${id}, ${register.id}, ${body.title}, ${body.edition}, ${body.validFrom}, ${body.validTo ?? null}, ${body.source},
                ${body.file}, ${body.name}, ${JSON.stringify(body.map)}::jsonb, ${actor.kind === "person" ? actor.name : "系统"})`.execute(
              tx,
            );
            await recordAct(tx, actor, {
              act: "form.create",
              object: `form/${id}`,
              detail: { ...body, map: undefined },
            });
            return present(await formOf(tx, id, register.id));
          },
          systemActor("form"),
        );
      },
    }),
    ...list.map((register) =>
      route({
        id: `${register.id}.form`,
        method: "GET",
        path: `/api/v1/${register.path}/form/:form`,
        title: { zh: `按官方表式导出${register.title.zh}`, en: `Official form: ${register.title.en}` },
        access: register.read,
        params: z.object({ form: z.uuid() }),
        query: listQuerySchema(register).extend({ id: z.uuid().optional() }),
        handle: (call) => filled(call, register, registers, call.params.form),
      }),
    ),
  ];
}

async function filled(
  call: Call<unknown, Record<string, unknown>>,
  register: Register,
  registers: Registers,
  id: string,
) {
  const { platform, actor, language } = call;
  const { form, organ } = await platform.postgres.transact(
    actor,
    async (tx) => ({
      form: await formOf(tx, id, register.id),
      organ: await sql<{
        name: string;
      }>`select name from organ.organ where id = ${actor.kind === "person" ? (actor.organ ?? null) : null}`.execute(tx),
    }),
    { readOnly: true },
  );
  const query = listQueryOf(register, call.query, ["id"]);
  const rows: FullRow[] = [];
  for await (const row of exportedRows({ platform, actor, register, registers, query, outlines: "wkt" })) {
    if (call.query.id !== undefined && row.row.id !== call.query.id) continue;
    rows.push(row);
    if (rows.length > mostRows) refuse("too-large", { values: { limit: `${mostRows}` } });
    if (!isList(form.map)) break;
  }
  await platform.postgres.transact(actor, (tx) =>
    recordAct(tx, actor, {
      act: `${register.id}.export`,
      object: `form/${id}`,
      detail: { rows: rows.length, filters: query.filters },
    }),
  );
  const body = await fillForm(register, form, await platform.files.read(form.file_hash), rows, {
    organ: organ.rows[0]?.name ?? "",
    person: actor.kind === "person" ? actor.name : "",
    now: platform.now(),
    language,
  });
  return raw({ headers: attachment(`${form.title}_${civilDate(platform.now())}.xlsx`, xlsxType), body });
}

const present = (form: FormRecord) => ({
  id: form.id,
  register: form.register,
  title: form.title,
  edition: form.edition,
  validFrom: form.valid_from,
  validTo: form.valid_to,
  source: form.source,
  verified: form.verified,
  list: isList(form.map),
});
