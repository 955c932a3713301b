/**
 * How far the clock of this device is ahead of the platform's. Measured from the `x-server-time` header of answers; kept, because the field has no
 * platform to ask.
 */
const storageKey = "saihan.clock-offset";
/** A measurement is worth no more than the time its answer took. */
const longestAnswerMs = 10_000;

export type Measured = Readonly<{ offsetMs: number; at: number }>;

/** Offset in ms (positive: the device is ahead), from the header of an answer that was asked for at `sent` and came at `received` by the device. */
export function offsetFrom(serverTime: string | null, sent: number, received: number): number | undefined {
  const platform = serverTime === null ? Number.NaN : Date.parse(serverTime);
  if (Number.isNaN(platform) || received < sent || received - sent > longestAnswerMs) return undefined;
  return Math.round((sent + received) / 2 - platform);
}

export function noteAnswer(answer: Response, sent: number, received = Date.now()): void {
  const offsetMs = offsetFrom(answer.headers.get("x-server-time"), sent, received);
  if (offsetMs !== undefined) localStorage.setItem(storageKey, JSON.stringify({ offsetMs, at: received }));
}

export function knownOffset(): Measured | null {
  const kept = localStorage.getItem(storageKey);
  return kept === null ? null : (JSON.parse(kept) as Measured);
}

/** Differences below this come from the measurement and are not worth a word. */
export const worthSayingMs = 60_000;
