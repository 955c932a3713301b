import type { Register } from "#kernel/register/define.ts";

/** How two rows of a register are suspected to be one thing, and what else than registers points to its rows. */
export type DuplicateRule = Readonly<{
  register: Register;
  /** A code whose part stays when the whole is given anew: of a credit code the organisation's nine characters. */
  code?: Readonly<{ field: string; from: number; length: number }>;
  /** Position by which near is told from far. */
  place?: string;
  /** Columns outside of registers that hold the id of a row: "<schema>.<table>", its column and its key. */
  references: readonly Readonly<{ table: string; column: string; key: string }>[];
}>;

/** Names alike by this much (share of common trigrams), and not further than this, are shown. */
export const alike = 0.45;
export const nearMetres = 3_000;
