import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshQn, type Logger, openLogger } from "./device.ts";
import {
  type Json,
  openWindow,
  type Person,
  password,
  runTool,
  type Saihan,
  signIn,
  startSaihan,
  until,
} from "./kit.ts";

/**
 * The promise of the whole line, walked as an outsider: a start on an empty folder, live data on the map, a packet sent by hand and found again,
 * valid hours over the limit that open one case, and a kill that loses nothing.
 */
let saihan: Saihan;
let region: Person;
const hour = 3_600_000;
const mn = "WALK0000000000000000001A";
const devicePassword = "246810";
const place = { region: "150121", location: { lon: 111.16, lat: 40.72 } };
let outfall = "";
let logger: Logger;

beforeAll(async () => {
  saihan = await startSaihan({ SAIHAN_SIMULATOR: "on" });
  region = await signIn(saihan, "region");
});
afterAll(async () => {
  logger?.close();
  await saihan?.close();
});

const made = async (path: string, body: unknown): Promise<string> => {
  const reply = await region.send("POST", `/api/v1/${path}`, body);
  expect([path, reply.status, reply.body]).toEqual([path, 201, expect.anything()]);
  return reply.body.id;
};
const over = (time: number, value: string) =>
  logger.send({
    mn,
    password: devicePassword,
    cn: "2051",
    st: "31",
    time,
    values: { "a21026-Avg": value, "a21026-Flag": "N" },
  });
const ofOutfall = async (list: string): Promise<Json[]> =>
  (await region.get(`/api/v1/${list}?subject=${outfall}&limit=100`)).body.items;

test("live data moves on the map within two minutes of the first start, in a browser that asks nobody else", async () => {
  const window = await openWindow(saihan);
  const { page } = window;
  await page.goto(saihan.url);
  await page.getByLabel("用户名").fill("region");
  await page.getByLabel("密码").fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "内蒙古自治区" }).waitFor();
  await page.goto(`${saihan.url}/map`);
  await page.locator(".map-canvas[data-ready=yes]").waitFor({ timeout: 60_000 });
  const newest = async (): Promise<string> => {
    const { features } = (await region.get("/api/v1/map/points")).body as {
      features: { properties: { time: string | null } }[];
    };
    return (
      features
        .map((feature) => feature.properties.time ?? "")
        .sort()
        .at(-1) ?? ""
    );
  };
  await until(async () => (await newest()) !== "", 120_000);
  const first = await newest();
  await until(async () => (await newest()) > first, 90_000);
  expect((await region.get("/api/v1/overview")).body.devices.online).toBeGreaterThan(300);
  expect(window.strangers).toEqual([]);
  await window.close();
});

test("a packet sent by hand is acknowledged, found in the inspector and on its chart", async () => {
  const [{ id: enterprise }] = (await region.get("/api/v1/enterprises?filter.region=150121&q=穆川")).body.items;
  outfall = await made("outfalls", {
    ...place,
    enterprise,
    name: "走查排口",
    code: "DA009",
    kind: "gas",
    status: "in-use",
  });
  await made("limits", {
    region: place.region,
    enterprise,
    outfall,
    factor: "a21026",
    averaging: "hour",
    upper: 50,
    unit: "mg/m³",
    standard: "走查许可证",
    validFrom: "2026-01-01",
    verified: false,
  });
  const device = await region.send("POST", "/api/v1/devices", {
    mn,
    password: devicePassword,
    protocol: "HJ212-2017",
    outfall,
  });
  expect(device.status).toBe(201);
  logger = await openLogger(saihan.hj212Port);
  const sent = {
    mn,
    password: devicePassword,
    cn: "2011",
    st: "31",
    time: Math.floor(Date.now() / 1000) * 1000,
    values: { "a21026-Rtd": "36.91", "a21026-Flag": "N" },
    qn: freshQn(),
  };
  expect(await logger.send(sent)).toBe(true);

  const from = new Date(Date.now() - hour).toISOString();
  const to = new Date(Date.now() + hour).toISOString();
  const [packet] = (await region.get(`/api/v1/packets?mn=${mn}&from=${from}&to=${to}`)).body.items;
  expect([packet.verdict, packet.qn, packet.cn]).toEqual(["stored", sent.qn, "2011"]);
  const [reading] = (await region.get(`/api/v1/readings?mn=${mn}&factor=a21026&from=${from}&to=${to}`)).body.items;
  expect([reading.value, reading.unit, reading.flag]).toEqual([36.91, "mg/m³", "N"]);

  const window = await openWindow(saihan);
  const { page } = window;
  await page.goto(saihan.url);
  await page.getByLabel("用户名").fill("banner");
  await page.getByLabel("密码").fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "土默特左旗" }).waitFor();
  await page.goto(`${saihan.url}/packets/${mn}/${encodeURIComponent(packet.received)}`);
  await page.getByText(sent.qn).first().waitFor();
  await page.getByText("36.91").first().waitFor();
  await page.goto(`${saihan.url}/subjects/outfall/${outfall}`);
  await page.getByText("走查排口").first().waitFor();
  await page.getByText("36.91").first().waitFor();
  await window.close();
});

