import { sql } from "kysely";
import { uuidv7 } from "#kernel/id.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { Calendar } from "./calendar.ts";
import { type ClockRow, derive, readClocks } from "./derive.server.ts";

/**
 * A term is lengthened on a basis, for a reason, within the cap of its rule, and before it is over. Where the rule wants four eyes, one
 * person asks and another grants; until then the clock runs as it did.
 */
export type Asked = Readonly<{
  caseId: string;
  kind: string;
  /** In units of the clock. */
  amount: number;
  reason: string;
}>;
type By = Readonly<{ actor: Actor; now: number; calendar: Calendar }>;

export type Extended = Readonly<{
  clock: ClockRow;
  amount: number;
  state: "asked" | "granted" | "refused";
  dueAt: number;
}>;

const who = (actor: Actor) => (actor.kind === "system" ? { id: `system:${actor.name}`, name: "系统" } : actor);
/** Everyone whose eyes an act used: the person, and the one in whose name the person acts. */
const eyes = (actor: Actor): string[] =>
  actor.kind === "system" ? [`system:${actor.name}`] : [actor.id, ...(actor.onBehalfOf ? [actor.onBehalfOf.id] : [])];

/** Asks for more time, or grants it at once where the rule lets one person decide (`alone`: the act was approved in another way). */
export async function extendClock(
  tx: Tx,
  { caseId, kind, amount, reason }: Asked,
  by: By,
  alone = false,
): Promise<Extended> {
  const { actor, now } = by;
  const clock = (await readClocks(tx, sql`c.case_id = ${caseId} and c.kind = ${kind} and c.state <> 'met'`)).at(-1);
  const rule = clock?.extension_rule;
  if (!clock || !rule) refuse("clock.fixed", { field: "clock" });
  if (clock.state === "overdue" || clock.due_at.getTime() <= now) refuse("clock.over", { field: "clock" });
  if (clock.extensions.some(({ state }) => state === "asked")) refuse("clock.asked", { field: "clock" });
  const left = rule.cap - clock.extended;
  if (!Number.isInteger(amount) || amount < 1 || amount > left)
    refuse("clock.cap", { field: "amount", values: { cap: rule.cap, used: clock.extended, left } });
  const granted = alone || !rule.fourEyes;
  const at = isoTime(now);
  const { id, name } = who(actor);
  await sql`insert into clock.extension (id, clock, case_id, amount, reason, law, article, verified, state, asked_at, asked_by, asked_by_name,
      decided_at, decided_by, decided_by_name)
    values (${uuidv7()}, ${clock.id}, ${caseId}, ${amount}, ${reason}, ${rule.law}, ${rule.article}, ${rule.verified},
      ${granted ? "granted" : "asked"}, ${at}, ${id}, ${name}, ${granted ? at : null}, ${granted ? id : null}, ${granted ? name : null})`.execute(
    tx,
  );
  const dueAt = granted ? await lengthen(tx, clock, amount, by) : clock.due_at.getTime();
  return { clock, amount, state: granted ? "granted" : "asked", dueAt };
}

/** Grants or refuses what was asked; who asked may not decide. */
export async function decideExtension(
  tx: Tx,
  { caseId, id, grant, note }: Readonly<{ caseId: string; id: string; grant: boolean; note: string | undefined }>,
  by: By,
): Promise<Extended> {
  const found = await sql<{
    clock: string;
    amount: number;
    asked_by: string;
  }>`select clock, amount, asked_by from clock.extension
    where id = ${id} and case_id = ${caseId} and state = 'asked' for update`.execute(tx);
  const asked = found.rows[0] ?? refuse("not-found", { values: { what: { zh: "这项延期申请", en: "This request" } } });
  const [clock] = await readClocks(tx, sql`c.id = ${asked.clock}`);
  if (!clock) throw new Error(`the extension ${id} names no clock`);
  if (clock.extension_rule?.fourEyes && eyes(by.actor).includes(asked.asked_by))
    refuse("case.four-eyes", { values: { acts: { zh: "“申请延期”", en: "“ask for more time”" } } });
  if (!grant && !note) refuse("field.required", { field: "note", values: { label: { zh: "理由", en: "Reason" } } });
  const decider = who(by.actor);
  await sql`update clock.extension set state = ${grant ? "granted" : "refused"}, decided_at = ${isoTime(by.now)}, decided_by = ${decider.id},
    decided_by_name = ${decider.name}, note = ${note ?? null} where id = ${id}`.execute(tx);
  const dueAt = grant ? await lengthen(tx, clock, asked.amount, by) : clock.due_at.getTime();
  return { clock, amount: asked.amount, state: grant ? "granted" : "refused", dueAt };
}

async function lengthen(tx: Tx, clock: ClockRow, amount: number, { now, calendar }: By): Promise<number> {
  await sql`update clock.clock set extended = extended + ${amount} where id = ${clock.id}`.execute(tx);
  return derive(tx, { ...clock, extended: clock.extended + amount }, calendar, now);
}
