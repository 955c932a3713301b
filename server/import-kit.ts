import { createHash } from "node:crypto";
import { enterpriseDuplicates } from "#base/duplicates.ts";
import { enterprise } from "#base/enterprise.ts";
import { outfall } from "#base/outfall.ts";
import { site } from "#base/site.ts";
import { exportRoutes } from "#kernel/export/export.routes.server.ts";
import { formRoutes } from "#kernel/export/form.routes.server.ts";
import { keepUpload } from "#kernel/file/upload.server.ts";
import type { Call, Raw, Route } from "#kernel/identity/route.ts";
import type { ImportOptions, ImportReply, StagedReply } from "#kernel/import/contract.ts";
import { importRoutes } from "#kernel/import/import.routes.server.ts";
import { type KitPlatform, openKitPlatform } from "#kernel/kit.server.ts";
import { mergeRoutes } from "#kernel/merge/merge.routes.server.ts";
import { preparePlaces } from "#kernel/place/divisions.server.ts";
import type { Platform } from "#kernel/platform.ts";
import type { Register } from "#kernel/register/define.ts";
import { registerRoutes } from "#kernel/register/register.routes.server.ts";
import { usccCheckCharacter } from "#standards/uscc.ts";
import type { Actor } from "#store/actor.ts";
import { eventually, type RelationalEngine } from "#store/kit.ts";
import { readInput } from "./input.ts";

/** An importer's desk for tests: real engines, the routes themselves, people of several territories. */
export const registers: readonly Register[] = [enterprise, site, outfall];
let people = 0;
export const officer = (name: string, ...scopes: string[]): Actor => {
  const id = `019b7523-3400-7008-8000-${String(++people).padStart(12, "0")}`;
  return { kind: "person", id, name, scopes: [...scopes, `p:${id}`], roles: ["banner"], organ: undefined };
};

export const uscc = (n: number): string => {
  const first = `9115010${"0".repeat(9 - String(n).length)}${n}M`.slice(0, 17);
  return first + usccCheckCharacter(first);
};

export type Desk = Readonly<{
  platform: Platform;
  engines: KitPlatform["engines"];
  /** Calls a route by its id, through its own schemas. */
  ask<R>(
    actor: Actor,
    id: string,
    parts?: Readonly<{ params?: object; query?: object; body?: object; key?: string }>,
  ): Promise<R>;
  /** Brings a file, opens it, checks it with what was matched, and waits. */
  checked(
    actor: Actor,
    register: string,
    name: string,
    content: string | Uint8Array,
    options?: Partial<ImportOptions>,
  ): Promise<ImportReply>;
  committed(actor: Actor, id: string, body?: object, key?: string): Promise<ImportReply>;
  rows(actor: Actor, id: string, kind?: string): Promise<StagedReply[]>;
  close(): Promise<void>;
}>;

export async function openDesk(
  kind: RelationalEngine,
  list: readonly Register[] = registers,
  options: Readonly<{ at?: string; now?: () => number }> = {},
): Promise<Desk> {
  const { platform, engines, close } = await openKitPlatform({ kind, ...options });
  await preparePlaces(platform);
  const routes = [
    ...registerRoutes(list),
    ...importRoutes(list),
    ...exportRoutes(list),
    ...formRoutes(list),
    ...mergeRoutes(list, [enterpriseDuplicates]),
  ];
  const ask: Desk["ask"] = async (actor, id, { params = {}, query = {}, body = {}, key } = {}) => {
    const route = routes.find((one) => one.id === id) as Route;
    const outcome = await route.handle({
      actor,
      params: readInput(route.params, params),
      query: readInput(route.query, query),
      body: readInput(route.body, body),
      platform,
      language: "zh",
      idempotencyKey: key,
    } as unknown as Call);
    return (route.reply ? route.reply.parse(outcome) : outcome) as never;
  };
  const read = (actor: Actor, id: string) => ask<ImportReply>(actor, "import.read", { params: { id } });
  const settled = (actor: Actor, id: string) =>
    eventually(
      () => read(actor, id),
      ({ state }) => state !== "checking" && state !== "committing",
    );
  return {
    platform,
    engines,
    ask,
    checked: async (actor, register, name, content, options = {}) => {
      const file = await bring(platform, actor, content);
      const opened = await ask<ImportReply>(actor, "import.open", { body: { register, file, name } });
      const columns = opened.source.columns.map(({ target }) => target);
      const datum = opened.source.datum?.id ?? "cgcs2000";
      await ask(actor, "import.check", { params: { id: opened.id }, body: { columns, datum, ...options } });
      return settled(actor, opened.id);
    },
    committed: async (actor, id, body = {}, key) => {
      await ask(actor, "import.commit", {
        params: { id },
        body: { reason: "测试导入", ...body },
        ...(key ? { key } : {}),
      });
      return settled(actor, id);
    },
    rows: async (actor, id, kind) =>
      (
        await ask<{ items: StagedReply[] }>(actor, "import.rows", {
          params: { id },
          query: { limit: 500, ...(kind ? { kind } : {}) },
        })
      ).items,
    close,
  };
}

/** Puts a file where an upload would have put it, brought by the person. */
export async function bring(platform: Platform, actor: Actor, content: string | Uint8Array): Promise<string> {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const { hash, size } = await platform.files.put(bytes);
  if (createHash("sm3").update(bytes).digest("hex") !== hash) throw new Error("the store hashed otherwise");
  await platform.postgres.transact(actor, (tx) =>
    keepUpload(tx, actor.kind === "person" ? actor.id : "", { hash, size, now: Date.now() }),
  );
  return hash;
}

/** What a route answered as a file. */
export async function fileOf(answer: Raw): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const body =
    typeof answer.body === "string" || answer.body instanceof Uint8Array ? [answer.body] : (answer.body ?? []);
  for await (const piece of body) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}
