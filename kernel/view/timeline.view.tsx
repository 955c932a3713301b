import type { ReactNode } from "react";
import { timeText } from "./format.ts";
import { t } from "./language.view.tsx";
import type { Hue } from "./status.ts";
import { Empty } from "./waiting.view.tsx";

export type TimelineEntry = Readonly<{
  key: string;
  at: string;
  what: ReactNode;
  /** Who did it; the platform when nobody did. */
  who?: ReactNode;
  note?: ReactNode;
  hue?: Hue;
}>;

/** What happened, newest first as given: when, what, who, and the note that was left. */
export function Timeline({ entries, empty }: Readonly<{ entries: readonly TimelineEntry[]; empty?: string }>) {
  if (entries.length === 0) return <Empty title={empty ?? t("还没有经过", "Nothing has happened yet")} />;
  return (
    <ol className="timeline">
      {entries.map((entry) => (
        <li key={entry.key}>
          <i style={entry.hue && { background: `var(--${entry.hue})` }} />
          <div className="timeline-head">
            <strong>{entry.what}</strong>
            <time dateTime={entry.at}>{timeText(entry.at)}</time>
          </div>
          {entry.who && <div className="timeline-who">{entry.who}</div>}
          {entry.note && <div className="timeline-note">{entry.note}</div>}
        </li>
      ))}
    </ol>
  );
}
