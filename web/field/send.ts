import { outcomeOf, type Reply, theirsOf } from "./outcome.ts";
import { type Command, type Event, nextToSend, nextWake, type Outcome, type Queue } from "./queue.ts";
import type { Photo } from "./store.ts";

/** What the sender needs of the world; the browser's is made in wire.ts, tests make their own. */
export type World = Readonly<{
  now(): number;
  /** Whose session it is, and the token of that very session; null when nobody is signed in. Throws without a network. */
  session(): Promise<{ account: string; token: string } | null>;
  apply(...events: readonly Event[]): Promise<Queue>;
  photo(hash: string): Promise<Photo | undefined>;
  /** Brings the bytes to the platform, from where it left off. Throws without a network. */
  upload(photo: Photo, token: string): Promise<Reply>;
  write(command: Command, token: string): Promise<Reply>;
  read(path: string): Promise<Reply>;
}>;

export type Drained = Readonly<{
  is: "done" | "offline" | "signed-out";
  /** How many were settled. */
  settled: number;
  /** Device clock at which something becomes due again. */
  wakeAt: number | undefined;
}>;

/**
 * Sends what is due, one after the other, until nothing is or the network or the session ends. Only one of all tabs may run this at a time. What
 * was under way when an earlier sender ended goes again with its old key.
 */
export async function drain(account: string, world: World): Promise<Drained> {
  let queue = await world.apply({ is: "restart" });
  let settled = 0;
  const stop = (is: Drained["is"]): Drained => ({ is, settled, wakeAt: nextWake(queue, account) });
  if (!nextToSend(queue, account, world.now())) return stop("done");
  const session = await world.session().catch(() => undefined);
  if (session === undefined) return stop("offline");
  if (session?.account !== account) return stop("signed-out");
  for (;;) {
    const command = nextToSend(queue, account, world.now());
    if (!command) return stop("done");
    queue = await world.apply({ is: "begin", id: command.id, now: world.now() });
    const outcome = await tryCommand(command, session.token, world);
    queue = await world.apply({ is: "answer", id: command.id, outcome, now: world.now() });
    if (outcome.is !== "signed-out" && outcome.is !== "unknown") settled++;
    if (outcome.is === "signed-out") return stop("signed-out");
    if (outcome.is === "unknown" && outcome.trouble === null) return stop("offline");
  }
}

/** Photos first, then the command: the platform never holds a record whose photo it does not have. */
async function tryCommand(command: Command, token: string, world: World): Promise<Outcome> {
  try {
    for (const hash of command.photos) {
      const photo = await world.photo(hash);
      // bytes that are gone from the device may have arrived: the platform says so when it gets the command
      if (!photo) continue;
      const uploaded = outcomeOf(await world.upload(photo, token));
      if (uploaded.is !== "taken") return uploaded;
    }
    const reply = await world.write(command, token);
    const outcome = outcomeOf(reply);
    if (outcome.is !== "conflict") return outcome;
    const shown = await world.read(`/cases/${command.subject}`).catch(() => undefined);
    return outcomeOf(reply, shown?.status === 200 && shown.body ? theirsOf(shown.body) : undefined);
  } catch {
    return { is: "unknown", trouble: null };
  }
}
