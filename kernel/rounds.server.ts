/**
 * Work that comes round again and again while the platform runs: sealing, delivering, sweeping. A round is never started while one
 * runs; one that fails is told once for as long as the reason stays the same, and the next tries again, so that a restart of an engine
 * needs nobody. `stop` waits for the round under way.
 */
export type Rounds = Readonly<{
  stop(): Promise<void>;
  /** True while the newest round that ended has succeeded. */
  healthy(): boolean;
}>;

export function startRounds(options: {
  name: string;
  everyMs: number;
  log(line: string): void;
  /** Should end soon when `stopping` says so. */
  round(stopping: () => boolean): Promise<void>;
}): Rounds {
  let stopped = false;
  let told: string | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function once(): Promise<void> {
    try {
      await options.round(() => stopped);
      if (told !== undefined) options.log(`${options.name}: works again`);
      told = undefined;
    } catch (error) {
      const reason = (error as Error).message;
      if (reason !== told && !stopped) options.log(`${options.name}: ${reason}`);
      told = reason;
    }
  }

  let current = once();
  const next = (): void => {
    void current.then(() => {
      if (stopped) return;
      timer = setTimeout(() => {
        current = once();
        next();
      }, options.everyMs);
    });
  };
  next();
  return {
    healthy: () => told === undefined,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}
