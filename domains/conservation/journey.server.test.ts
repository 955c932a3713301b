import { randomBytes } from "node:crypto";
import ExcelJS from "exceljs";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sm3 } from "#kernel/audit/audit.server.ts";
import { jpegWithExif } from "#kernel/evidence/exif.kit.ts";
import { type Client, openTestPlatform, type Reply, type TestPlatform } from "#server/kit.ts";
import { answerWorkbook } from "./batch-reading.server.ts";
import { openWaitingCases } from "./clue-cases.server.ts";
import type { CheckReply, ClueDetail } from "./clue-contract.ts";
import { box, type Cover } from "./kit.server.ts";
import type { BatchDetail } from "./ministry-contract.ts";
import type { OverviewReply, ReserveReply, ScoreItem } from "./overview-contract.ts";
import { prepareNegativeList } from "./prepare.server.ts";
import type { RunReply } from "./run-contract.ts";
import { workOneRun } from "./worker.server.ts";

/** From two images to a problem that is struck off, by the routes that people use. One story, told in its order. */
let saihan: TestPlatform;
let [region, league, banner]: Client[] = [];
let now = Date.parse("2026-12-01T09:00:00+08:00");
type Listed = {
  items: {
    id: string;
    number: string;
    hectares: number;
    caseId: string;
    state: string;
    activity: string;
    confidence: string;
  }[];
};
type Case = { id: string; number: string; version: number; state: { id: string }; acts: { id: string }[] };

beforeAll(async () => {
  saihan = await openTestPlatform("embedded", () => now);
  await prepareNegativeList(saihan.platform);
  await at(now);
});
/** Turns the clock; everybody signs in anew. */
async function at(time: number): Promise<void> {
  now = time;
  [region, league, banner] = await Promise.all(["region", "league", "banner"].map((name) => saihan.signIn(name)));
}
afterAll(() => saihan?.close());

const done = <T>(reply: Reply, status = 200): T => {
  expect([reply.status, reply.status === status ? "" : reply.text.slice(0, 500)]).toEqual([status, ""]);
  return reply.json as T;
};
const post = <T>(client: Client | undefined, path: string, body: unknown, status = 201): Promise<T> =>
  (client as Client).send("POST", `/api/v1${path}`, body).then((reply) => done<T>(reply, status));
const get = <T>(client: Client | undefined, path: string): Promise<T> =>
  (client as Client).send("GET", `/api/v1${path}`).then((reply) => done<T>(reply));
const act = async (client: Client | undefined, id: string, name: string, values: object = {}): Promise<Reply> => {
  const { version } = await get<Case>(client, `/cases/${id}`);
  return (client as Client).send("POST", `/api/v1/cases/${id}/acts/${name}`, { baseVersion: version, ...values });
};
const exhibit = async (id: string, more: object): Promise<void> => {
  const bytes = Buffer.concat([jpegWithExif({}), randomBytes(40)]);
  const hash = sm3(bytes);
  await (banner as Client).send("POST", `/api/v1/uploads/${hash}?offset=0&size=${bytes.length}`, bytes, {
    "content-type": "application/octet-stream",
  });
  await post(banner, "/evidence", { owner: { kind: "case", id }, hash, name: "现场.jpg", kind: "photo", ...more });
};

const pit = box(300, 300, 100, 100);
const solar = box(700, 700, 120, 100);
const grass: Cover = ["grass", box(-2000, -2000, 5000, 5000)];
async function layer(coveredOn: string, covers: readonly Cover[]): Promise<string> {
  const { id } = await post<{ id: string }>(region, "/conservation/layers", {
    region: "150100",
    name: `覆盖 ${coveredOn}`,
    coveredOn,
    source: "示例",
    format: "vector",
    rmse: 5,
    edition: "saihan-1",
  });
  const features = covers.map(([cover, geometry]) => ({ type: "Feature", properties: { class: cover }, geometry }));
  await post(region, `/conservation/layers/${id}/features`, { features }, 200);
  expect(await post(region, `/conservation/layers/${id}/close`, {}, 200)).toMatchObject({ state: "ready" });
  return id;
}
const compare = async (from: string, to: string): Promise<RunReply> => {
  const { id } = await post<RunReply>(region, "/conservation/runs", {
    region: "150100",
    from,
    to,
    parameters: { matrix: true },
  });
  await workOneRun(saihan.platform);
  while (await openWaitingCases(saihan.platform));
  return get<RunReply>(region, `/conservation/runs/${id}`);
};

let base = "";
let clue: Listed["items"][number];

