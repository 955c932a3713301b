import { sql } from "kysely";
import type { Platform } from "#kernel/platform.ts";
import { type Rounds, startRounds } from "#kernel/rounds.server.ts";
import { civilDate, day, hour } from "#kernel/time.ts";
import { systemActor } from "#store/actor.ts";
import type { Register } from "./define.ts";
import { withinOf } from "./within.ts";

/** A platform that stood still so long still finds every boundary that began or ended to hold meanwhile. */
const lookBackDays = 40;

/**
 * Boundaries begin and end to hold by the calendar, without anybody writing: each hour, rows within those whose day came are derived again.
 * What is right already is left alone.
 */
export function startPlaceDue(platform: Platform, list: readonly Register[]): Rounds {
  return startRounds({
    name: "place due",
    everyMs: hour,
    log: platform.log,
    round: () => rederiveDue(platform, list),
  });
}

export async function rederiveDue(
  platform: Pick<Platform, "postgres" | "now">,
  list: readonly Register[],
): Promise<void> {
  const registers = new Map(list.map((register) => [register.id, register]));
  const today = platform.now();
  for (const { key, target } of list.flatMap((register) => withinOf(register, registers)))
    if (target.dated)
      await platform.postgres.transact(systemActor("place"), (tx) =>
        sql`select ${sql.ref(`register.${key}_due`)}(${civilDate(today - lookBackDays * day)}::date, ${civilDate(today)}::date)`.execute(
          tx,
        ),
      );
}