test("valid hours over the limit open one case, and further hours join it", async () => {
  const start = Math.floor(Date.now() / hour) * hour - 3 * hour;
  for (let minute = 0; minute < 60; minute += 10) expect(await over(start + minute * 60_000, "80.5")).toBe(true);
  await until(async () => (await ofOutfall("cases")).length === 1, 60_000);
  for (let minute = 60; minute < 120; minute += 10) expect(await over(start + minute * 60_000, "91.2")).toBe(true);
  await until(
    async () => (await ofOutfall("alarms")).some((alarm) => alarm.level === "alarm" && alarm.hours === 2),
    60_000,
  );
  const [opened, ...others] = await ofOutfall("cases");
  expect(others).toEqual([]);
  expect(opened.organ.name).toBe("呼和浩特市生态环境局土默特左旗分局");
  expect(opened.number).toMatch(/〔\d{4}〕150121-\d{4}号$/);
  const league = await signIn(saihan, "league");
  expect((await league.get(`/api/v1/cases/${opened.id}`)).body.clocks.length).toBeGreaterThan(0);

  const enterprise = await signIn(saihan, "enterprise");
  const seen = (await enterprise.get(`/api/v1/cases/${opened.id}`)).body;
  const acknowledge = await enterprise.send("POST", `/api/v1/cases/${opened.id}/acts/acknowledge`, {
    baseVersion: seen.version,
    note: "已收到，正在排查",
  });
  expect([acknowledge.status, acknowledge.body.code]).toEqual([200, undefined]);
  const again = await enterprise.send("POST", `/api/v1/cases/${opened.id}/acts/acknowledge`, {
    baseVersion: seen.version,
    note: "已收到",
  });
  expect(again.status).toBe(409);
});

test("a table is replayed as a device: each row is sent, acknowledged and found; what is missing is counted", async () => {
  const replayed = "REPLAY000000000000000001";
  const day = new Date(Date.now() - 48 * hour).toISOString().slice(0, 10);
  const table = join(saihan.folder, "so2.csv");
  writeFileSync(
    table,
    `time,SO2\n${["35.1", "36.25", "NA", "41", "0.5"].map((value, n) => `${day} 0${n}:00,${value}\n`).join("")}`,
  );
  const replay = (column: string) =>
    runTool("simulator/replay.ts", [
      ...["--file", table, "--mn", replayed, "--map", `${column}=a21026`, "--time", "time"],
      ...["--port", String(saihan.hj212Port), "--progress", join(saihan.folder, "so2.json")],
      ...["--register", "--url", saihan.url, "--user", "region", "--user-password", password, "--region", "150121"],
    ]);

  const refused = await replay("SO3");
  expect([refused.code, refused.output]).toEqual([2, expect.stringContaining("SO3")]);
  expect((await region.get(`/api/v1/devices/${replayed}`)).status).toBe(404);

  const done = await replay("SO2");
  expect([done.code, done.output]).toEqual([0, expect.stringMatching(/5 行，已应答 4 包.*全为空值而跳过 1 行/)]);
  const found = await region.get(
    `/api/v1/readings?mn=${replayed}&factor=a21026&from=${day}T00:00:00%2B08:00&to=${day}T23:00:00%2B08:00`,
  );
  expect(found.body.items.map(({ time, value }: Json) => [time.slice(11, 16), value])).toEqual([
    ["00:00", 35.1],
    ["01:00", 36.25],
    ["03:00", 41],
    ["04:00", 0.5],
  ]);

  const again = await replay("SO2");
  expect([again.code, again.output]).toEqual([0, expect.stringContaining("已应答 0 包")]);
  expect(JSON.parse(readFileSync(join(saihan.folder, "so2.json"), "utf8"))).toEqual({ rows: 5 });
});

test("kill -9 and a new start lose nothing that was acknowledged", async () => {
  const before = (await ofOutfall("cases")).map((one) => one.id);
  const sending = (async () => {
    let arrived = true;
    while (arrived)
      arrived = await logger.send({
        mn,
        password: devicePassword,
        cn: "2011",
        st: "31",
        time: Date.now() - 1000,
        values: { "a21026-Rtd": "40" },
      });
  })();
  await until(() => logger.acknowledged.length > 30);
  await saihan.end("SIGKILL");
  await sending;
  const acknowledged = [...logger.acknowledged];
  await saihan.again({ SAIHAN_SIMULATOR: "off" });
  region = await signIn(saihan, "region");

  const from = encodeURIComponent(new Date(Date.now() - 24 * hour).toISOString());
  const to = encodeURIComponent(new Date(Date.now() + hour).toISOString());
  const stored: string[] = [];
  let after = "";
  do {
    const page = (await region.get(`/api/v1/packets?mn=${mn}&from=${from}&to=${to}&verdict=stored&limit=200${after}`))
      .body;
    stored.push(...page.items.map((packet: Json) => packet.qn));
    after = page.next ? `&after=${encodeURIComponent(page.next)}` : "";
  } while (after);
  expect(acknowledged.filter((qn) => !stored.includes(qn))).toEqual([]);
  expect(new Set(stored).size).toBe(stored.length);
  const ledger = (await region.get(`/api/v1/devices/${mn}/ledger?from=${from}&to=${to}`)).body;
  const rejected = Object.values(ledger.rejected as Record<string, number>).reduce((sum, count) => sum + count, 0);
  expect(ledger.received).toBe(ledger.stored + ledger.duplicate + rejected);
  expect(ledger.stored).toBe(stored.length);
  expect((await ofOutfall("cases")).map((one) => one.id)).toEqual(before);
});