test("two images over a red line and a reserve give clues, each with its case; a run is read by those of its region alone", async () => {
  await post(region, "/red-lines", {
    region: "150121",
    code: "HX1",
    name: "大青山水源涵养区",
    category: "function",
    functionalType: "water",
    area: box(0, 0, 1000, 1000),
  });
  const reserve = await post<{ id: string }>(region, "/reserves", {
    region: "150121",
    code: "BH1",
    name: "大青山自然保护区",
    kind: "nature-reserve",
    level: "national",
    area: box(600, 600, 500, 500),
  });
  await post(region, "/zones", {
    region: "150121",
    name: "核心保护区",
    reserve: reserve.id,
    kind: "core",
    validFrom: "2020-01-01",
    area: box(600, 600, 500, 500),
  });
  base = await layer("2025-06-01", [grass]);
  const run = await compare(
    base,
    await layer("2026-06-01", [
      ["grass", box(-2000, -2000, 5000, 2000)],
      ["mine", pit],
      ["solar", solar],
    ]),
  );
  expect(run).toMatchObject({
    state: "done",
    problem: null,
    result: { findings: { new: { count: 2 } } },
    step: { id: "commit" },
  });
  expect(run.result?.matrix?.relativeError).toBeLessThan(1e-6);
  const { items } = await get<Listed>(banner, "/clues?sort=-severity");
  expect(items.map(({ activity, hectares, state }) => [activity, hectares, state])).toEqual([
    ["mining", 1, "checking"],
    ["solar", 1.2, "checking"],
  ]);
  clue = items.find(({ activity }) => activity === "mining") as typeof clue;
  expect((await (banner as Client).send("GET", `/api/v1/conservation/runs/${run.id}`)).status).toBe(404);
  const detail = await get<ClueDetail>(banner, `/conservation/clues/${clue.id}`);
  expect(detail).toMatchObject({
    confidence: "possible",
    rule: { verdict: "prohibited", verified: false },
    cases: [{ id: clue.caseId }],
    sightings: [{ seen: true }],
  });
  expect(detail.severity?.terms).toHaveLength(4);
  expect(await get<ReserveReply>(league, `/conservation/reserves/${reserve.id}`)).toMatchObject({
    zones: [{ kind: "core", hectares: expect.closeTo(25, 1) }],
    clues: [{ activity: "solar" }],
    effect: [{ naturalHectares: expect.closeTo(25, 1) }, {}],
  });
  const findings = await get<{ items: { disposition: string; center: object }[] }>(
    league,
    `/conservation/runs/${run.id}/findings`,
  );
  expect(findings.items).toMatchObject([{ disposition: "new", center: { lon: expect.any(Number) } }, {}]);
});

test("a project is held against the negative list where it lies", async () => {
  const inCore = await post<CheckReply>(
    banner,
    "/conservation/checks",
    { activity: "mining", geometry: box(650, 650, 100, 100) },
    200,
  );
  expect(inCore).toMatchObject({
    verdict: "prohibited",
    touches: true,
    hectares: expect.closeTo(1, 3),
    zones: [{ kind: "core", rule: { basis: expect.stringContaining("国家公园法") } }],
  });
  expect(
    await post<CheckReply>(
      banner,
      "/conservation/checks",
      { activity: "research", geometry: box(650, 650, 10, 10) },
      200,
    ),
  ).toMatchObject({ verdict: "allowed" });
  expect(
    await post<CheckReply>(banner, "/conservation/checks", { activity: "mining", geometry: box(-900, 0, 10, 10) }, 200),
  ).toMatchObject({ verdict: null, touches: false });
});

test("checked on the spot with photos, put right by a plan of three departments, reviewed by other eyes, made public and struck off", async () => {
  const id = clue.caseId;
  expect((await act(banner, id, "send")).status).toBe(200);
  const early = await act(banner, id, "problem", { party: "某采石场", note: "越界采石" });
  expect([early.status, early.code]).toEqual([409, "case.evidence"]);
  await exhibit(id, { position: { lon: 111.1, lat: 40.75 } });
  expect((await act(banner, id, "problem", { party: "某采石场", note: "越界采石" })).status).toBe(200);
  expect((await get<Listed>(banner, "/clues?filter.activity=mining")).items[0]).toMatchObject({
    state: "problem",
    confidence: "verified",
  });
  expect((await act(banner, id, "plan", { measure: "restore", plan: "退出并复绿", until: "2027-03-30" })).status).toBe(
    200,
  );
  expect((await act(banner, id, "agree")).status).toBe(409);
  await countersign(id, ["resources"]);
  expect((await act(banner, id, "agree")).text).toContain("林业和草原");
  await countersign(id, ["forestry"]);
  expect((await act(banner, id, "agree")).status).toBe(200);
  await exhibit(id, { position: { lon: 111.1, lat: 40.75 } });
  expect((await act(banner, id, "report", { measures: "已清退，播撒草籽" })).status).toBe(200);
  expect((await act(banner, id, "assess", { effect: "reached", assessment: "植被恢复" })).status).toBe(200);
  expect((await act(banner, id, "approve")).status).toBe(403);
  expect((await act(league, id, "approve")).status).toBe(200);
  expect((await act(league, id, "close")).text).toContain("公示期未满");
  await at(now + 20 * 86_400_000);
  expect((await act(league, id, "close")).status).toBe(200);
  expect((await get<Listed>(banner, "/clues?filter.activity=mining")).items[0]).toMatchObject({ state: "closed" });
});

