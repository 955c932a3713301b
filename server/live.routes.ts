import { roleIds } from "#kernel/identity/role.ts";
import { type Route, raw, route } from "#kernel/identity/route.ts";
import { personOf } from "#kernel/identity/session.server.ts";
import type { LiveEvent } from "#kernel/live.ts";
import { isoTime } from "#kernel/time.ts";

const heartbeatMs = 15_000;
/** A page that stopped reading is let go; it reconnects and reads afresh. */
const backlog = 500;

export const liveRoutes: Route[] = [
  route({
    id: "live",
    method: "GET",
    path: "/api/v1/live",
    title: { zh: "实时变化", en: "Live changes" },
    access: roleIds,
    handle: async ({ platform, actor, signal }) =>
      raw({
        headers: {
          "content-type": "text/event-stream; charset=utf-8",
          "cache-control": "no-store",
          "x-accel-buffering": "no",
        },
        body: events(platform.live.subscribe, personOf(actor).scopes, signal),
      }),
  }),
];

async function* events(
  subscribe: (scopes: readonly string[], listener: (event: LiveEvent) => void) => () => void,
  scopes: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<string> {
  const waiting: LiveEvent[] = [];
  let wake: () => void = () => undefined;
  const end = subscribe(scopes, (event) => {
    waiting.push(event);
    wake();
  });
  signal.addEventListener("abort", () => wake());
  try {
    yield ": 已连接\n\n";
    while (!signal.aborted && waiting.length < backlog) {
      for (const event of waiting.splice(0))
        yield `data: ${JSON.stringify({ topic: event.topic, ids: event.ids, at: isoTime(event.at) })}\n\n`;
      await new Promise<void>((resolve) => {
        const beat = setTimeout(resolve, heartbeatMs);
        wake = () => {
          clearTimeout(beat);
          resolve();
        };
        if (waiting.length > 0 || signal.aborted) wake();
      });
      if (waiting.length === 0) yield ": \n\n";
    }
  } finally {
    end();
  }
}
