import { sql } from "kysely";
import { z } from "zod";
import { page } from "#kernel/identity/contract.ts";
import { once } from "#kernel/identity/idempotency.server.ts";
import { type Route, route } from "#kernel/identity/route.ts";
import type { Platform } from "#kernel/platform.ts";
import { adoptionInput, deviceInput } from "./device.ts";
import { created, createOrRefuse, keepers, mnParams } from "./device-access.server.ts";
import { strangersOf } from "./packet.server.ts";
import { seesStrangers } from "./readable.server.ts";
import { microTime } from "./time-text.ts";

/** Who speaks and is in no register, and taking them in. */
export const strangerRoutes: Route[] = [
  route({
    id: "observation.stranger.list",
    method: "GET",
    path: "/api/v1/unknown-devices",
    title: { zh: "未登记设备", en: "Unknown devices" },
    access: keepers,
    reply: page(
      z.object({
        mn: z.string(),
        count: z.number(),
        first: z.string(),
        last: z.string(),
        peer: z.string(),
        reason: z.string(),
      }),
    ),
    handle: async ({ platform, actor }) => {
      if (!seesStrangers(actor)) return { items: [], next: null };
      const found = await strangersOf(platform.observe, platform.now(), 500);
      const known = await knownMns(
        platform,
        found.map(({ mn }) => mn),
      );
      const items = found
        .filter(({ mn }) => !known.has(mn))
        .map((one) => ({ ...one, first: microTime(one.first), last: microTime(one.last), reason: "unknown-mn" }));
      return { items, next: null };
    },
  }),
  route({
    id: "observation.stranger.adopt",
    method: "POST",
    path: "/api/v1/unknown-devices/:mn/adoption",
    title: { zh: "认领未登记设备", en: "Adopt an unknown device" },
    access: keepers,
    params: mnParams,
    body: adoptionInput,
    status: 201,
    reply: created,
    handle: (call) =>
      once(call, "observation.stranger.adopt", 201, async (tx) => {
        const input = deviceInput.parse({ ...call.body, mn: call.params.mn });
        await createOrRefuse(tx, call, input);
        return { mn: input.mn, protocol: input.protocol };
      }),
  }),
];

/** Whether an MN stands is asked for all territories, or an adopted device of another league would still be called unknown. */
async function knownMns(platform: Platform, mns: readonly string[]): Promise<Set<string>> {
  const { rows } = await platform.postgres.transact(
    { kind: "system", name: "observation" },
    (tx) => sql<{ mn: string }>`select mn from observation.device where mn = any (${mns}::text[])`.execute(tx),
    { readOnly: true },
  );
  return new Set(rows.map(({ mn }) => mn));
}
