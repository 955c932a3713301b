import type { Platform } from "#kernel/platform.ts";

/**
 * Long work of this process: reading a file, writing it. The person's request is answered at once; the work says how far it is in the
 * import's own line, so that any process can tell, and one that dies leaves what can be begun again.
 */
const running = new Map<string, Promise<void>>();

export const isRunning = (id: string): boolean => running.has(id);

/** Begins work for an import unless some is under way here. What it throws is a bug by then, and is logged. */
export function begin(platform: Platform, id: string, work: () => Promise<void>): void {
  if (running.has(id)) return;
  const promise = work()
    .catch((error: Error) => platform.log(`import ${id}: ${error.stack ?? error.message}`))
    .finally(() => running.delete(id));
  running.set(id, promise);
}

/** When nothing runs any more; for a stop that lets work end, and for tests. */
export const idle = async (): Promise<void> => {
  await Promise.all(running.values());
};
