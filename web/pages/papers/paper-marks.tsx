import { type Urgency, urgencies } from "#kernel/paper/content.ts";
import type { PaperState } from "#kernel/paper/flow.ts";
import type { IncomingState } from "#kernel/paper/incoming.ts";
import type { Title } from "#kernel/title.ts";
import { t } from "#kernel/view/language.view.tsx";
import type { Status } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";

type Look = Pick<Status, "hue" | "shape">;
const waits: Look = { hue: "orange", shape: "dot" };
const decides: Look = { hue: "orange", shape: "diamond" };
const papers: Readonly<Record<PaperState, Look>> = {
  draft: { hue: "grey", shape: "ring" },
  countersign: { hue: "blue", shape: "half" },
  review: waits,
  approval: decides,
  issued: waits,
  numbered: waits,
  sealed: waits,
  sent: { hue: "green", shape: "dot" },
  filed: { hue: "grey", shape: "square" },
  void: { hue: "grey", shape: "cross" },
};
const incoming: Readonly<Record<IncomingState, Look>> = {
  registered: waits,
  proposed: decides,
  instructed: { hue: "blue", shape: "dot" },
  reading: { hue: "blue", shape: "half" },
  filed: { hue: "grey", shape: "square" },
};

/** Where a paper stands: whose turn it is decides the hue. */
export const PaperStateMark = ({ state }: Readonly<{ state: Readonly<{ id: PaperState; title: Title }> }>) => (
  <StatusMark status={{ ...papers[state.id], title: state.title }} />
);

export const IncomingStateMark = ({ state }: Readonly<{ state: Readonly<{ id: IncomingState; title: Title }> }>) => (
  <StatusMark status={{ ...incoming[state.id], title: state.title }} />
);

export function UrgencyTag({ urgency }: Readonly<{ urgency: Urgency }>) {
  if (urgency === "none") return null;
  return <span className="paper-urgency">{t(urgencies[urgency])}</span>;
}
