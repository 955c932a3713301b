import { z } from "zod";
import { readCalendar } from "#kernel/clock/calendar.server.ts";
import type { Calendar } from "#kernel/clock/calendar.ts";
import { once } from "#kernel/identity/idempotency.server.ts";
import type { Call } from "#kernel/identity/route.ts";
import type { Actor } from "#store/actor.ts";
import type { Files } from "#store/files.ts";
import type { Tx } from "#store/postgres.ts";
import { caseScopes } from "./case.server.ts";
import { readCase } from "./reading.server.ts";

export const caseParams = z.object({ id: z.uuid() });

export type ChangedBy = Readonly<{ actor: Actor; now: number; calendar: Calendar; files: Files }>;

/** A write to one case by a route: once for its key, answered with the case as it then stands, told to everyone who sees it. */
export async function changeCase(
  call: Call<{ id: string }>,
  routeId: string,
  work: (tx: Tx, by: ChangedBy) => Promise<unknown>,
) {
  const { platform, actor, params } = call;
  const now = platform.now();
  let scopes: string[] = [];
  const shown = await once(call, routeId, 200, async (tx) => {
    await work(tx, { actor, now, calendar: await readCalendar(tx), files: platform.files });
    scopes = await caseScopes(tx, params.id);
    return readCase(tx, actor, params.id, now);
  });
  // a repeat changed nothing: there is nothing to tell
  if (scopes.length > 0) platform.live.publish({ topic: "case", ids: [params.id], scopes, at: now });
  return shown;
}
