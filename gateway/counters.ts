/** What the gateway counts since its start, for /metrics and the tests. Packets by verdict are counted when their rows are committed. */
export type Counters = {
  connections: number;
  open: number;
  bytes: number;
  received: number;
  stored: number;
  duplicate: number;
  rejected: number;
  readings: number;
  answered: number;
  commits: number;
  retries: number;
  halfPackets: number;
  idleClosed: number;
  floods: number;
  pauses: number;
};

export const newCounters = (): Counters => ({
  connections: 0,
  open: 0,
  bytes: 0,
  received: 0,
  stored: 0,
  duplicate: 0,
  rejected: 0,
  readings: 0,
  answered: 0,
  commits: 0,
  retries: 0,
  halfPackets: 0,
  idleClosed: 0,
  floods: 0,
  pauses: 0,
});
