import type { z } from "zod";
import type { Platform } from "#kernel/platform.ts";
import type { Title } from "#kernel/title.ts";
import type { Actor } from "#store/actor.ts";
import type { Role } from "./role.ts";

/**
 * A route is declared, not registered: the HTTP shell, the OpenAPI document and the access matrix are made from the same value.
 * Role answers yes or no here; territory is a filter in the store and is never asked in a handler.
 */
export type Access = "public" | readonly Role[];

export type Call<P = unknown, Q = unknown, B = unknown> = Readonly<{
  /** The signed-in person; for public routes the platform itself, named "public". */
  actor: Actor;
  params: P;
  query: Q;
  body: B;
  platform: Platform;
  language: "zh" | "en";
  /** Aborted when the caller goes away; a long answer should stop. */
  signal: AbortSignal;
  peer: string;
  /** Where the caller reached us, e.g. "https://host:8443": for links in answers. */
  origin: string;
  /** The sender's key for this write, from the idempotency-key header. */
  idempotencyKey: string | undefined;
  cookies: Readonly<Record<string, string>>;
  /** Any other header of the request, by its lower-case name. */
  header(name: string): string | undefined;
}>;

/** What a handler may give instead of a JSON value. */
export type Raw = Readonly<{
  raw: true;
  status?: number;
  headers: Readonly<Record<string, string | string[]>>;
  body?: string | Uint8Array | AsyncIterable<string | Uint8Array>;
}>;
export const raw = (reply: Omit<Raw, "raw">): Raw => ({ raw: true, ...reply });

export type Route = Readonly<{
  /** Stable name, e.g. "observation.device.create": operationId, audit verb, row of the matrix. */
  id: string;
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** With `:name` parameters. */
  path: string;
  title: Title;
  access: Access;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  reply?: z.ZodType;
  /** 200 unless said. */
  status?: number;
  /** For a route that names one row: the matrix proves that a reader of another territory gets 404 for it. */
  row?: string;
  // biome-ignore lint/suspicious/noExplicitAny: each declaration is checked by `route()`
  handle(call: Call<any, any, any>): Promise<unknown>;
}>;

/** Declares a route with its handler typed from its own schemas. */
export function route<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  declaration: Omit<Route, "handle" | "params" | "query" | "body" | "reply"> & {
    params?: P;
    query?: Q;
    body?: B;
    reply?: R;
    handle(call: Call<z.output<P>, z.output<Q>, z.output<B>>): Promise<z.input<R> | Raw>;
  },
): Route {
  return declaration as unknown as Route;
}
