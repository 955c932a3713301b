import fc from "fast-check";
import { expect, test } from "vitest";
import {
  blocker,
  type Command,
  isPending,
  mayDrop,
  needsPerson,
  nextToSend,
  nextWake,
  pauseAfter,
  type Queue,
  type Recording,
  reduce,
} from "./queue.ts";

const recording = (id: string, more: Partial<Recording> = {}): Recording => ({
  id,
  account: "a",
  onBehalfOf: null,
  subject: "case-1",
  label: { subject: "号", what: "核实", detail: "", filled: [] },
  path: "/cases/case-1/acts/verify",
  body: { note: id },
  baseVersion: 1,
  photos: [],
  deviceAt: 1_000,
  offsetMs: null,
  seq: Number(id.replace(/\D/g, "")),
  ...more,
});
const after = (...events: Parameters<typeof reduce>[1][]): Queue => events.reduce<Queue>(reduce, []);
const trouble = { status: 409, code: "version.conflict", zh: "已被改", en: "changed" };

test("a command goes out, is taken, and never goes out again", () => {
  const queue = after(
    { is: "record", command: recording("1") },
    { is: "begin", id: "1", now: 5 },
    { is: "answer", id: "1", outcome: { is: "taken" }, now: 6 },
    { is: "restart" },
    { is: "hurry" },
    { is: "begin", id: "1", now: 7 },
  );
  expect(queue).toMatchObject([{ id: "1", state: "sent", attempts: 1 }]);
  expect(nextToSend(queue, "a", 1e12)).toBeUndefined();
});

test("recording the same id again changes nothing", () => {
  const queue = after({ is: "record", command: recording("1") });
  expect(reduce(queue, { is: "record", command: recording("1", { body: { note: "other" } }) })).toBe(queue);
});

test("a lost answer is waited for longer each time, up to five minutes, and the same key goes again", () => {
  let queue = after({ is: "record", command: recording("1") });
  let now = 0;
  const pauses: number[] = [];
  for (let attempt = 0; attempt < 10; attempt++) {
    expect(nextToSend(queue, "a", now)?.id).toBe("1");
    queue = reduce(queue, { is: "begin", id: "1", now });
    queue = reduce(queue, { is: "answer", id: "1", outcome: { is: "unknown", trouble: null }, now });
    expect(nextToSend(queue, "a", now)).toBeUndefined();
    const wake = nextWake(queue, "a") as number;
    pauses.push((wake - now) / 1000);
    now = wake;
  }
  expect(pauses).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  expect(pauseAfter(1000)).toBe(300_000);
});

test("a device clock that is set back a day delays nothing by a day", () => {
  const day = 86_400_000;
  const queue = after(
    { is: "record", command: recording("1") },
    { is: "begin", id: "1", now: 10 * day },
    { is: "answer", id: "1", outcome: { is: "unknown", trouble: null }, now: 10 * day },
  );
  expect(nextToSend(queue, "a", 9 * day)?.id).toBe("1");
});

test("a later command of a case waits for the earlier one, other cases do not, other accounts never go", () => {
  const queue = after(
    { is: "record", command: recording("1") },
    { is: "record", command: recording("2") },
    { is: "record", command: recording("3", { subject: "case-2" }) },
    { is: "record", command: recording("4", { account: "b", subject: "case-3" }) },
    { is: "begin", id: "1", now: 5 },
    { is: "answer", id: "1", outcome: { is: "conflict", trouble }, now: 6 },
  );
  expect(blocker(queue, queue[1] as Command)?.id).toBe("1");
  expect(nextToSend(queue, "a", 10)?.id).toBe("3");
  expect(nextToSend(queue, "b", 10)?.id).toBe("4");
  const resolved = reduce(queue, {
    is: "replace",
    id: "1",
    by: { id: "9", body: { note: "1" }, baseVersion: 2 },
    reason: "按新版重发",
    now: 11,
  });
  expect(nextToSend(resolved, "a", 12)?.id).toBe("9");
  expect(resolved.find(({ id }) => id === "1")).toMatchObject({ state: "dropped", replacedBy: "9" });
});

test("dropping needs a reason, and what may already have taken effect cannot be dropped", () => {
  const lost = after(
    { is: "record", command: recording("1") },
    { is: "begin", id: "1", now: 5 },
    { is: "answer", id: "1", outcome: { is: "unknown", trouble: null }, now: 6 },
  );
  expect(mayDrop(lost[0] as Command)).toBe(false);
  expect(reduce(lost, { is: "drop", id: "1", reason: "不要了", now: 7 })).toBe(lost);
  const refused = reduce(reduce(lost, { is: "begin", id: "1", now: 8 }), {
    is: "answer",
    id: "1",
    outcome: { is: "refused", trouble },
    now: 9,
  });
  expect(reduce(refused, { is: "drop", id: "1", reason: " ", now: 10 })).toBe(refused);
  expect(reduce(refused, { is: "drop", id: "1", reason: "重复", now: 10 })[0]).toMatchObject({
    state: "dropped",
    reason: "重复",
  });
});

/**
 * A platform as the queue meets it: answers by key once and for all, compares versions of a case, and can be cut off before a command arrives
 * or after it was done. `effects` is what really happened.
 */
