import type { Title } from "#kernel/title.ts";

/**
 * The outbox of the field, as a pure reducer. What may not change: a command keeps its id (the idempotency key) and its body from the moment
 * it is recorded until the platform has answered it for certain; only then may another command with another key stand in its place. So a
 * command may be sent any number of times and takes effect once.
 */
export const states = ["queued", "sending", "sent", "waiting", "conflict", "refused", "dropped"] as const;
export type State = (typeof states)[number];

/** What the platform said of a command that it did not take. `version`, `who` and `at` are of the row as it stands there now. */
export type Trouble = Readonly<{
  status: number;
  code: string;
  zh: string;
  en: string;
  field?: string;
  theirs?: Theirs;
}>;

/** The other side of a conflict: what stands on the platform, since when and by whom. */
export type Theirs = Readonly<{ version: number; state: string; act: string; who: string; at: string; note: string }>;

export type Filled = Readonly<{ name: string; title: Title; text: string }>;

export type Command = Readonly<{
  /** UUIDv7; the idempotency key. */
  id: string;
  /** The person who recorded it. Nobody else's session sends it. */
  account: string;
  /** In whose name it was recorded (AB 角); null: in the person's own. It is sent in that name whatever the browser does by then. */
  onBehalfOf: string | null;
  /** Commands with the same subject go in the order in which they were recorded. */
  subject: string;
  /** What the list says of it: number and title of the case, what is done, and what was filled in, by the titles of then. */
  label: Readonly<{ subject: string; what: string; detail: string; filled: readonly Filled[] }>;
  path: string;
  body: Readonly<Record<string, unknown>>;
  /** The version of the case that the person saw; null where the write compares none. */
  baseVersion: number | null;
  /** SM3 of the photos that must have arrived before. */
  photos: readonly string[];
  /** Device clock at recording, epoch ms, and how far it was known to be ahead of the platform's then (ms; null: never measured). */
  deviceAt: number;
  offsetMs: number | null;
  /** Order of recording within the device. */
  seq: number;
  state: State;
  /** How often it was sent. */
  attempts: number;
  /** Device clock before which it is not sent again. */
  notBefore: number;
  trouble: Trouble | null;
  /** When its state last changed, device clock. */
  changedAt: number;
  /** Why it was dropped, or by which command it was replaced. */
  reason: string;
  replacedBy: string | null;
}>;

export type Recording = Omit<
  Command,
  "state" | "attempts" | "notBefore" | "trouble" | "changedAt" | "reason" | "replacedBy"
>;

export type Event =
  /** `replaces`: a command that the platform refused and that was filled in anew. */
  | Readonly<{ is: "record"; command: Recording; replaces?: string }>
  | Readonly<{ is: "begin"; id: string; now: number }>
  | Readonly<{ is: "answer"; id: string; outcome: Outcome; now: number }>
  /** A sender begins anew: what was under way when the last one ended is sent again with its old key. */
  | Readonly<{ is: "restart" }>
  | Readonly<{ is: "hurry"; id?: string }>
  /** In place of a command that the platform refused for certain: the same intent with a new key. */
  | Readonly<{
      is: "replace";
      id: string;
      by: Pick<Command, "id" | "body" | "baseVersion">;
      reason: string;
      now: number;
    }>
  | Readonly<{ is: "drop"; id: string; reason: string; now: number }>;

export type Outcome =
  | Readonly<{ is: "taken" }>
  | Readonly<{ is: "conflict"; trouble: Trouble }>
  | Readonly<{ is: "refused"; trouble: Trouble }>
  /** No answer, or one that says nothing about the command: a lost connection, a starting platform. */
  | Readonly<{ is: "unknown"; trouble: Trouble | null; retryAfterMs?: number }>
  /** The session has ended; the command is as it was. */
  | Readonly<{ is: "signed-out" }>;

export type Queue = readonly Command[];

const firstPauseMs = 2_000;
const longestPauseMs = 5 * 60_000;

/** 2 s, 4 s, 8 s … 5 min. */
export const pauseAfter = (attempts: number): number =>
  Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, Math.min(attempts - 1, 20)));

/** The platform has not said for certain what became of it. */
export const isOpen = ({ state }: Pick<Command, "state">): boolean =>
  state === "queued" || state === "sending" || state === "waiting";
/** Waits for the person: nothing happens to it by itself. */
export const needsPerson = ({ state }: Pick<Command, "state">): boolean => state === "conflict" || state === "refused";
/** Counted in 待传: all that has not arrived and was not dropped. */
export const isPending = (command: Pick<Command, "state">): boolean => isOpen(command) || needsPerson(command);
/** May be dropped: what was never sent, or what was refused for certain. Anything else may already have taken effect. */
export const mayDrop = (command: Pick<Command, "state" | "attempts">): boolean =>
  needsPerson(command) || (command.state === "queued" && command.attempts === 0);

