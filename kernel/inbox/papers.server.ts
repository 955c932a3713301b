import type { Calendar } from "#kernel/clock/calendar.ts";
import { lightOf, remainingOf } from "#kernel/clock/due.ts";
import type { PaperLine } from "#kernel/paper/waiting.server.ts";
import { day, isoTime } from "#kernel/time.ts";
import type { InboxItem } from "./contract.ts";

/** A paper as a line of the inbox. Its light is that of the date by which the sender of an incoming paper wants it done; others have none. */
export function paperItem(line: PaperLine, calendar: Calendar, now: number): InboxItem {
  const { what, id, title, number, kind, step, region, organ, from, link, version, sample } = line;
  return {
    key: `${what}/${id}`,
    kind: what,
    id,
    title,
    number: number ?? "",
    link,
    case: line.case,
    definition: kind,
    step,
    region,
    organ,
    from,
    assignee: null,
    ...clockOf(line.due, calendar, now),
    supervised: false,
    acts: [],
    version,
    done: null,
    sample,
  };
}

type Clock = Pick<InboxItem, "due" | "light" | "remainingDays">;

function clockOf(due: PaperLine["due"], calendar: Calendar, now: number): Clock {
  if (due === null) return { due: null, light: null, remainingDays: null };
  const end = Date.parse(`${due.on}T00:00:00+08:00`) + day;
  const remaining = remainingOf("natural-day", end, now, calendar);
  const amount = Math.max(1, Math.round((end - due.receivedAt) / day));
  return {
    due: isoTime(end),
    light: lightOf("running", { unit: "natural-day", amount }, remaining, false),
    remainingDays: remaining,
  };
}
