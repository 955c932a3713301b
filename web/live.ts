import { useSyncExternalStore } from "react";
import { makeStale, queries } from "./api.ts";

/**
 * One stream of hints from the platform. A hint says what changed; the pages read it again through their own routes. Hints come in
 * bursts when packets do, so each topic is answered at most once in its pause.
 */
type Topic = "reading" | "alarm" | "case" | "device" | "register" | "notice" | "import" | "paper";

const stale: Record<Topic, Readonly<{ paths: readonly string[]; pauseMs: number }>> = {
  reading: {
    paths: ["/overview", "/map/points", "/subjects", "/series"],
    pauseMs: 10_000,
  },
  alarm: {
    paths: ["/alarms", "/overview", "/map/points", "/subjects"],
    pauseMs: 2000,
  },
  case: { paths: ["/cases", "/overview", "/subjects", "/inbox", "/transfers", "/evidence"], pauseMs: 2000 },
  notice: { paths: ["/notices", "/inbox", "/transfers"], pauseMs: 500 },
  paper: { paths: ["/papers", "/inbox"], pauseMs: 2000 },
  import: { paths: ["/imports"], pauseMs: 500 },
  device: {
    paths: ["/devices", "/unknown-devices", "/overview", "/map/points"],
    pauseMs: 5000,
  },
  // Names of registers show everywhere, and they change seldom: everything is read again.
  register: { paths: [""], pauseMs: 2000 },
};

export type LiveState = Readonly<{
  online: boolean;
  lastReading: number | null;
}>;

let state: LiveState = { online: false, lastReading: null };
const listeners = new Set<() => void>();
const waiting = new Map<Topic, ReturnType<typeof setTimeout>>();

function change(next: Partial<LiveState>): void {
  state = { ...state, ...next };
  for (const listener of listeners) listener();
}

export function useLive(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

function hear(topic: Topic): void {
  const entry = stale[topic];
  if (!entry || waiting.has(topic)) return;
  waiting.set(
    topic,
    setTimeout(() => {
      waiting.delete(topic);
      for (const path of entry.paths) void makeStale(queries, path);
    }, entry.pauseMs),
  );
}

function onMessage(event: MessageEvent<string>): void {
  const hint = JSON.parse(event.data) as { topic: Topic; at: string | number };
  if (hint.topic === "reading") {
    const at = typeof hint.at === "number" ? hint.at : Date.parse(hint.at);
    // One redraw of the top bar per second is enough whatever the rate of packets.
    if (Number.isFinite(at) && at - (state.lastReading ?? 0) >= 1000) change({ lastReading: at });
  }
  hear(hint.topic);
}

let again = (): void => undefined;
/** Somebody else has just heard the platform: the stream need not wait for its next try. */
export const hearAgain = (): void => again();

/** Opens the stream and keeps it open; returns what closes it. After a break everything on the page is read again. */
export function openLive(): () => void {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | null = null;
  let waitMs = 1000;
  let broken = false;
  const connect = () => {
    source = new EventSource("/api/v1/live");
    source.onopen = () => {
      waitMs = 1000;
      if (broken) void queries.invalidateQueries();
      broken = false;
      change({ online: true });
    };
    source.onmessage = onMessage;
    source.onerror = () => {
      broken = true;
      change({ online: false });
      // The browser gives up for good when the answer was not a stream, e.g. while the platform restarts.
      if (source?.readyState !== EventSource.CLOSED) return;
      source.close();
      retry = setTimeout(connect, waitMs);
      waitMs = Math.min(waitMs * 2, 30_000);
    };
  };
  again = () => {
    if (source?.readyState === EventSource.OPEN) return;
    source?.close();
    if (retry) clearTimeout(retry);
    connect();
  };
  const now = () => again();
  addEventListener("online", now);
  connect();
  return () => {
    removeEventListener("online", now);
    again = () => undefined;
    source?.close();
    if (retry) clearTimeout(retry);
    change({ online: false });
  };
}
