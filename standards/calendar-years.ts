import type { Dated } from "./edition.ts";
import type { CalendarYear } from "./working-days.ts";

/**
 * Official calendars by year. The State Council announces each year in the autumn before; a year that is not here can
 * only be counted provisionally. A new year is a new entry, and open deadlines are then counted again. Local days off
 * (放假办法 Art. 4) are not national and are not here: an organ adds them to its own copy.
 */
export const calendarYears: readonly CalendarYear[] = [
  {
    year: 2025,
    source: "npm chinese-days 1.5.7 (MIT), data of 2025; the State Council notice itself was not read",
    verified: false,
    holidays: [
      "2025-01-01",
      ...days("2025-01", 28, 31),
      ...days("2025-02", 1, 4),
      ...days("2025-04", 4, 6),
      ...days("2025-05", 1, 5),
      "2025-05-31",
      ...days("2025-06", 1, 2),
      ...days("2025-10", 1, 8),
    ],
    makeUpWorkdays: ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"],
  },
  {
    year: 2026,
    source: "npm chinese-days 1.5.7 (MIT), data of 2026; the State Council notice itself was not read",
    verified: false,
    holidays: [
      ...days("2026-01", 1, 3),
      ...days("2026-02", 15, 23),
      ...days("2026-04", 4, 6),
      ...days("2026-05", 1, 5),
      ...days("2026-06", 19, 21),
      ...days("2026-09", 25, 27),
      ...days("2026-10", 1, 7),
    ],
    makeUpWorkdays: ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"],
  },
];

/**
 * Holidays on fixed days of the Gregorian calendar, which are known before a year is announced. Spring Festival,
 * Qingming, Dragon Boat and Mid-Autumn depend on the lunar calendar, and days moved by 调休 on the notice: neither is
 * computed.
 */
export const fixedHolidays: readonly Dated<{ monthDays: readonly string[] }>[] = [
  {
    monthDays: ["01-01", "05-01", "05-02", "10-01", "10-02", "10-03"],
    validFrom: "2025-01-01",
    source: "全国年节及纪念日放假办法 (2024-11-10)",
    verified: true,
  },
];

function days(month: string, first: number, last: number): readonly string[] {
  return Array.from({ length: last - first + 1 }, (_, i) => `${month}-${String(first + i).padStart(2, "0")}`);
}
