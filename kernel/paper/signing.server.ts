import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { PaperRow } from "./paper.server.ts";

export type Issue = Readonly<{ row: PaperRow; password: string | undefined; at: number }>;

/** Signs the words of a paper in the issuer's name; returns how, as the foot of the paper says it. */
export async function signIssue(_tx: Tx, _actor: Actor, _issue: Issue): Promise<string> {
  return "未电子签名";
}
