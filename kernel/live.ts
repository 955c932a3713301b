/**
 * What changed, told to open pages at once. A hint, never the data: a page that hears of a change reads it through its own route, so
 * access is decided in one place. `scopes` says who may hear it.
 */
export type LiveEvent = Readonly<{
  topic: "reading" | "alarm" | "case" | "device" | "register" | "notice" | "import" | "paper";
  /** Ids of what changed, e.g. the subject of a reading. */
  ids: readonly string[];
  scopes: readonly string[];
  at: number;
}>;

export type Live = Readonly<{
  publish(event: LiveEvent): void;
  subscribe(scopes: readonly string[], listener: (event: LiveEvent) => void): () => void;
}>;

export function createLive(): Live {
  const listeners = new Set<{ scopes: ReadonlySet<string>; listener: (event: LiveEvent) => void }>();
  return {
    publish(event) {
      for (const { scopes, listener } of listeners)
        if (event.scopes.some((scope) => scopes.has(scope))) listener(event);
    },
    subscribe(scopes, listener) {
      const entry = { scopes: new Set(scopes), listener };
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
  };
}
