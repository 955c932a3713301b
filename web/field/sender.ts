import { useSyncExternalStore } from "react";
import { type Drained, drain } from "./send.ts";
import { onChange, tidy } from "./store.ts";
import { browserWorld } from "./wire.ts";

/**
 * Runs the sender whenever there may be something to send: after a record, when the platform is heard again, when a pause ends, and now and
 * then. One tab of all sends at a time; where the browser knows no locks, the keys of the commands keep two senders from doubling anything.
 */
const lock = "saihan-field-sender";
const lookMs = 15_000;

export type SenderState = Readonly<{ busy: boolean; last: Drained["is"] | null }>;
let state: SenderState = { busy: false, last: null };
const listeners = new Set<() => void>();
let running: { account: string; wake(): void } | undefined;

function change(next: SenderState): void {
  state = next;
  for (const listener of listeners) listener();
}

export const useSender = (): SenderState =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );

/** Keeps the outbox of an account moving until the returned function is called. `onSent` hears when something may have arrived. */
export function startSender(account: string, onSent: () => void): () => void {
  let stopped = false;
  let again = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const world = browserWorld(account);
  const run = async (): Promise<void> => {
    if (stopped) return;
    if (state.busy) {
      again = true;
      return;
    }
    clearTimeout(timer);
    change({ ...state, busy: true });
    const drained = await alone(() => drain(account, world)).catch((error: unknown) => {
      console.warn("field sender:", error);
      return undefined;
    });
    change({ busy: false, last: drained?.is ?? state.last });
    if (drained && drained.settled > 0) {
      await tidy(account, Date.now());
      onSent();
    }
    if (again) {
      again = false;
      void run();
      return;
    }
    const wait = drained?.wakeAt === undefined ? lookMs : Math.max(0, Math.min(lookMs, drained.wakeAt - Date.now()));
    timer = setTimeout(() => void run(), wait);
  };
  const wake = () => void run();
  const forget = onChange(() => {
    // what the sender itself writes needs no second look
    if (!state.busy) wake();
  });
  running = { account, wake };
  addEventListener("online", wake);
  wake();
  return () => {
    stopped = true;
    clearTimeout(timer);
    forget();
    removeEventListener("online", wake);
    running = undefined;
  };
}

/** Looks at once, e.g. when the platform is heard again. */
export const wakeSender = (): void => running?.wake();

/** Only in one tab at a time; undefined when another tab is sending. */
async function alone<T>(work: () => Promise<T>): Promise<T | undefined> {
  if (!navigator.locks) return work();
  return navigator.locks.request(lock, { ifAvailable: true }, async (held) => (held ? work() : undefined));
}
