import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openLogger } from "./device.ts";
import { type Json, openWindow, type Person, password, type Saihan, signIn, startSaihan, until } from "./kit.ts";
import { type Line, openLine } from "./line.ts";

/**
 * The field: twenty records with photos made in airplane mode, a reload while offline, a connection that is cut twice while they go out, two
 * people who were faster, two tabs: nothing is lost, nothing is there twice, and what could not be taken waits for the person's word.
 */
let saihan: Saihan;
let line: Line;
let region: Person;
const hour = 3_600_000;
const count = 20;
const place = { region: "150121", location: { lon: 111.16, lat: 40.72 } };
/** So many of them are exceedances at outfalls; the others are clues of encroachment on protected ground. */
const exceedances = 5;
/** The case that the enterprise moved on meanwhile: the record still fits and is sent again. */
const moved = 2;
/** The case that a superior settled meanwhile: the record no longer fits and is dropped. */
const done = 4;
const cases = new Map<number, string>();
const cutBy = 24;

beforeAll(async () => {
  saihan = await startSaihan();
  line = await openLine(saihan.url);
  region = await signIn(saihan, "region");
  await exceed();
  await encroach();
});
afterAll(async () => {
  await line?.close();
  await saihan?.close();
});

const made = async (path: string, body: unknown): Promise<Json> => {
  const reply = await region.send("POST", `/api/v1/${path}`, body);
  expect([path, reply.status, reply.body]).toEqual([path, 201, expect.anything()]);
  return reply.body;
};

/** Outfalls of one enterprise, each with an hour over its limit: as many cases with the branch. */
async function exceed(): Promise<void> {
  const { organ } = (await (await signIn(saihan, "enterprise")).get("/api/v1/session")).body.user;
  const { id: enterprise } = await made("enterprises", {
    id: organ.id,
    region: place.region,
    name: organ.name,
    uscc: "91150121MA0000001P",
    industry: "火力发电",
    management: "key",
    status: "running",
  });
  const start = Math.floor(Date.now() / hour) * hour - 3 * hour;
  const outfalls = new Map<string, number>();
  await Promise.all(
    Array.from({ length: exceedances }, async (_, n) => {
      const code = `DA${String(100 + n)}`;
      const location = { lon: place.location.lon + n * 0.01, lat: place.location.lat };
      const body = { ...place, location, enterprise, name: `现场排口${n + 1}`, code, kind: "gas", status: "in-use" };
      const outfall = (await made("outfalls", body)).id;
      outfalls.set(outfall, n);
      const limit = { averaging: "hour", upper: 50, unit: "mg/m³", standard: "走查许可证", validFrom: "2026-01-01" };
      await made("limits", { region: place.region, enterprise, outfall, factor: "a21026", ...limit, verified: false });
      const mn = `FIELD${String(n).padStart(19, "0")}`;
      await made("devices", { mn, password: "246810", protocol: "HJ212-2017", outfall });
      const logger = await openLogger(saihan.hj212Port);
      for (let minute = 0; minute < 120; minute += 10) {
        const values = { "a21026-Avg": "80.5", "a21026-Flag": "N" };
        const packet = { mn, password: "246810", cn: "2051", st: "31", time: start + minute * 60_000, values };
        expect(await logger.send(packet)).toBe(true);
      }
      logger.close();
    }),
  );
  const banner = await signIn(saihan, "banner");
  await until(async () => {
    const { items } = (await banner.get("/api/v1/cases?category=waiting&limit=100")).body;
    for (const item of items as Json[]) {
      const n = outfalls.get(item.subject.id);
      if (n !== undefined) cases.set(n, item.id);
    }
    return cases.size === exceedances;
  }, 120_000);
}

