import type { Cadence } from "./compose.ts";
import { day, hour, minute } from "./noise.ts";

/**
 * What a device must send next: pure in what was acknowledged so far and the clock. Nothing is due before its period is over, so
 * nothing is ever in the future.
 */
export type Cursor = Record<Cadence, number>;
/** Milliseconds between the packets of a cadence. */
export type Lengths = Readonly<Record<Cadence, number>>;
export type Due = Readonly<{ cadence: Cadence; from: number; length: number; at: number }>;

const offset = 8 * hour;

/** How far back a device sends what it still holds: a week of hours and days, six hours of minutes, five minutes of readings. */
export const memory = {
  hour: 7 * day,
  day: 7 * day,
  minute: 6 * hour,
  realtime: 5 * minute,
} as const satisfies Cursor;

/** Start of the period that holds a moment; days begin at local midnight. */
export const periodStart = (time: number, length: number): number =>
  Math.floor((time + offset) / length) * length - offset;

/** The cursor of a device that has sent nothing: the first period of its memory. */
export function freshCursor(now: number, lengths: Lengths): Cursor {
  const first = (cadence: Cadence) => periodStart(now - memory[cadence], lengths[cadence]) + lengths[cadence];
  return { hour: first("hour"), day: first("day"), minute: first("minute"), realtime: first("realtime") };
}

/** Moves a cursor past what the memory of the device no longer holds. */
export function forgotten(cursor: Cursor, now: number, lengths: Lengths): Cursor {
  const fresh = freshCursor(now, lengths);
  const kept = (cadence: Cadence) => {
    const aligned = periodStart(cursor[cadence], lengths[cadence]);
    return Math.max(aligned, fresh[cadence]);
  };
  return { hour: kept("hour"), day: kept("day"), minute: kept("minute"), realtime: kept("realtime") };
}

/**
 * Seconds that a device lets pass after a period, so that not all send at once: readings within their own interval, hours and
 * days within two minutes.
 */
function delayOf(cadence: Cadence, lengths: Lengths, number: number): number {
  if (cadence === "realtime") return ((number * 7919) % 97) * (lengths.realtime / 97);
  if (cadence === "minute") return ((number * 7919) % 97) * (Math.min(minute, lengths.minute) / 97);
  return 15_000 + ((number * 7919) % 997) * 100;
}

/** What is sent first when several things are due: what tells most about now. */
const urgency = ["realtime", "minute", "hour", "day"] as const satisfies Cadence[];

/**
 * The next thing to send: of what is due by `now` the most telling about the present, so that a long backlog does not hide it; else
 * whatever falls due first. Within a cadence always the oldest. A reading is of the moment at which it is due.
 */
export function nextDue(cursor: Readonly<Cursor>, lengths: Lengths, number: number, now = 0): Due {
  const waiting = urgency.map((cadence): Due => {
    const length = lengths[cadence];
    const delay = delayOf(cadence, lengths, number);
    const isMoment = cadence === "realtime";
    const from = isMoment ? Math.floor((cursor[cadence] + delay) / 1000) * 1000 : cursor[cadence];
    return { cadence, from, length, at: isMoment ? from : from + length + delay };
  });
  const due = waiting.find((one) => one.at <= now);
  return due ?? waiting.reduce((first, one) => (one.at < first.at ? one : first));
}

/** The cursor after the acknowledgement of what was due. */
export function advance(cursor: Cursor, due: Due): void {
  cursor[due.cadence] += due.length;
}
