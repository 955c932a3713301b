import type { CaseDefinition, Transition } from "#kernel/case/define.ts";
import { listCases, readCase } from "#kernel/case/reading.server.ts";
import { caseKind, caseKinds } from "#kernel/case/registry.server.ts";
import { countEvidence } from "#kernel/evidence/count.server.ts";
import { placeFields, type Register } from "#kernel/register/define.ts";
import { readOutline } from "#kernel/register/outline.server.ts";
import { isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { FieldAct, FieldTask, FieldTasks } from "./contract.ts";
import { type FieldPlace, type FieldWork, fieldWork } from "./registry.server.ts";

export type Outline = NonNullable<FieldTask["outline"]>;

/** As much as one person can work through on a trip; the most urgent first. */
const mostTasks = 100;
const open = "draft,open,waiting,decision";
const nowhere: FieldPlace = { location: null, outline: null };

/** Acts done on the spot: those whose definition asks for evidence with a position, and those that the domain names. */
const onTheSpot = ({ id, transitions }: CaseDefinition): [string, Transition][] =>
  Object.entries(transitions).filter(
    ([act, { evidence }]) => evidence?.position === true || (fieldWork(id)?.acts ?? []).includes(act),
  );

/** The cases in which the actor's organ has something to do on the spot, each with all that its form needs without a network. */
export async function fieldTasks(tx: Tx, actor: Extract<Actor, { kind: "person" }>, now: number): Promise<FieldTasks> {
  const kinds = caseKinds().filter(({ definition }) => onTheSpot(definition).length > 0);
  const states = kinds.flatMap(({ definition }) => onTheSpot(definition).flatMap(([, { from }]) => from));
  const items: FieldTask[] = [];
  let after: string | undefined;
  let more = false;
  while (kinds.length > 0) {
    const page = await listCases(
      tx,
      actor,
      {
        definition: kinds.map(({ definition }) => definition.id).join(","),
        state: [...new Set(states)].join(","),
        category: open,
        mine: true,
        sort: "due",
        limit: mostTasks,
        ...(after ? { after } : {}),
      },
      now,
    );
    for (const { id } of page.items as { id: string }[]) {
      if (items.length === mostTasks) more = true;
      else {
        const task = await taskOf(tx, actor, id, now);
        if (task) items.push(task);
      }
    }
    if (!page.next || more) break;
    after = page.next;
  }
  return { person: actor.id, at: isoTime(now), items, more };
}

/** A case that has something to do on the spot, with every act of the moment that can be done there: who stands before it decides. */
async function taskOf(tx: Tx, actor: Actor, id: string, now: number): Promise<FieldTask | undefined> {
  const shown = await readCase(tx, actor, id, now);
  const { definition } = caseKind(shown.definition.id);
  const spot = onTheSpot(definition).map(([act]) => act);
  if (!shown.acts.some(({ id: act }) => spot.includes(act))) return undefined;
  const acts: FieldAct[] = [];
  for (const { id: act } of shown.acts) {
    const transition = definition.transitions[act];
    if (transition && (spot.includes(act) || transition.evidence)) acts.push(await actOf(tx, id, act, transition));
  }
  return { ...shown, ...(await placeOf(tx, definition.id, { id, subject: shown.subject })), acts };
}

async function actOf(tx: Tx, caseId: string, id: string, { title, fields, evidence }: Transition): Promise<FieldAct> {
  const asked = evidence && {
    atLeast: evidence.atLeast,
    ...(evidence.kinds ? { kinds: [...evidence.kinds] } : {}),
    position: evidence.position === true,
    has: await countEvidence(tx, caseId, evidence),
  };
  return { id, title, fields: fields.map((field) => ({ ...field })), evidence: asked ?? null };
}

async function placeOf(
  tx: Tx,
  definition: string,
  task: Parameters<NonNullable<FieldWork["place"]>>[1],
): Promise<FieldPlace> {
  const given = fieldWork(definition)?.place;
  if (given) return given(tx, task);
  const row = await caseKind(definition).subject?.(tx, task.id);
  return row ? placeOfRow(tx, row.register, row.id) : nowhere;
}

/** Position and outline of a register row, from whichever fields of place it has. */
export async function placeOfRow(tx: Tx, register: Register, id: string): Promise<FieldPlace> {
  let place = nowhere;
  for (const field of placeFields(register)) {
    const { geometry } = await readOutline(tx, register, { id, field });
    if (geometry?.type === "Point") {
      const [lon, lat] = geometry.coordinates;
      if (lon !== undefined && lat !== undefined) place = { ...place, location: { lon, lat } };
    } else if (geometry) place = { ...place, outline: { type: geometry.type, coordinates: [...geometry.coordinates] } };
  }
  return place;
}
