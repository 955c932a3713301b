import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";

/** Rows of one register that were just written, all in the same way. */
export type RegisterChange = Readonly<{
  ids: readonly string[];
  actor: Actor;
  how: "create" | "amend" | "import" | "undo";
  /** Epoch milliseconds. */
  now: number;
}>;
export type RegisterEffect = (tx: Tx, change: RegisterChange) => Promise<void>;

const effects = new Map<string, RegisterEffect[]>();

/** What shall follow whenever rows of a register are written, however they are written: given once, when a domain's files are read. */
export function provideRegisterEffect(registerId: string, effect: RegisterEffect): void {
  effects.set(registerId, [...(effects.get(registerId) ?? []), effect]);
}

/** Runs them in the transaction that wrote the rows, in the order in which they were given: either all of it holds or nothing. */
export async function runRegisterEffects(tx: Tx, registerId: string, change: RegisterChange): Promise<void> {
  if (change.ids.length === 0) return;
  for (const effect of effects.get(registerId) ?? []) await effect(tx, change);
}
