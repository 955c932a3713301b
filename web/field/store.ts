import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { type Command, type Event, inOrder, isPending, type Queue, type Recording, reduce } from "./queue.ts";

/**
 * What the device keeps until the platform has it: the outbox, the photos and what is half written. Every change of the outbox is one
 * transaction over the reducer, so that two tabs never see half of it. Everything is kept under its account.
 */
export type Photo = Readonly<{
  /** SM3 of the bytes; the name under which they are uploaded. */
  hash: string;
  account: string;
  name: string;
  mediaType: string;
  /** Bytes and not a file: some browsers let go of a file that was only referred to. */
  bytes: ArrayBuffer;
}>;

export type Position = Readonly<{ lon: number; lat: number; accuracy: number; at: number }>;

/** A photo as it was taken: when and where by the device, or that it came from the album and nobody knows where. */
export type Shot = Readonly<{
  id: string;
  hash: string;
  name: string;
  mediaType: string;
  size: number;
  takenAt: number;
  position: Position | null;
  note: string;
}>;

export type Draft = Readonly<{
  account: string;
  subject: string;
  act: string | null;
  values: Readonly<Record<string, unknown>>;
  shots: readonly Shot[];
  position: Position | null;
  /** The refused command that this is to stand in place of. */
  replaces: string | null;
  changedAt: number;
}>;

interface FieldSchema extends DBSchema {
  commands: { key: string; value: Command; indexes: { account: string } };
  photos: { key: [string, string]; value: Photo };
  drafts: { key: [string, string]; value: Draft };
}

export type FieldDatabase = IDBPDatabase<FieldSchema>;

/** Sent records show for so long in the list; dropped ones stay until the account's data are removed from the device. */
const sentKeptMs = 30 * 86_400_000;
const databaseName = "saihan-field";
const channelName = "saihan-field";

let opened: Promise<FieldDatabase> | undefined;
const listeners = new Set<() => void>();
const channel = globalThis.BroadcastChannel ? new BroadcastChannel(channelName) : undefined;
channel?.addEventListener("message", () => tell());

export function database(): Promise<FieldDatabase> {
  opened ??= openDB<FieldSchema>(databaseName, 1, {
    upgrade(db) {
      db.createObjectStore("commands", { keyPath: "id" }).createIndex("account", "account");
      db.createObjectStore("photos", { keyPath: ["account", "hash"] });
      db.createObjectStore("drafts", { keyPath: ["account", "subject"] });
    },
    blocking: (_old, _new, event) => (event.target as IDBDatabase).close(),
    terminated: () => {
      opened = undefined;
    },
  });
  return opened;
}

/** Asks the browser not to throw the outbox away when the disk fills. Some grant it at once, some after the app is installed. */
export const keepForGood = async (): Promise<boolean> => (await navigator.storage?.persist?.()) ?? false;

/** Calls `hear` whenever this tab or another changed the outbox or a draft. */
export function onChange(hear: () => void): () => void {
  listeners.add(hear);
  return () => listeners.delete(hear);
}

function tell(): void {
  for (const hear of listeners) hear();
}

function changed(): void {
  tell();
  channel?.postMessage("changed");
}

/** The outbox of an account in the order of recording. */
export async function readQueue(account: string): Promise<Command[]> {
  return inOrder(await (await database()).getAllFromIndex("commands", "account", account));
}

/** Applies events to the outbox of an account in one transaction and returns it. */
export async function apply(account: string, ...events: readonly Event[]): Promise<Queue> {
  const tx = (await database()).transaction("commands", "readwrite", { durability: "strict" });
  const before = await tx.store.index("account").getAll(account);
  const after = events.reduce<Queue>(reduce, before);
  for (const command of after) if (!before.includes(command)) void tx.store.put(command);
  await tx.done;
  if (after !== before) changed();
  return after;
}

/** Puts what was filled in into the outbox and takes the draft away, both or neither. Numbers the commands behind all that stand there. */
export async function record(draft: Draft, commands: readonly Omit<Recording, "seq">[]): Promise<void> {
  const { account, subject } = draft;
  const tx = (await database()).transaction(["commands", "drafts"], "readwrite", { durability: "strict" });
  const store = tx.objectStore("commands");
  const before = await store.index("account").getAll(account);
  const last = Math.max(0, ...before.map(({ seq }) => seq));
  const events = commands.map((command, index) => ({
    is: "record" as const,
    command: { ...command, seq: last + 1 + index },
    ...(draft.replaces !== null && command.baseVersion !== null ? { replaces: draft.replaces } : {}),
  }));
  for (const command of events.reduce<Queue>(reduce, before)) if (!before.includes(command)) void store.put(command);
  void tx.objectStore("drafts").delete([account, subject]);
  await tx.done;
  changed();
}

export async function readDraft(account: string, subject: string): Promise<Draft | undefined> {
  return (await database()).get("drafts", [account, subject]);
}

export async function readDrafts(account: string): Promise<Draft[]> {
  return (await (await database()).getAll("drafts")).filter((draft) => draft.account === account);
}

export async function writeDraft(draft: Draft): Promise<void> {
  await (await database()).put("drafts", draft);
  changed();
}

export async function writePhoto(photo: Photo): Promise<void> {
  await (await database()).put("photos", photo);
}

export async function readPhoto(account: string, hash: string): Promise<Photo | undefined> {
  return (await database()).get("photos", [account, hash]);
}

/** How many records wait on this device, by account, e.g. to say so before anybody has signed in. */
export async function waitingByAccount(): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const command of await (await database()).getAll("commands"))
    if (isPending(command)) counts.set(command.account, (counts.get(command.account) ?? 0) + 1);
  return counts;
}

/**
 * Makes room: photos that the platform has and nothing here needs any more, and sent records after their time. Photos of dropped records stay
 * with them.
 */
export async function tidy(account: string, now: number): Promise<void> {
  const tx = (await database()).transaction(["commands", "photos", "drafts"], "readwrite");
  const commands = await tx.objectStore("commands").index("account").getAll(account);
  const drafts = await tx.objectStore("drafts").getAll();
  const needed = new Set([
    ...commands.filter((one) => one.state !== "sent").flatMap(({ photos }) => photos),
    ...drafts.flatMap(({ shots }) => shots.map(({ hash }) => hash)),
  ]);
  const sent = new Set(commands.filter((one) => one.state === "sent").flatMap(({ photos }) => photos));
  for (const hash of sent) if (!needed.has(hash)) void tx.objectStore("photos").delete([account, hash]);
  for (const { id, state, changedAt } of commands)
    if (state === "sent" && now - changedAt > sentKeptMs) void tx.objectStore("commands").delete(id);
  await tx.done;
}
