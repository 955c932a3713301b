import { z } from "zod";
import { page } from "#kernel/identity/contract.ts";
import { once } from "#kernel/identity/idempotency.server.ts";
import { roleIds } from "#kernel/identity/role.ts";
import { type Route, route } from "#kernel/identity/route.ts";
import { type registerReply, registersReply } from "./contract.ts";
import type { Register } from "./define.ts";
import { listQueryOf, listQuerySchema, momentQuery } from "./list-query.ts";
import { outlineRoutes } from "./outline.routes.server.ts";
import { amendRow, createRow, createRows, listRows, type Registers, readHistory, readRow } from "./store.server.ts";
import { amendmentSchema, creationSchema, rowSchema } from "./validation.ts";

const idParams = z.object({ id: z.uuid() });

/** The routes of every register, and the one that tells a page what registers there are. */
export function registerRoutes(list: readonly Register[]): Route[] {
  const registers: Registers = new Map(list.map((register) => [register.id, register]));
  return [catalogueRoute(list), ...list.flatMap((register) => routesOf(register, registers))];
}

function routesOf(register: Register, registers: Registers): Route[] {
  const base = `/api/v1/${register.path}`;
  const row = rowSchema(register).meta({ id: register.id, title: register.title.en });
  const creation = creationSchema(register);
  const reading: Route[] = [
    route({
      id: `${register.id}.list`,
      method: "GET",
      path: base,
      title: register.title,
      access: register.read,
      query: listQuerySchema(register),
      reply: page(row),
      handle: ({ platform, actor, query }) =>
        platform.postgres.transact(actor, (tx) => listRows(tx, registers, register, listQueryOf(register, query)), {
          readOnly: true,
        }) as never,
    }),
    route({
      id: `${register.id}.read`,
      method: "GET",
      path: `${base}/:id`,
      title: register.title,
      access: register.read,
      params: idParams,
      query: z.object(momentQuery),
      reply: row,
      ...(register.placed ? { row: register.id } : {}),
      handle: ({ platform, actor, params, query }) =>
        platform.postgres.transact(actor, (tx) => readRow(tx, registers, register, params.id, query), {
          readOnly: true,
        }) as never,
    }),
    route({
      id: `${register.id}.history`,
      method: "GET",
      path: `${base}/:id/history`,
      title: { zh: `${register.title.zh}·变更记录`, en: `${register.title.en}: history` },
      access: register.read,
      params: idParams,
      ...(register.placed ? { row: register.id } : {}),
      handle: ({ platform, actor, params }) =>
        platform.postgres.transact(actor, (tx) => readHistory(tx, registers, register, params.id), { readOnly: true }),
    }),
  ];
  reading.push(...outlineRoutes(register));
  if (register.write.length === 0) return reading;
  return [
    ...reading,
    route({
      id: `${register.id}.create`,
      method: "POST",
      path: base,
      title: { zh: `新增${register.noun.zh}`, en: `Add: ${register.noun.en}` },
      access: register.write,
      body: creation,
      status: 201,
      reply: row,
      handle: (call) =>
        once(call, `${register.id}.create`, 201, (tx) =>
          createRow(tx, registers, register, call.actor, call.body, call.platform.now()).then(({ row: made }) => made),
        ) as never,
    }),
    route({
      id: `${register.id}.batch`,
      method: "POST",
      path: `${base}/batch`,
      title: { zh: `批量新增${register.noun.zh}`, en: `Add many: ${register.title.en}` },
      access: register.write,
      body: z.strictObject({ items: z.array(creation).min(1).max(500) }),
      reply: z.object({ created: z.int(), existing: z.int() }),
      handle: (call) =>
        once(call, `${register.id}.batch`, 200, (tx) =>
          createRows(tx, registers, register, call.actor, call.body.items, call.platform.now()),
        ),
    }),
    route({
      id: `${register.id}.amend`,
      method: "PATCH",
      path: `${base}/:id`,
      title: { zh: `修改${register.noun.zh}`, en: `Amend: ${register.noun.en}` },
      access: register.write,
      params: idParams,
      body: amendmentSchema(register),
      reply: row,
      ...(register.placed ? { row: register.id } : {}),
      handle: (call) =>
        once(call, `${register.id}.amend`, 200, (tx) =>
          amendRow(tx, registers, register, call.actor, call.params.id, call.body, call.platform.now()),
        ) as never,
    }),
  ];
}

function catalogueRoute(list: readonly Register[]): Route {
  return route({
    id: "register.catalogue",
    method: "GET",
    path: "/api/v1/registers",
    title: { zh: "台账目录", en: "Registers" },
    access: roleIds,
    reply: registersReply,
    handle: async ({ actor }) => {
      const roles = actor.kind === "person" ? actor.roles : [];
      const may = (wanted: readonly string[]) => wanted.some((role) => roles.includes(role));
      return {
        items: list
          .filter((register) => may(register.read))
          .map(
            (register): z.input<typeof registerReply> => ({
              id: register.id,
              path: register.path,
              title: register.title,
              noun: register.noun,
              work: register.work,
              label: register.label,
              placed: register.placed,
              dated: register.dated,
              public: register.public,
              canWrite: may(register.write),
              fields: Object.entries(register.fields).map(([name, { problem: _, ...field }]) => ({ name, ...field })),
            }),
          ),
      };
    },
  });
}