/** A red line, and a batch of the ministry with squares upon it: each becomes a clue, a case, and is sent out to be looked at. */
async function encroach(): Promise<void> {
  const square = (west: number, south: number, side: number) => {
    const [east, north] = [west + side, south + side];
    return {
      type: "Polygon",
      coordinates: [
        [
          [west, south],
          [east, south],
          [east, north],
          [west, north],
          [west, south],
        ],
      ],
    };
  };
  const { lon, lat } = place.location;
  await made("red-lines", {
    region: place.region,
    code: "150121-FIELD",
    name: "走查红线图斑",
    category: "function",
    area: square(lon - 0.02, lat - 0.02, 0.1),
  });
  const rows = Array.from({ length: count - exceedances }, (_, index) => {
    const n = exceedances + index;
    return [String(n), JSON.stringify(square(lon + (n % 5) * 0.006, lat + Math.floor(n / 5) * 0.006, 0.002)), "采石"];
  });
  const batch = await made("conservation/batches", {
    region: "150000",
    number: "走查批次",
    issuedOn: new Date().toISOString().slice(0, 10),
    columns: ["编号", "图形", "类型"],
    mapping: { number: "编号", outline: "图形", activity: "类型" },
    rows,
  });
  expect([batch.new, batch.unmatched]).toEqual([rows.length, 0]);
  const banner = await signIn(saihan, "banner");
  const numbers = new Map<string, number>();
  for (const clue of (await banner.get("/api/v1/clues?limit=100")).body.items as Json[])
    numbers.set(clue.number, Number(clue.ministryNumber));
  await until(async () => {
    const query = "definition=conservation.clue&state=pending&limit=100";
    return (await banner.get(`/api/v1/cases?${query}`)).body.items.length === rows.length;
  }, 120_000);
  for (const item of (await banner.get("/api/v1/cases?definition=conservation.clue&limit=100")).body.items as Json[]) {
    cases.set(numbers.get(item.subject.name) ?? -1, item.id);
    const sent = await banner.send("POST", `/api/v1/cases/${item.id}/acts/send`, { baseVersion: item.version });
    expect([sent.status, sent.body.code]).toEqual([200, undefined]);
  }
  expect(cases.size).toBe(count);
}

const caseOf = (n: number): string => cases.get(n) ?? "";
const person = { viewport: { width: 390, height: 844 } };

/** A picture of its own for each record: a JPEG's head and bytes that no other has. */
function photo(n: number): { name: string; mimeType: string; buffer: Buffer } {
  const head = Buffer.from("ffd8ffe000104a46494600010100000100010000", "hex");
  return {
    name: `现场${n + 1}.jpg`,
    mimeType: "image/jpeg",
    buffer: Buffer.concat([head, Buffer.alloc(300_000, n + 1)]),
  };
}

/** What the service worker keeps, by name. */
const keptNames = (page: Page): Promise<string[]> => page.evaluate("caches.keys()");

/** In the page: how many records wait. */
const waiting = async (page: Page): Promise<number> =>
  Number(await page.locator(".connection-line").getAttribute("data-pending"));

const found = (n: number): string => `第 ${n + 1} 处现场查看`;

async function recordOne(page: Page, n: number): Promise<void> {
  await page.locator(`a[href="/field/${caseOf(n)}"]`).click();
  await page.locator(".field-bar").waitFor();
  if (n < exceedances) await page.getByRole("radio", { name: "超标属实" }).check();
  else {
    await page.locator(".field-map polygon").waitFor();
    await page.getByRole("radio", { name: "属问题，列入台账" }).check();
    await page.getByLabel("责任主体").fill("走查采石场");
  }
  await page.getByLabel(n < exceedances ? "核实情况" : "问题描述").fill(found(n));
  await page.locator("input[type=file][capture]").setInputFiles(photo(n));
  await page.getByRole("button", { name: "移除" }).waitFor();
  await page.getByRole("button", { name: "存入待传" }).click();
  await page.getByRole("heading", { name: "现场", exact: true }).waitFor();
}

