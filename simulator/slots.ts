/** At most `count` pieces of work at a time; the others wait in the order in which they came. */
export type Slots = Readonly<{ within<T>(work: () => Promise<T>): Promise<T> }>;

export function createSlots(count: number): Slots {
  let free = count;
  const queue: (() => void)[] = [];
  const take = () =>
    new Promise<void>((resolve) => {
      if (free > 0) {
        free--;
        resolve();
      } else queue.push(resolve);
    });
  const release = () => {
    const next = queue.shift();
    if (next) next();
    else free++;
  };
  return {
    async within(work) {
      await take();
      try {
        return await work();
      } finally {
        release();
      }
    },
  };
}
