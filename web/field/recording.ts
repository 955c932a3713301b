import type { FieldAct, FieldTask } from "#kernel/field/contract.ts";
import { isoTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { Command, Filled, Recording } from "./queue.ts";
import type { Draft, Shot } from "./store.ts";

/** From what was filled in to what is sent: each photo as an exhibit of the case, then the act. */
export type Making = Readonly<{
  now: number;
  /** How far this device's clock was last known to be ahead; null when it was never measured. */
  offsetMs: number | null;
  device: string;
  /** The person acted for. */
  onBehalfOf: string | null;
  newId(): string;
}>;

export function commandsOf(draft: Draft, task: FieldTask, making: Making): Omit<Recording, "seq">[] {
  const common = {
    account: draft.account,
    onBehalfOf: making.onBehalfOf,
    subject: task.id,
    deviceAt: making.now,
    offsetMs: making.offsetMs,
  };
  const subject = `${task.number} ${task.subject.name}`;
  const exhibits = draft.shots.map((shot) => ({
    ...common,
    id: making.newId(),
    label: { subject, what: "照片", detail: shot.name, filled: [] },
    path: "/evidence",
    body: exhibitBody(shot, task.id, making.device),
    baseVersion: null,
    photos: [shot.hash],
  }));
  const act = task.acts.find(({ id }) => id === draft.act);
  if (!act) return exhibits;
  const filled = filledIn(act, draft);
  const command = {
    ...common,
    id: making.newId(),
    label: { subject, what: act.title.zh, detail: (filled[0]?.text ?? "").slice(0, 60), filled },
    path: `/cases/${task.id}/acts/${act.id}`,
    body: actBody(act, draft),
    baseVersion: task.version,
    photos: [],
  };
  return [...exhibits, command];
}

/** Times are the device's own; the platform is told how far its clock is ahead. */
function exhibitBody(shot: Shot, owner: string, device: string): Record<string, unknown> {
  return {
    id: shot.id,
    owner: { kind: "case", id: owner },
    hash: shot.hash,
    name: shot.name,
    takenAt: isoTime(shot.takenAt),
    device,
    position: shot.position && { lon: shot.position.lon, lat: shot.position.lat },
    accuracy: shot.position && Math.round(shot.position.accuracy),
    note: shot.note || null,
  };
}

function actBody(act: FieldAct, draft: Draft): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const { name, type } of act.fields) {
    const value =
      type === "files" ? draft.shots.map(({ hash, name: file }) => ({ hash, name: file })) : draft.values[name];
    if (!isEmpty(value)) body[name] = value;
  }
  return body;
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

/** What was filled in as people read it, with the titles of the definition: the task may be gone from the device when it is looked at. */
function filledIn(act: FieldAct, draft: Draft): Filled[] {
  return act.fields.flatMap(({ name, title, type, ...field }) => {
    const value = type === "files" ? draft.shots.map((shot) => shot.name) : draft.values[name];
    if (isEmpty(value)) return [];
    const { choices = [] } = field as { choices?: { value: string; title: Title }[] };
    const chosen = choices.find((choice) => choice.value === value)?.title.zh;
    return [{ name, title, text: chosen ?? textOf(value) }];
  });
}

function textOf(value: unknown): string {
  if (typeof value === "boolean") return value ? "是" : "否";
  if (Array.isArray(value)) return value.join("、");
  if (typeof value === "object" && value !== null && "lon" in value && "lat" in value)
    return `${Number(value.lon).toFixed(6)}, ${Number(value.lat).toFixed(6)}`;
  return String(value);
}

/** Types that need a list which the device does not carry. */
const online = new Set(["organ", "person"]);

/** True when the act can be filled in without a network. */
export const fitsTheField = (act: FieldAct): boolean =>
  act.fields.every(({ type, required }) => !required || !online.has(type));

export type Missing = Readonly<{ field: string } | { evidence: number }>;

/**
 * What the platform would refuse the act for, as far as the device can tell: required fields, and exhibits with those that are at the platform,
 * in the outbox and in the draft together. Undefined when nothing is missing.
 */
export function missingFor(act: FieldAct, draft: Draft, waiting: readonly Command[]): Missing | undefined {
  for (const { name, type, required } of act.fields) {
    const value = type === "files" ? draft.shots : draft.values[name];
    if (required && isEmpty(typeof value === "string" ? value.trim() : value)) return { field: name };
  }
  if (!act.evidence) return undefined;
  const { atLeast, position, kinds, has } = act.evidence;
  const counts = (name: string, placed: boolean) => (!position || placed) && (!kinds || kinds.includes(kindOf(name)));
  const underWay = waiting.filter(
    ({ path, body }) => path === "/evidence" && counts(String(body.name), body.position != null),
  ).length;
  const here = draft.shots.filter((shot) => counts(shot.name, shot.position !== null)).length;
  const lacking = atLeast - has - underWay - here;
  return lacking > 0 ? { evidence: lacking } : undefined;
}

/** What the platform will take a file for, by its name alone; it looks at the bytes itself. */
function kindOf(name: string): string {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  if (["mp4", "mov"].includes(ending)) return "video";
  if (["mp3", "m4a", "wav", "ogg"].includes(ending)) return "sound";
  return ending === "pdf" ? "document" : "photo";
}