/** The queue after an event. An event that does not fit the state of its command changes nothing. */
export function reduce(queue: Queue, event: Event): Queue {
  if (event.is === "record") return withRecord(queue, event);
  if (event.is === "restart")
    return queue.map((command) => (command.state === "sending" ? { ...command, state: "queued" } : command));
  if (event.is === "hurry")
    return queue.map((command) =>
      command.state === "waiting" && (event.id === undefined || event.id === command.id)
        ? { ...command, notBefore: 0 }
        : command,
    );
  const at = queue.findIndex(({ id }) => id === event.id);
  const command = queue[at];
  if (!command) return queue;
  if (event.is === "replace") return replaced(queue, command, event);
  const next = changed(command, event);
  return next === command ? queue : queue.with(at, next);
}

function withRecord(queue: Queue, { command, replaces }: Extract<Event, { is: "record" }>): Queue {
  if (queue.some(({ id }) => id === command.id)) return queue;
  const before = queue.map(
    (one): Command =>
      one.id === replaces && needsPerson(one)
        ? { ...one, state: "dropped", reason: refilled, replacedBy: command.id, changedAt: command.deviceAt }
        : one,
  );
  return [...before, recorded(command)];
}

/** Why a command was dropped that was filled in anew. */
export const refilled = "已修改，另行重发";

const recorded = (command: Recording): Command => ({
  ...command,
  state: "queued",
  attempts: 0,
  notBefore: 0,
  trouble: null,
  changedAt: command.deviceAt,
  reason: "",
  replacedBy: null,
});

function changed(command: Command, event: Extract<Event, { is: "begin" | "answer" | "drop" }>): Command {
  const { now } = event;
  if (event.is === "begin") {
    if (command.state !== "queued" && command.state !== "waiting") return command;
    return { ...command, state: "sending", attempts: command.attempts + 1, changedAt: now };
  }
  if (event.is === "drop")
    return mayDrop(command) && event.reason.trim() !== ""
      ? { ...command, state: "dropped", reason: event.reason.trim(), changedAt: now }
      : command;
  if (command.state !== "sending") return command;
  return answered(command, event.outcome, now);
}

function answered(command: Command, outcome: Outcome, now: number): Command {
  if (outcome.is === "taken") return { ...command, state: "sent", trouble: null, changedAt: now };
  if (outcome.is === "conflict" || outcome.is === "refused")
    return { ...command, state: outcome.is, trouble: outcome.trouble, changedAt: now };
  if (outcome.is === "signed-out") return { ...command, state: "queued", changedAt: now };
  const pause = Math.min(longestPauseMs, Math.max(outcome.retryAfterMs ?? 0, pauseAfter(command.attempts)));
  return { ...command, state: "waiting", trouble: outcome.trouble, notBefore: now + pause, changedAt: now };
}

/** The new command takes the place of the old one in the order of its case; the old one stays as a record. */
function replaced(queue: Queue, command: Command, event: Extract<Event, { is: "replace" }>): Queue {
  if (!needsPerson(command) || queue.some(({ id }) => id === event.by.id)) return queue;
  const { reason, now } = event;
  return queue.flatMap((one) =>
    one === command
      ? [
          { ...command, state: "dropped", reason, replacedBy: event.by.id, changedAt: now },
          { ...recorded({ ...command, ...event.by }), changedAt: now },
        ]
      : [one],
  );
}

/** What is to be sent now by a session of `account`: the oldest command that waits for no other and whose pause is over. */
export function nextToSend(queue: Queue, account: string, now: number): Command | undefined {
  return inOrder(queue).find(
    (command) =>
      command.account === account &&
      (command.state === "queued" || (command.state === "waiting" && isDue(command, now))) &&
      blocker(queue, command) === undefined,
  );
}

/** A pause that seems longer than any pause is one that a device clock set back has stretched: it counts as over. */
const isDue = ({ notBefore }: Command, now: number): boolean => notBefore <= now || notBefore - now > longestPauseMs;

/** The earlier command of the same case that must be settled first. */
export const blocker = (queue: Queue, command: Command): Command | undefined =>
  queue.find(
    (other) =>
      other.account === command.account &&
      other.subject === command.subject &&
      other.seq < command.seq &&
      isPending(other),
  );

/** When the next pause ends, device clock; undefined when nothing waits for a time. */
export function nextWake(queue: Queue, account: string): number | undefined {
  const times = queue
    .filter(
      (command) => command.account === account && command.state === "waiting" && blocker(queue, command) === undefined,
    )
    .map(({ notBefore }) => notBefore);
  return times.length > 0 ? Math.min(...times) : undefined;
}

export const inOrder = (queue: Queue): Command[] => [...queue].sort((a, b) => a.seq - b.seq || (a.id < b.id ? -1 : 1));
