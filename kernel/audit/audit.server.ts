import { createHash } from "node:crypto";
import { sql } from "kysely";
import { uuidv7 } from "#kernel/id.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { auditText } from "./line.ts";

export type Act = Readonly<{
  /** "<register or noun>.<verb>", e.g. "observation.device.create". */
  act: string;
  /** "<register or noun>/<id>" */
  object: string;
  detail?: Readonly<Record<string, unknown>>;
}>;

/** Leaves the one line of an act, in the transaction of the act, with its own SM3. The sealer chains it once it is committed. */
export async function recordAct(tx: Tx, actor: Actor, { act, object, detail = {} }: Act): Promise<void> {
  const line = {
    id: uuidv7(),
    at: new Date().toISOString(),
    actor: actor.kind === "system" ? `system:${actor.name}` : actor.id,
    actorName: actor.kind === "system" ? "系统" : actor.name,
    act,
    object,
    detail: asStored(
      actor.kind === "person" && actor.onBehalfOf ? { ...detail, onBehalfOf: actor.onBehalfOf } : detail,
    ),
    peer: actor.kind === "person" ? (actor.peer ?? null) : null,
    request: actor.kind === "person" ? (actor.request ?? null) : null,
  };
  const hash = sm3(auditText(line));
  await sql`insert into audit.line (id, at, actor, actor_name, act, object, detail, peer, request, hash)
    values (${line.id}, ${line.at}, ${line.actor}, ${line.actorName}, ${act}, ${object}, ${JSON.stringify(line.detail)}::jsonb,
      ${line.peer}, ${line.request}, ${hash})`.execute(tx);
}

export const sm3 = (text: string | Uint8Array): string => createHash("sm3").update(text).digest("hex");

/**
 * The detail as jsonb gives it back, or its hash could never be recomputed: a Date is its text, undefined is absent, and what jsonb refuses
 * (NUL, half a surrogate pair) is replaced. A password or key never enters the audit, not even by a careless caller.
 */
function asStored(detail: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const text = JSON.stringify(detail, (name, value: unknown) => {
    if (/password|secret|key$/i.test(name) && typeof value !== "boolean") return "（不记录）";
    if (typeof value === "string") return value.toWellFormed().replaceAll("\u0000", "\ufffd");
    return typeof value === "bigint" ? String(value) : value;
  });
  return JSON.parse(text) as Record<string, unknown>;
}
