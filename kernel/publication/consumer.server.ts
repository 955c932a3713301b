import { startConsumer } from "#kernel/outbox/consumer.server.ts";
import type { OutboxEvent } from "#kernel/outbox/outbox.server.ts";
import type { Platform } from "#kernel/platform.ts";
import type { Rounds } from "#kernel/rounds.server.ts";
import { projectCase, publisher } from "./projection.server.ts";

/** Brings the publication of the case that an event names up to date. */
export async function publishCase(
  { postgres, now }: Pick<Platform, "postgres" | "now">,
  { body }: Pick<OutboxEvent, "body">,
): Promise<void> {
  await postgres.transact(publisher, (tx) => projectCase(tx, String(body.what), String(body.case), now()));
}

/** Follows what cases publish, from the first event on: a projection that was lost is made again by setting its cursor to nothing. */
export const startPublication = (platform: Platform): Rounds =>
  startConsumer(platform, {
    name: "publication",
    topics: ["case.publish"],
    handle: (event) => publishCase(platform, event),
  });
