import type { ClockShown } from "#kernel/clock/clock.server.ts";
import type { Title } from "#kernel/title.ts";

export type CaseLine = Readonly<{
  at: number;
  who: string;
  act: string;
  from: string | null;
  to: string | null;
  note: string;
  /** What was filled in, with the titles that it had then. */
  filled: readonly Readonly<{ title: string; value: string }>[];
}>;

/** What a paper or a binding says of a case: read from the case, its clocks, its timeline and the domain that it belongs to. */
export type CaseFacts = Readonly<{
  id: string;
  number: string;
  title: string;
  definition: Title;
  state: string;
  category: string;
  subject: string;
  region: string;
  organ: Readonly<{ id: string; name: string }>;
  party: Readonly<{ id: string; name: string }> | null;
  openedAt: number;
  dueAt: number | null;
  closedAt: number | null;
  sample: boolean;
  facts: readonly Readonly<{ title: string; value: string }>[];
  lines: readonly CaseLine[];
  clocks: readonly ClockShown[];
}>;
