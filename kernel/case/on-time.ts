import type { Title } from "#kernel/title.ts";

/** How much is done in time, and how that was counted. */
export type OnTime = Readonly<{
  closedOnTime: number;
  closedLate: number;
  openOverdue: number;
  /** 0…1; null where there is nothing to divide by. */
  rate: number | null;
  formula: Title;
}>;
