import type { Platform } from "#kernel/platform.ts";

/**
 * What must take work before the platform calls itself ready. A part says so itself; the engines are asked each time. Who asks learns
 * only which part, never why: the reasons are in the log.
 */
const parts = new Map<string, () => boolean>();

/** Names a part that must be working from now on; the returned function ends that. */
export function watchPart(name: string, works: () => boolean): () => void {
  parts.set(name, works);
  return () => parts.delete(name);
}

export async function healthOf(platform: Platform): Promise<{ ready: boolean; parts: Record<string, boolean> }> {
  const [postgres, clickhouse] = await Promise.all([platform.postgres.ping(), platform.observe.ping()]);
  const state: Record<string, boolean> = { postgres, clickhouse };
  for (const [name, works] of parts) state[name] = works();
  return { ready: Object.values(state).every(Boolean), parts: state };
}
