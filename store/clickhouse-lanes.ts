import type { ClickHouseClient } from "@clickhouse/client";

/**
 * Connections that do one thing at a time. The embedded engine runs the calls of one connection one after another (a question of a
 * millisecond waited five seconds behind a long one), and cannot be interrupted: a caller may stop waiting, but its lane stays taken
 * until the engine is through.
 */
export type Lane = Readonly<{ client: ClickHouseClient }>;

export type Lanes = Readonly<{
  take(signal?: AbortSignal): Promise<Lane>;
  give(lane: Lane): void;
  use<R>(work: (lane: Lane) => Promise<R>, signal?: AbortSignal): Promise<R>;
  close(): Promise<void>;
}>;

export function openLanes(clients: readonly ClickHouseClient[]): Lanes {
  const lanes = clients.map((client): Lane => ({ client }));
  const free = [...lanes];
  const waiting: ((lane: Lane) => void)[] = [];
  let closed = false;

  function give(lane: Lane): void {
    const next = waiting.shift();
    if (next) next(lane);
    else free.push(lane);
  }

  function take(signal?: AbortSignal): Promise<Lane> {
    if (closed) return Promise.reject(new Error("the observation store is closed"));
    if (signal?.aborted) return Promise.reject(signal.reason);
    const lane = free.pop();
    if (lane) return Promise.resolve(lane);
    return new Promise((resolve, reject) => {
      const onLane = (given: Lane): void => {
        signal?.removeEventListener("abort", onAbort);
        resolve(given);
      };
      const onAbort = (): void => {
        const at = waiting.indexOf(onLane);
        if (at >= 0) waiting.splice(at, 1);
        reject(signal?.reason);
      };
      waiting.push(onLane);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  async function use<R>(work: (lane: Lane) => Promise<R>, signal?: AbortSignal): Promise<R> {
    const lane = await take(signal);
    const done = work(lane).finally(() => give(lane));
    if (!signal) return done;
    done.catch(() => undefined);
    return Promise.race([done, aborted(signal)]);
  }

  return {
    take,
    give,
    use,
    close: async () => {
      const held: Lane[] = [];
      while (held.length < lanes.length) held.push(await take());
      closed = true;
      await Promise.all(lanes.map(({ client }) => client.close()));
    },
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
