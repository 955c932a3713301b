import { uuidPattern } from "#kernel/id.ts";
import type { Title } from "#kernel/title.ts";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { Timeline, type TimelineEntry } from "#kernel/view/timeline.view.tsx";
import { Unverified } from "#kernel/view/unverified.view.tsx";
import { words } from "../../language.ts";
import type { CaseEvent } from "./answers.ts";

/** What happened to a case, newest first: who did what in whose name, what was filled in, and on what paragraph it stands. */
export function CaseStory({ events }: Readonly<{ events: readonly CaseEvent[] }>) {
  return <Timeline entries={[...events].reverse().map(entryOf)} />;
}

function entryOf(event: CaseEvent, index: number): TimelineEntry {
  const moved = event.from && event.to ? `${t(event.from)} → ${t(event.to)}` : event.to ? t(event.to) : "";
  const basis = basisOf(event);
  const filled = Object.entries(event.detail ?? {}).flatMap(([name, value]) => filledOf(name, value));
  return {
    key: `${event.at}-${index}`,
    at: event.at,
    what: t(event.act),
    who: [event.by?.name, event.by?.organ, moved].filter(Boolean).join(" · "),
    note:
      filled.length > 0 || event.note || basis.length > 0 ? (
        <>
          {filled.map((one) => (
            <div key={one.title}>
              <span className="quiet">{one.title}：</span>
              {one.value}
            </div>
          ))}
          {event.note}
          {basis.map(({ law, article, verified }) => (
            <div key={`${law}${article}`} className="quiet">
              {t("依据：", "Basis: ")}
              {law}
              {article} <Unverified verified={verified} />
            </div>
          ))}
        </>
      ) : undefined,
  };
}

/** What was filled in, with the titles that it had at the time; identifiers are for the machine and are left out. */
function filledOf(name: string, value: unknown): { title: string; value: string }[] {
  if (typeof value !== "object" || value === null || !("value" in value)) return [];
  const { title, shown, value: given } = value as { title?: Title; shown?: Title | string; value: unknown };
  const text = words(shown ?? String(given));
  if (uuidPattern.test(text)) return [];
  const isTime = /^\d{4}-\d\d-\d\dT/.test(text);
  return [{ title: title ? t(title) : name, value: isTime ? timeText(text) : text }];
}

type Said = Readonly<{ law: string; article: string; verified: boolean }>;
const basisOf = ({ detail }: CaseEvent): readonly Said[] =>
  Array.isArray(detail?.basis) ? (detail.basis as readonly Said[]) : [];