/** The other departments agree; 林草 has no account and answers by letter. */
async function countersign(id: string, duties: readonly string[]): Promise<void> {
  await saihan.platform.postgres.transact({ kind: "system", name: "test" }, (tx) =>
    sql`insert into "case".participant (id, case_id, organ, role, state, asked_at, asked_by, asked_by_name, at)
      select gen_random_uuid(), ${id}, o.id, 'countersigner', 'agreed', now(), 'test', '测试', now() from organ.organ o
      where o.region = '150121' and o.duty = any (${[...duties]}::text[])`.execute(tx),
  );
}

test("seen again on a later image it opens a new case that names the one before", async () => {
  await at(Date.parse("2027-03-01T09:00:00+08:00"));
  const run = await compare(
    base,
    await layer("2027-02-01", [
      ["mine", pit],
      ["solar", solar],
    ]),
  );
  expect(run.result?.findings).toMatchObject({ recurred: { count: 1 }, seen: { count: 1 } });
  const detail = await get<ClueDetail>(banner, `/conservation/clues/${clue.id}`);
  expect(detail.cases).toHaveLength(2);
  expect(detail.cases[1]?.parent).toBe(clue.caseId);
  expect(detail.state).toBe("checking");
});

test("a batch of the ministry is matched, made or said to be unmatched, and answered in its own table", async () => {
  const ring = pit.coordinates[0]?.map(([x, y]) => `${x} ${y}`).join(", ");
  const [lon = 0, lat = 0] = box(400, 100, 1, 1).coordinates[0]?.[0] ?? [];
  const batch = await post<BatchDetail>(region, "/conservation/batches", {
    region: "150100",
    number: "2026-2",
    issuedOn: "2027-02-10",
    columns: ["编号", "旗县", "类型", "WKT", "经度", "纬度", "公顷"],
    mapping: { number: "编号", outline: "WKT", lon: "经度", lat: "纬度", hectares: "公顷", activity: "类型" },
    rows: [
      ["B1", "土左旗", "采石", `POLYGON((${ring}))`, "", "", ""],
      ["B2", "土左旗", "旅游开发", "", String(lon), String(lat), "0.5"],
      ["B3", "土左旗", "采砂", "", String(lat), String(lon), "0.5"],
      ["B4", "土左旗", "采砂", "", "111.6", "40.2", "0.5"],
      ["B2", "土左旗", "采砂", "", "", "", ""],
    ],
  });
  expect(batch.items.map(({ outcome }) => outcome)).toEqual(["matched", "new", "unmatched", "unmatched", "unmatched"]);
  expect(batch.items[0]?.clue?.id).toBe(clue.id);
  expect(batch.items.slice(2).map(({ problem }) => problem)).toEqual([
    expect.stringContaining("经纬度是否颠倒"),
    "不在生态保护红线或自然保护地内",
    expect.stringContaining("重复"),
  ]);
  const answer = await (region as Client).send("GET", `/api/v1/conservation/batches/${batch.id}/answer.xlsx`);
  expect([answer.status, answer.headers["content-type"]]).toEqual([200, expect.stringContaining("spreadsheetml")]);
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(
    (await answerWorkbook(await get<BatchDetail>(region, `/conservation/batches/${batch.id}`))).buffer as ArrayBuffer,
  );
  const lines = book.worksheets[0]?.getSheetValues() as unknown[][];
  expect(lines[1]?.slice(1, 9)).toEqual(["编号", "旗县", "类型", "WKT", "经度", "纬度", "公顷", "核查结果"]);
  expect(lines.slice(2).map((line) => line[8])).toEqual(["核查中", "待核查", "未匹配", "未匹配", "未匹配"]);
  const taken = await (region as Client).send("POST", "/api/v1/conservation/batches", {
    region: "150100",
    number: "2026-2",
    issuedOn: "2027-02-10",
    columns: ["编号"],
    mapping: { number: "编号" },
    rows: [["B1"]],
  });
  expect(taken.code).toBe("field.taken");
});

test("leagues and banners have scores that lead to their rows, and one screen shows everything", async () => {
  const { items } = await get<{ items: ScoreItem[] }>(region, "/conservation/scores?level=banner&year=2027");
  const own = items.find((item) => item.region.code === "150121");
  expect(own?.score).toBeGreaterThan(0);
  expect(own?.terms.find(({ id }) => id === "recurrence")).toMatchObject({ numerator: 0, denominator: 1, value: 0 });
  const rows = await get<{ items: { id: string; counts: boolean }[] }>(
    banner,
    "/conservation/scores/150121/recurrence?year=2027",
  );
  expect(rows.items).toMatchObject([{ id: clue.id, counts: false }]);
  const all = await get<OverviewReply>(region, "/conservation/overview");
  expect(all).toMatchObject({
    redLines: { count: 1 },
    reserves: { count: 1 },
    clues: { total: 3, recurred: 1 },
    lastRun: { state: "done" },
  });
  expect(all.cases.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  expect(all.leagues.find((one) => one.region.code === "150100")?.clues).toBe(3);
  const shapes = await get<{ features: object[] }>(banner, "/conservation/outlines?kind=clue&bbox=111,40,112,41");
  expect(shapes.features).toHaveLength(3);
});