function platform() {
  const answers = new Map<string, Command["state"]>();
  const versions = new Map<string, number>();
  const effects: Recording[] = [];
  const version = (subject: string) => versions.get(subject) ?? 1;
  return {
    effects,
    version,
    othersAct: (subject: string) => versions.set(subject, version(subject) + 1),
    take: (command: Command): "taken" | "conflict" => {
      if (answers.has(command.id)) return "taken";
      if (command.baseVersion !== null && command.baseVersion !== version(command.subject)) return "conflict";
      answers.set(command.id, "sent");
      if (command.baseVersion !== null) versions.set(command.subject, version(command.subject) + 1);
      effects.push(command);
      return "taken";
    },
  };
}

type Step =
  | { does: "record"; subject: number; versioned: boolean }
  | {
      does: "send";
      fate: "ok" | "lost before" | "lost after" | "tab closed" | "tab closed after" | "signed out" | "busy";
    }
  | { does: "other"; subject: number }
  | { does: "settle"; choice: "again" | "drop" }
  | { does: "duplicate" }
  | { does: "clock"; ms: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant("record" as const), subject: fc.nat(3), versioned: fc.boolean() }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      does: fc.constant("send" as const),
      fate: fc.constantFrom("ok", "lost before", "lost after", "tab closed", "tab closed after", "signed out", "busy"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("other" as const), subject: fc.nat(3) }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant("settle" as const), choice: fc.constantFrom("again", "drop") }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("duplicate" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant("clock" as const),
      ms: fc.integer({ min: -86_400_000, max: 86_400_000 }),
    }),
  },
);

test("whatever fails in between, every record takes effect once or is dropped with a reason, in the order of its case", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const there = platform();
      let queue: Queue = [];
      let now = 1e9;
      let made = 0;
      const roots = new Map<string, string>();
      const send = (fate: Extract<Step, { does: "send" }>["fate"]) => {
        const command = nextToSend(queue, "a", now);
        if (!command) return;
        queue = reduce(queue, { is: "begin", id: command.id, now });
        const reopen = () => {
          queue = reduce(queue, { is: "restart" });
        };
        if (fate === "tab closed") return reopen();
        const answer = (outcome: Extract<Parameters<typeof reduce>[1], { is: "answer" }>["outcome"]) => {
          queue = reduce(queue, { is: "answer", id: command.id, outcome, now });
        };
        if (fate === "lost before" || fate === "busy") return answer({ is: "unknown", trouble: null });
        if (fate === "signed out") return answer({ is: "signed-out" });
        const said = there.take(command);
        if (fate === "tab closed after") return reopen();
        if (fate === "lost after") return answer({ is: "unknown", trouble: null });
        answer(said === "taken" ? { is: "taken" } : { is: "conflict", trouble });
      };
      const settle = (choice: "again" | "drop") => {
        const stuck = queue.find(needsPerson);
        if (!stuck) return;
        if (choice === "drop") queue = reduce(queue, { is: "drop", id: stuck.id, reason: "不再需要", now });
        else {
          const id = `n${++made}`;
          roots.set(id, roots.get(stuck.id) as string);
          const by = { id, body: stuck.body, baseVersion: there.version(stuck.subject) };
          queue = reduce(queue, { is: "replace", id: stuck.id, by, reason: "按新版重发", now });
        }
      };
      for (const one of steps) {
        now += 1000;
        if (one.does === "record") {
          const id = `c${++made}`;
          roots.set(id, id);
          const subject = `s${one.subject}`;
          const baseVersion = one.versioned ? there.version(subject) : null;
          queue = reduce(queue, { is: "record", command: recording(id, { subject, baseVersion, deviceAt: now }) });
        } else if (one.does === "send") send(one.fate);
        else if (one.does === "other") there.othersAct(`s${one.subject}`);
        else if (one.does === "settle") settle(one.choice);
        else if (one.does === "clock") now += one.ms;
        else if (queue[0]) queue = reduce(queue, { is: "record", command: queue[0] });
      }
      for (let round = 0; round < 2_000 && queue.some(isPending); round++) {
        now += 400_000;
        send("ok");
        settle("again");
      }
      expect(queue.filter(isPending)).toEqual([]);
      const effects = there.effects.map(({ id }) => roots.get(id) as string);
      expect(new Set(effects).size).toBe(effects.length);
      const dropped = queue.filter((one) => one.state === "dropped" && one.replacedBy === null);
      expect([...effects, ...dropped.map(({ id }) => roots.get(id) as string)].sort()).toEqual(
        [...new Set(roots.values())].sort(),
      );
      expect(dropped.every(({ reason }) => reason !== "")).toBe(true);
      expect(queue.filter(({ state }) => state === "sent").length).toBe(effects.length);
      for (const subject of new Set(there.effects.map((one) => one.subject))) {
        const order = there.effects.filter((one) => one.subject === subject).map(({ seq, id }) => [roots.get(id), seq]);
        expect(order.map(([root]) => Number(String(root).slice(1)))).toEqual(
          order.map(([root]) => Number(String(root).slice(1))).sort((a, b) => a - b),
        );
      }
    }),
    { numRuns: 300 },
  );
});
