/**
 * Numbers every packet as it is cut from the stream, before anyone has judged it: the loss ledger compares the highest number with the
 * rows. What must not change: number and time are taken together, at the socket, in the order of the stream, so that the hour of a
 * number is the hour of its row, and what a crash loses is always the end of a sequence.
 */
export type Arrivals = Readonly<{
  /** Names this run of the process; numbers start again with it. */
  boot: number;
  /** Microseconds since 1970, strictly rising for the whole process, so for each device too. */
  next(mn: string): Numbered;
}>;
export type Numbered = Readonly<{ received: number; arrival: number }>;

const hourUs = 3_600_000_000;

/** `floor`: the highest `received` ever stored, so that time rises across restarts even when the clock was set back. */
export function createArrivals(options: { floor: number; now: () => number }): Arrivals {
  let last = options.floor;
  const boot = tick();
  let hour = 0;
  let counts = new Map<string, number>();

  function tick(): number {
    const now = Math.floor(options.now() * 1000);
    last = now > last ? now : last + 1;
    return last;
  }

  return {
    boot,
    next: (mn) => {
      const received = tick();
      const of = Math.floor(received / hourUs);
      if (of !== hour) {
        hour = of;
        counts = new Map();
      }
      const arrival = (counts.get(mn) ?? 0) + 1;
      counts.set(mn, arrival);
      return { received, arrival };
    },
  };
}
