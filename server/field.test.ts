import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { uuidv7 } from "#kernel/id.ts";
import { type Client, openExceedance, openTestPlatform, type Reply, type TestPlatform } from "./kit.ts";

/** What the field reads, and what becomes of a command that a device recorded earlier by a wrong clock and sends twice. */
let test_: TestPlatform;
let banner: Client;
let outfall = "";
let opened = "";
const minute = 60_000;
const day = 86_400_000;

type Task = Readonly<{
  id: string;
  version: number;
  location: { lon: number; lat: number } | null;
  acts: { id: string; fields: { name: string }[] }[];
}>;
type Tasks = Readonly<{ person: string; items: Task[]; more: boolean }>;
type Shown = Readonly<{
  version: number;
  timeline: { act: { zh: string }; detail: Record<string, Record<string, unknown>> }[];
}>;

beforeAll(async () => {
  test_ = await openTestPlatform();
  const region = await test_.signIn("region");
  banner = await test_.signIn("banner");
  const enterprise = await region.send("POST", "/api/v1/enterprises", {
    region: "150121",
    name: "现场测试厂",
    uscc: "91150121MA0000001P",
    industry: "火力发电",
    management: "key",
    status: "running",
  });
  const made = await region.send("POST", "/api/v1/outfalls", {
    region: "150121",
    enterprise: (enterprise.json as { id: string }).id,
    name: "现场排口",
    code: "DA001",
    kind: "gas",
    status: "in-use",
    location: { lon: 111.16, lat: 40.72 },
  });
  expect([enterprise.status, enterprise.text, made.status, made.text]).toEqual([
    201,
    expect.anything(),
    201,
    expect.anything(),
  ]);
  outfall = (made.json as { id: string }).id;
  opened = await openExceedance(test_.platform, { subject: outfall, concern: "field" });
});
afterAll(() => test_?.close());

const tasks = async (client: Client): Promise<Tasks> => {
  const reply = await client.send("GET", "/api/v1/field/tasks");
  expect([reply.status, reply.code]).toEqual([200, undefined]);
  return reply.json as Tasks;
};
const taskOf = async (client: Client): Promise<Task> =>
  (await tasks(client)).items.find(({ id }) => id === opened) as Task;

test("a task carries its place, its acts and whose it is; only the organ that handles it has it", async () => {
  const task = await taskOf(banner);
  expect(task).toMatchObject({
    location: { lon: 111.16, lat: 40.72 },
    acts: [{ id: "verify", fields: [{ name: "finding" }, { name: "note" }] }],
  });
  const session = (await banner.send("GET", "/api/v1/session")).json as { user: { id: string } };
  expect((await tasks(banner)).person).toBe(session.user.id);
  const league = await test_.signIn("league");
  expect((await tasks(league)).items).toEqual([]);
  const enterprise = await test_.signIn("enterprise");
  expect((await enterprise.send("GET", "/api/v1/field/tasks")).code).toBe("access.role");
});

test("an act recorded an hour ago by a clock a day ahead is kept with its true time, once, however often it is sent", async () => {
  const task = await taskOf(banner);
  const send = (): Promise<Reply> => {
    const now = Date.now() + day;
    return banner.send(
      "POST",
      `/api/v1/cases/${opened}/acts/verify`,
      { baseVersion: task.version, finding: "confirmed", note: "现场核实" },
      {
        "idempotency-key": "0193c0de-0000-7000-8000-000000000001",
        "x-device-time": new Date(now).toISOString(),
        "x-recorded-at": new Date(now - 60 * minute).toISOString(),
        "x-clock-offset": String(day),
      },
    );
  };
  const replies = await Promise.all([send(), send()]);
  expect(replies.map(({ status }) => status)).toEqual([200, 200]);
  const shown = (await banner.send("GET", `/api/v1/cases/${opened}`)).json as Shown;
  expect(shown.version).toBe(task.version + 1);
  const lines = shown.timeline.filter(({ act }) => act.zh === "核实");
  expect(lines.length).toBe(1);
  const recorded = lines[0]?.detail.recorded ?? {};
  expect(String(recorded.shown)).toContain("设备时钟快 1 天，已校正");
  expect([recorded.offsetMs, recorded.doubtful]).toEqual([day, false]);
  expect(Math.abs(Date.parse(String(recorded.value)) - (Date.now() - 60 * minute))).toBeLessThan(minute);
});

test("a photo comes in pieces, is an exhibit once, and keeps how far the clock was ahead", async () => {
  const other = await openExceedance(test_.platform, { subject: outfall, concern: "photo" });
  const photo = Buffer.concat([Buffer.from("ffd8ffe000104a46494600010100000100010000", "hex"), Buffer.alloc(5_000, 7)]);
  const hash = createHash("sm3").update(photo).digest("hex");
  const path = `/api/v1/uploads/${hash}`;
  const bytes = { "content-type": "application/octet-stream" };
  const first = await banner.send("POST", `${path}?offset=0&size=${photo.length}`, photo.subarray(0, 2_000), bytes);
  expect(first.json).toEqual({ received: 2_000, complete: false });
  expect((await banner.send("GET", `${path}?size=${photo.length}`)).json).toEqual({ received: 2_000, complete: false });
  const rest = await banner.send("POST", `${path}?offset=2000&size=${photo.length}`, photo.subarray(2_000), bytes);
  expect(rest.json).toEqual({ received: photo.length, complete: true });
  const id = uuidv7();
  const deviceNow = Date.now() + day;
  const headers = {
    "idempotency-key": uuidv7(),
    "x-device-time": new Date(deviceNow).toISOString(),
    "x-recorded-at": new Date(deviceNow - minute).toISOString(),
    "x-clock-offset": String(day),
  };
  const body = {
    id,
    owner: { kind: "case", id: other },
    hash,
    name: "现场.jpg",
    takenAt: new Date(deviceNow - minute).toISOString(),
    position: { lon: 111.16, lat: 40.72 },
    accuracy: 8,
  };
  const added = await banner.send("POST", "/api/v1/evidence", body, headers);
  const again = await banner.send("POST", "/api/v1/evidence", body, headers);
  expect([added.status, again.status, added.code]).toEqual([201, 201, undefined]);
  const { items } = (await banner.send("GET", `/api/v1/evidence?owner=${other}`)).json as {
    items: { id: string; clockOffsetMs: number }[];
  };
  expect(items.map((item) => item.id)).toEqual([id]);
  expect(Math.abs((items[0]?.clockOffsetMs ?? 0) - day)).toBeLessThan(minute);
});
