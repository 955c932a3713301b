import { z } from "zod";

/** What the calendar routes take and give; the browser imports the types. */
const civilDay = z.iso.date();

export const calendarReply = z.object({
  year: z.number(),
  /** Whether the notice of the year was taken over; else everything counted through it is provisional. */
  official: z.boolean(),
  source: z.string().nullable(),
  verified: z.boolean(),
  days: z.array(
    z.object({
      date: z.string(),
      kind: z.enum(["workday", "holiday", "make-up"]),
      name: z.string().nullable(),
      source: z.string(),
      verified: z.boolean(),
    }),
  ),
  years: z.array(z.number()),
  /** Days of a year that was not announced which are off by law on their date. */
  fixed: z.array(z.string()),
});

export const calendarDays = z
  .array(z.strictObject({ date: civilDay, working: z.boolean(), name: z.string().trim().max(60).optional() }))
  .max(400);

export const previewBody = z.strictObject({
  days: calendarDays,
  /** The year whose notice is thereby complete. */
  announces: z.number().int().min(2000).max(2100).optional(),
});

export const changeBody = previewBody.extend({
  /** Title and number of the notice. */
  source: z.string().trim().min(2).max(200),
  /** Whether the notice itself was read. */
  verified: z.boolean(),
  reason: z.string().trim().min(2).max(1000),
});

export const movedReply = z.object({
  /** Days that are other than before. */
  days: z.number(),
  clocks: z.number(),
  cases: z.number(),
  moved: z.array(z.object({ title: z.object({ zh: z.string(), en: z.string() }), from: z.string(), to: z.string() })),
});

export type CalendarReply = z.output<typeof calendarReply>;
export type CalendarPreview = z.output<typeof previewBody>;
export type CalendarChange = z.output<typeof changeBody>;
export type MovedReply = z.output<typeof movedReply>;
