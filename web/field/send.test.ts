import { expect, test } from "vitest";
import { offsetFrom } from "./clock.ts";
import { outcomeOf, theirsOf } from "./outcome.ts";
import { type Queue, type Recording, reduce } from "./queue.ts";
import { drain, type World } from "./send.ts";

const recording = (seq: number, more: Partial<Recording> = {}): Recording => ({
  id: `c${seq}`,
  account: "a",
  onBehalfOf: null,
  subject: `case-${seq}`,
  label: { subject: "号", what: "核实", detail: "", filled: [] },
  path: `/cases/case-${seq}/acts/verify`,
  body: {},
  baseVersion: 1,
  photos: [],
  deviceAt: 0,
  offsetMs: null,
  seq,
  ...more,
});

/** A world of which a test says what fails; it keeps what was asked of it. */
function worldOf(commands: readonly Recording[], over: Partial<World> = {}) {
  let queue: Queue = commands.reduce<Queue>((all, command) => reduce(all, { is: "record", command }), []);
  const asked: string[] = [];
  const world: World = {
    now: () => 1_000_000,
    session: async () => ({ account: "a", token: "t" }),
    apply: async (...events) => {
      queue = events.reduce<Queue>(reduce, queue);
      return queue;
    },
    photo: async (hash) => ({ hash, account: "a", name: hash, mediaType: "image/jpeg", bytes: new ArrayBuffer(1) }),
    upload: async ({ hash }) => {
      asked.push(`upload ${hash}`);
      return { status: 200, body: {} };
    },
    write: async ({ id }) => {
      asked.push(`write ${id}`);
      return { status: 200, body: {} };
    },
    read: async () => ({ status: 404, body: {} }),
    ...over,
  };
  return { world, asked, states: () => queue.map(({ id, state }) => `${id} ${state}`), queue: () => queue };
}

test("photos go before their command, and everything due goes", async () => {
  const { world, asked, states } = worldOf([recording(1, { photos: ["p1", "p2"] }), recording(2)]);
  expect((await drain("a", world)).is).toBe("done");
  expect(asked).toEqual(["upload p1", "upload p2", "write c1", "write c2"]);
  expect(states()).toEqual(["c1 sent", "c2 sent"]);
});

test("a connection lost in the middle stops the sender and leaves the rest as it is", async () => {
  const { world, states } = worldOf([recording(1), recording(2)], {
    write: async () => {
      throw new TypeError("Failed to fetch");
    },
  });
  const { is, wakeAt } = await drain("a", world);
  expect([is, wakeAt]).toEqual(["offline", 1_002_000]);
  expect(states()).toEqual(["c1 waiting", "c2 queued"]);
});

test("nothing goes out in another person's session, nor when nobody is signed in", async () => {
  for (const session of [{ account: "b", token: "t" }, null]) {
    const { world, asked, states } = worldOf([recording(1)], { session: async () => session });
    expect((await drain("a", world)).is).toBe("signed-out");
    expect([asked, states()]).toEqual([[], ["c1 queued"]]);
  }
});

test("a session that ends in the middle loses nothing and is not counted as a refusal", async () => {
  const { world, states } = worldOf([recording(1), recording(2)], {
    write: async ({ id }) =>
      id === "c1" ? { status: 200, body: {} } : { status: 401, body: { code: "sign-in.required" } },
  });
  expect((await drain("a", world)).is).toBe("signed-out");
  expect(states()).toEqual(["c1 sent", "c2 queued"]);
});

test("a conflict shows what stands on the platform and holds up its own case alone", async () => {
  const { world, states, queue } = worldOf(
    [recording(1, { subject: "x" }), recording(2, { subject: "x" }), recording(3)],
    {
      write: async ({ id }) =>
        id === "c1"
          ? { status: 409, body: { code: "version.conflict", zh: "已被改", en: "changed" } }
          : { status: 200, body: {} },
      read: async (path) => ({
        status: 200,
        body: {
          path,
          version: 3,
          state: { title: { zh: "已核实" } },
          timeline: [
            { at: "2026-11-24T10:00:00+08:00", act: { zh: "核实" }, by: { name: "巴图", organ: "分局" }, note: "无" },
          ],
        },
      }),
    },
  );
  await drain("a", world);
  expect(states()).toEqual(["c1 conflict", "c2 queued", "c3 sent"]);
  expect(queue()[0]?.trouble?.theirs).toEqual({
    version: 3,
    state: "已核实",
    act: "核实",
    who: "巴图 · 分局",
    at: "2026-11-24T10:00:00+08:00",
    note: "无",
  });
});

test("only what the platform itself says for good settles a command", () => {
  const is = (status: number, code?: string) => outcomeOf({ status, body: code ? { code } : {} }).is;
  expect(is(200)).toBe("taken");
  expect(is(422, "field.required")).toBe("refused");
  expect(is(409, "case.transition")).toBe("refused");
  expect(is(409, "version.conflict")).toBe("conflict");
  expect(is(403, "csrf.missing")).toBe("signed-out");
  expect(is(403, "access.role")).toBe("refused");
  expect(outcomeOf({ status: 200, body: null }).is).toBe("unknown");
  // a gateway's page, a captive portal, a busy or starting platform
  for (const unknown of [is(404), is(403), is(502), is(503, "starting"), is(500, "fault"), is(429, "too-many")])
    expect(unknown).toBe("unknown");
});

test("the other side of a conflict needs a version and a last line", () => {
  expect(theirsOf({ version: 2, timeline: [] })).toBeUndefined();
});

test("a clock a day ahead is measured, a slow answer is no measurement", () => {
  const day = 86_400_000;
  const platform = Date.UTC(2026, 10, 24, 9, 0, 0);
  const header = new Date(platform).toISOString();
  expect(offsetFrom(header, platform + day - 100, platform + day + 100)).toBe(day);
  expect(offsetFrom(header, platform, platform + 20_000)).toBeUndefined();
  expect(offsetFrom(null, 0, 1)).toBeUndefined();
});
