import type { Live, LiveEvent } from "#kernel/live.ts";
import type { Profile } from "#kernel/observation/profile.server.ts";

/** Tells open pages what changed, at most once a second for each subject: a page needs to know that, not how often. */
export type News = Readonly<{
  tell(topic: LiveEvent["topic"], id: string, profile: Profile): void;
  close(): void;
}>;

const everyMs = 1_000;

export function openNews(live: Live, now: () => number): News {
  const pending = new Map<string, { topic: LiveEvent["topic"]; scopes: readonly string[]; ids: Set<string> }>();
  const timer = setInterval(() => {
    const at = now();
    for (const { topic, scopes, ids } of pending.values()) live.publish({ topic, ids: [...ids], scopes, at });
    pending.clear();
  }, everyMs);
  timer.unref();
  return {
    tell: (topic, id, { scopes }) => {
      const key = `${topic} ${scopes.join(",")}`;
      let entry = pending.get(key);
      if (!entry) {
        entry = { topic, scopes, ids: new Set() };
        pending.set(key, entry);
      }
      entry.ids.add(id);
    },
    close: () => clearInterval(timer),
  };
}
