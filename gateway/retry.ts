import type { Counters } from "./counters.ts";

/** Does `work` until it succeeds, ever slower up to five seconds; what is waiting stays unacknowledged meanwhile. */
export async function untilDone<R>(
  work: () => Promise<R>,
  about: { counters: Counters; log(line: string): void },
): Promise<R> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      about.counters.retries++;
      if (attempt % 20 === 0)
        about.log(`gateway: the observation store does not answer (${(error as Error).message}); trying again`);
      await new Promise((resolve) => setTimeout(resolve, Math.min(100 * 2 ** Math.min(attempt, 10), 5_000)));
    }
  }
}