test("twenty records made without a network arrive once each, whatever the connection does", {
  timeout: 420_000,
}, async () => {
  const window = await openWindow({ ...saihan, url: line.url }, person.viewport);
  const { page, context } = window;
  await context.grantPermissions(["geolocation"], { origin: line.url });
  await context.setGeolocation({ longitude: 111.161, latitude: 40.7205, accuracy: 9 });
  await page.goto(line.url);
  await page.getByLabel("用户名").fill("banner");
  await page.getByLabel("密码").fill(password);
  await page.keyboard.press("Enter");
  await page.locator(".connection-line").waitFor();
  await page.goto(`${line.url}/field`);
  await page
    .locator(".field-task")
    .nth(count - 1)
    .waitFor();
  // the worker has everything: pages of this build, the session and the tasks
  await until(async () => (await keptNames(page)).filter((name) => /session|account-/.test(name)).length === 2);
  expect(await page.locator(".field-task .field-distance").first().textContent()).toMatch(/^\d+ m$/);

  await context.setOffline(true);
  line.cut();
  await page.getByText("离线").first().waitFor();
  for (let n = 0; n < 10; n++) await recordOne(page, n);
  // half a record is kept over a reload without a network
  await page.locator(`a[href="/field/${caseOf(10)}"]`).click();
  await page.getByRole("radio", { name: "属问题，列入台账" }).check();
  await page.getByLabel("问题描述").fill("写到一半");
  await page.reload();
  await page.getByLabel("问题描述").waitFor();
  expect(await page.getByLabel("问题描述").inputValue()).toBe("写到一半");
  expect(await waiting(page)).toBe(20);
  await page.locator("header").getByText("← 现场任务").click();
  for (let n = 10; n < count; n++) await recordOne(page, n);
  expect(await waiting(page)).toBe(2 * count);

  // meanwhile others act
  const enterprise = await signIn(saihan, "enterprise");
  const act = async (who: Person, n: number, name: string, values: object) => {
    const { version } = (await who.get(`/api/v1/cases/${caseOf(n)}`)).body;
    const reply = await who.send("POST", `/api/v1/cases/${caseOf(n)}/acts/${name}`, {
      baseVersion: version,
      ...values,
    });
    expect([n, reply.status, reply.body.code]).toEqual([n, 200, undefined]);
  };
  await act(enterprise, moved, "acknowledge", { note: "企业先确认了" });
  await act(await signIn(saihan, "league"), done, "verify", { finding: "confirmed", note: "盟市局先核实了" });

  // back online with a second tab; the third act's answer is lost, and a photo is cut off in the middle
  let acts = 0;
  let pieces = 0;
  const interrupted: string[] = [];
  const breakOff = (what: string) => {
    interrupted.push(what);
    line.cut();
    setTimeout(line.mend, 2_000);
  };
  line.judge((method, path) => {
    if (method !== "POST") return "pass";
    if (path.includes("/acts/") && ++acts === 3) {
      setTimeout(() => breakOff("answer"), 300);
      return "answer lost";
    }
    if (path.includes("/uploads/") && ++pieces === cutBy) {
      breakOff("photo");
      return "lost";
    }
    return "pass";
  });
  const second = await context.newPage();
  line.mend();
  await context.setOffline(false);
  await second.goto(`${line.url}/field/queue`);
  await until(async () => interrupted.length === 2, 90_000);
  await until(async () => (await waiting(page)) === 2, 150_000);
  await second.close();

  // what two people did at once is shown side by side and waits
  await page.locator(".connection-line").click();
  const stuck = (reason: string) => page.locator(".field-stuck", { hasText: reason });
  const faster = stuck("企业先确认了");
  const settled = stuck("盟市局先核实了");
  await settled.waitFor();
  await faster.getByRole("button", { name: "已对照，按新版重发" }).click();
  await until(async () => (await waiting(page)) === 1, 30_000);
  await settled.getByRole("button", { name: "已对照，按新版重发" }).click();
  // now it is a refusal: the sentence says why, and there is nothing left to compare
  const refused = stuck("状态下不能");
  await refused.getByRole("button", { name: "弃用" }).click();
  await page.getByLabel("弃用原因").fill("盟市局已核实，本条不再需要");
  await page.getByRole("button", { name: "确定弃用" }).click();
  await page.getByText("全部已传").waitFor();
  await page.getByText("原因：盟市局已核实，本条不再需要").waitFor();

  for (let n = 0; n < count; n++) {
    const shown = (await region.get(`/api/v1/cases/${caseOf(n)}`)).body;
    const name = n < exceedances ? "核实" : "属问题，列入台账";
    const acts = shown.timeline.filter((event: Json) => event.act.zh === name);
    expect([n, acts.map((event: Json) => event.note)]).toEqual([n, [n === done ? "盟市局先核实了" : found(n)]]);
    if (n !== done) expect(acts[0].detail.recorded.deviceAt).toMatch(/^\d{4}-/);
    const { items } = (await region.get(`/api/v1/evidence?owner=${caseOf(n)}`)).body;
    expect(items.map((item: Json) => [item.name, item.position])).toEqual([
      [`现场${n + 1}.jpg`, { lon: 111.161, lat: 40.7205 }],
    ]);
  }
  expect(window.strangers).toEqual([]);

  // signing out takes away what the account read; the next reader without a network is nobody
  await page.goto(`${line.url}/me`);
  await page.getByRole("button", { name: "退出登录" }).click();
  await page.getByLabel("用户名").waitFor();
  expect((await keptNames(page)).filter((name) => /session|account-/.test(name))).toEqual([]);
  await window.close();
});
