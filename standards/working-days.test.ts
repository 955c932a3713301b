import { describe, expect, test } from "vitest";
import { calendarYears, fixedHolidays } from "./calendar-years.ts";
import { isCivilDate, weekday } from "./civil-date.ts";
import {
  addNaturalDays,
  addWorkingDays,
  calendarDay,
  isWorkingDay,
  penaltyLawUnit,
  workingDaysBetween,
} from "./working-days.ts";

describe("days of the announced calendar", () => {
  test.each([
    ["2026-10-10", "make-up workday", true],
    ["2026-02-14", "make-up workday", true],
    ["2026-02-15", "holiday", false],
    ["2026-02-23", "holiday", false],
    ["2026-02-24", "workday", true],
    ["2026-10-07", "holiday", false],
    ["2026-11-21", "weekend", false],
    ["2026-11-23", "workday", true],
    ["2025-05-02", "holiday", false],
    ["2025-04-27", "make-up workday", true],
  ])("%s is a %s", (date, kind, working) => {
    expect(calendarDay(date, calendarYears)).toMatchObject({ kind, working, provisional: false });
    expect(isWorkingDay(date, calendarYears)).toBe(working);
  });

  test("entries are days of their year; make-up days are weekend days and no holidays; fixed holidays are in", () => {
    for (const { year, holidays, makeUpWorkdays, verified } of calendarYears) {
      expect(verified).toBe(false);
      for (const date of [...holidays, ...makeUpWorkdays]) {
        expect(isCivilDate(date)).toBe(true);
        expect(date.startsWith(`${year}-`)).toBe(true);
      }
      expect(makeUpWorkdays.every((d) => weekday(d) > 5 && !holidays.includes(d))).toBe(true);
      for (const monthDay of fixedHolidays[0]?.monthDays ?? []) expect(holidays).toContain(`${year}-${monthDay}`);
    }
  });

  test("放假办法 2024: 13 statutory days, so the year loses 13 working days to its weekends and holidays", () => {
    for (const { year } of calendarYears) {
      const { days } = workingDaysBetween(`${year}-01-01`, `${year + 1}-01-01`, calendarYears);
      const weekdays = workingDaysBetween(`${year}-01-01`, `${year + 1}-01-01`, [
        { year, source: "weekends only", verified: false, holidays: [], makeUpWorkdays: [] },
      ]).days;
      expect(weekdays - days).toBe(13);
    }
  });
});

describe("counting", () => {
  test("five working days from 2026-02-13 end on 2026-02-27: the start day is not counted", () => {
    const counted = addWorkingDays("2026-02-13", 5, calendarYears);
    expect(counted.due).toBe("2026-02-27");
    expect(counted.counted).toEqual(["2026-02-14", "2026-02-24", "2026-02-25", "2026-02-26", "2026-02-27"]);
    expect(counted.skipped).toHaveLength(9);
    expect(counted).toMatchObject({ provisional: false, verified: false });
  });

  test("2026-09-30 to 2026-10-12 holds five working days", () => {
    expect(workingDaysBetween("2026-09-30", "2026-10-13", calendarYears)).toEqual({ days: 5, provisional: false });
    expect(addWorkingDays("2026-09-30", 4, calendarYears).due).toBe("2026-10-12");
  });

  test("backwards, for what must be done before a day", () => {
    expect(addWorkingDays("2026-10-12", -4, calendarYears)).toMatchObject({
      due: "2026-09-30",
      counted: ["2026-10-10", "2026-10-09", "2026-10-08", "2026-09-30"],
    });
  });

  test("a year that was not announced is counted provisionally, fixed holidays kept", () => {
    const counted = addWorkingDays("2026-12-30", 3, calendarYears);
    expect(counted).toMatchObject({ due: "2027-01-05", provisional: true, verified: false });
    expect(counted.counted).toEqual(["2026-12-31", "2027-01-04", "2027-01-05"]);
    expect(calendarDay("2027-01-01", calendarYears)).toMatchObject({ kind: "holiday", provisional: true });
    expect(calendarDay("2027-02-06", calendarYears)).toMatchObject({ kind: "weekend", provisional: true });
    expect(workingDaysBetween("2026-12-31", "2027-01-05", calendarYears)).toEqual({ days: 2, provisional: true });
  });

  test("a holiday added later moves the due day", () => {
    const amended = calendarYears
      .filter((y) => y.year === 2026)
      .map((y) => ({ ...y, holidays: [...y.holidays, "2026-11-24"] }));
    expect(addWorkingDays("2026-11-23", 1, calendarYears).due).toBe("2026-11-24");
    expect(addWorkingDays("2026-11-23", 1, [...calendarYears, ...amended]).due).toBe("2026-11-25");
  });

  test("natural days roll to the next working day", () => {
    expect(addNaturalDays("2026-09-18", 15, calendarYears)).toMatchObject({ due: "2026-10-08", provisional: false });
    expect(addNaturalDays("2026-09-18", 15, calendarYears).counted).toHaveLength(15);
    expect(addNaturalDays("2026-11-02", 15, calendarYears)).toMatchObject({ due: "2026-11-17", skipped: [] });
  });

  test("zero days is the start day; a broken number or day is a bug", () => {
    expect(addWorkingDays("2026-11-22", 0, calendarYears)).toMatchObject({ due: "2026-11-22", counted: [] });
    expect(() => addWorkingDays("2026-11-22", 1.5, calendarYears)).toThrow(RangeError);
    expect(() => addWorkingDays("2026-02-30", 1, calendarYears)).toThrow(RangeError);
  });
});

test("行政处罚法 Art. 85: two, three, five and seven days are working days, ninety and fifteen are not", () => {
  expect([2, 3, 5, 7].map(penaltyLawUnit)).toEqual(Array(4).fill("working-day"));
  expect([15, 90, 1, 10].map(penaltyLawUnit)).toEqual(Array(4).fill("natural-day"));
});
