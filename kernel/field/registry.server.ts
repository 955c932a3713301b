import type { Tx } from "#store/postgres.ts";
import type { Outline } from "./tasks.server.ts";

/** Which acts of a kind of case are done on the spot, and where the spot is. Domains tell; the kernel knows no domain. */
export type FieldWork = Readonly<{
  /** Id of the case definition. */
  definition: string;
  /** Acts done on the spot, beside those whose definition asks for evidence with a position. */
  acts?: readonly string[];
  /** Where the case lies; without it the register row that the case is about says so. */
  place?(tx: Tx, task: Readonly<{ id: string; subject: Readonly<{ kind: string; id: string }> }>): Promise<FieldPlace>;
}>;

export type FieldPlace = Readonly<{ location: Readonly<{ lon: number; lat: number }> | null; outline: Outline | null }>;

const works = new Map<string, FieldWork>();

export function provideFieldWork(work: FieldWork): void {
  works.set(work.definition, work);
}

export const fieldWork = (definition: string): FieldWork | undefined => works.get(definition);
