import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { periods } from "./compose.ts";
import { advance, forgotten, freshCursor, memory, nextDue, periodStart } from "./due.ts";

const now = 1_795_485_600_000 + 123_456;

describe("what is due", () => {
  test("is never before its period is over, comes in rising order and starts within the device's memory", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 600 }),
        fc.constantFrom("on" as const, "fast" as const),
        fc.integer({ min: 0, max: 86_400_000 }),
        (number, pace, shift) => {
          const lengths = periods[pace];
          const cursor = freshCursor(now + shift, lengths);
          let last = 0;
          for (let i = 0; i < 400; i++) {
            const due = nextDue(cursor, lengths, number);
            expect(due.at).toBeGreaterThanOrEqual(last);
            expect(due.from).toBeLessThanOrEqual(due.at);
            if (due.cadence !== "realtime") {
              expect(due.from + due.length).toBeLessThanOrEqual(due.at);
              expect((due.from + 8 * 3_600_000) % due.length).toBe(0);
            }
            expect(due.from).toBeGreaterThanOrEqual(now + shift - memory[due.cadence]);
            last = due.at;
            advance(cursor, due);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("tells of the present first, then of the past from its oldest hour", () => {
    const cursor = freshCursor(now, periods.on);
    const order: string[] = [];
    for (let due = nextDue(cursor, periods.on, 5, now); due.at <= now; due = nextDue(cursor, periods.on, 5, now)) {
      order.push(due.cadence);
      advance(cursor, due);
    }
    expect([...new Set(order)]).toEqual(["realtime", "minute", "hour", "day"]);
    expect(order.filter((cadence) => cadence === "hour").length).toBeGreaterThanOrEqual(167);
  });

  test("goes on after a restart where the acknowledgement stopped, and forgets what memory no longer holds", () => {
    const lengths = periods.on;
    const kept = { ...freshCursor(now, lengths), hour: periodStart(now - 3 * 3_600_000, 3_600_000) };
    expect(forgotten(kept, now, lengths).hour).toBe(kept.hour);
    const longAgo = { hour: 0, day: 0, minute: 0, realtime: 0 };
    expect(forgotten(longAgo, now, lengths)).toEqual(freshCursor(now, lengths));
  });

  test("is a week of hours: 168 of them, and seven days", () => {
    const cursor = freshCursor(now, periods.on);
    let hours = 0;
    let days = 0;
    for (let due = nextDue(cursor, periods.on, 5); due.at <= now; due = nextDue(cursor, periods.on, 5)) {
      if (due.cadence === "hour") hours++;
      if (due.cadence === "day") days++;
      advance(cursor, due);
    }
    expect(hours).toBeGreaterThanOrEqual(167);
    expect(days).toBeGreaterThanOrEqual(6);
  });
});
