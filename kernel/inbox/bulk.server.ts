import type { z } from "zod";
import { actOnCase } from "#kernel/case/act.server.ts";
import { caseScopes } from "#kernel/case/case.server.ts";
import { readCalendar } from "#kernel/clock/calendar.server.ts";
import { once } from "#kernel/identity/idempotency.server.ts";
import type { Call } from "#kernel/identity/route.ts";
import { Refusal, sentenceOf } from "#kernel/refusal.ts";
import type { BulkReply, bulkBody } from "./contract.ts";

/**
 * The same act on many cases, each in a transaction of its own with its own key: what is refused leaves the others alone, and a repeat does
 * again only what had not been done. A bug ends the whole and is not taken for a refusal.
 */
export async function actOnMany(call: Call<unknown, unknown, z.output<typeof bulkBody>>): Promise<BulkReply> {
  const { act, note, items } = call.body;
  const results: BulkReply["items"] = [];
  for (const item of items)
    results.push(
      await actOnOne(call, act, note, item).then(
        () => ({ id: item.id, done: true, problem: null }),
        (error: unknown) => {
          if (!(error instanceof Refusal)) throw error;
          const { code, detail } = error;
          return {
            id: item.id,
            done: false,
            problem: { code, zh: sentenceOf(code, detail, "zh"), en: sentenceOf(code, detail, "en") },
          };
        },
      ),
    );
  return { items: results };
}

async function actOnOne(
  call: Call,
  act: string,
  note: string | undefined,
  { id, baseVersion }: Readonly<{ id: string; baseVersion: number }>,
): Promise<void> {
  const { platform, actor } = call;
  const now = platform.now();
  const key = call.idempotencyKey === undefined ? undefined : `${call.idempotencyKey}/${id}`;
  const own = { ...call, params: { id, act }, body: { note, baseVersion }, idempotencyKey: key };
  let scopes: string[] = [];
  await once(own, "inbox.bulk", 200, async (tx) => {
    const values = note ? { note } : {};
    await actOnCase(tx, id, { act, baseVersion, values }, { actor, now, calendar: await readCalendar(tx) });
    scopes = await caseScopes(tx, id);
    return { id };
  });
  if (scopes.length > 0) platform.live.publish({ topic: "case", ids: [id], scopes, at: now });
}
