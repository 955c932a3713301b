import ExcelJS from "exceljs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enter, type Json, openWindow, type Person, type Saihan, signIn, startSaihan, until } from "./kit.ts";
import {
  act,
  acts,
  box,
  type Cover,
  compare,
  dayFrom,
  degreesOf,
  done,
  exhibit,
  layer,
  region as place,
  press,
  read,
  scan,
  stateOf,
  upload,
} from "./landscape.ts";

/**
 * The red line: what people changed inside it between two images becomes a clue of the right size and nothing else does; the two dates stand side
 * by side; the ministry's list is answered in its own table; what is lawful closes in one step with its papers; and the score of a banner leads
 * to the rows that it is counted from.
 */
let saihan: Saihan;
let [region, league, banner]: Person[] = [];
const as = (person: Person | undefined): Person => person as Person;
let clues: Json[] = [];
let redLine = "";
const clueOf = (activity: string): Json => clues.find((one) => one.activity === activity);

/** Half of it lies inside the line, whose eastern edge is at 1,000 m. */
const quarry = box(950, 400, 100, 100);
/** Wholly inside; the third of it nearest to the west was approved. */
const solar = box(300, 300, 100, 50);
const approved = box(300, 300, 30, 50);
/** A village whose eastern edge the later image draws 8 m further out, at a position error of 5 m. */
const village = box(20, 700, 80, 200);
const shifted = box(20, 700, 88, 200);
const grass: Cover = ["grass", box(100, -2000, 2900, 5000)];
const within = (hectares: number, target: number) => Math.abs(hectares - target) / target;

beforeAll(async () => {
  saihan = await startSaihan();
  [region, league, banner] = await Promise.all(["region", "league", "banner"].map((name) => signIn(saihan, name)));
  const made = (path: string, body: object): Promise<Json> =>
    done(as(region), "POST", path, { region: place.banner, ...body });
  redLine = (
    await made("/red-lines", {
      code: "ZC-HX-1",
      name: "走查红线",
      category: "function",
      functionalType: "water",
      area: box(0, 0, 1000, 1000),
    })
  ).id;
  for (const [n, x, y] of [
    [1, 0, 0],
    [2, 1000, 0],
    [3, 1000, 1000],
  ] as const)
    await made("/markers", {
      number: `ZC-JZ-${n}`,
      kind: "post",
      redLine,
      location: degreesOf(x, y),
      state: n === 3 ? "damaged" : "intact",
    });
  await made("/approved-projects", {
    name: "走查光伏一期",
    kind: "approved",
    activity: "solar",
    document: "走查批〔2024〕1号",
    validFrom: "2024-01-01",
    area: approved,
  });
});
afterAll(() => saihan?.close());

test("what is new inside the line becomes a clue of its true area; a shifted edge does not, and what was approved is taken off", async () => {
  const base = await layer(as(region), dayFrom(-400), [grass, ["built", village]]);
  const later = await layer(as(region), dayFrom(-40), [
    ["mine", quarry],
    ["solar", solar],
    ["built", shifted],
  ]);
  const run = await compare(as(region), base, later);
  expect(run.result.findings).toMatchObject({ new: { count: 2 }, strip: { count: 1 } });
  clues = (await read(as(banner), "/clues?sort=-severity")).items;
  expect(clues.map(({ activity }) => activity).sort()).toEqual(["mining", "solar"]);
  expect(within(clueOf("mining").hectares, 0.5)).toBeLessThan(0.001);
  expect(within(clueOf("solar").hectares, 0.35)).toBeLessThan(0.001);
  expect(clueOf("solar").approvedShare).toBeCloseTo(30, 0);
  for (const clue of clues)
    expect([clue.redLine.id, clue.zoneKind, clue.confidence, clue.state, clue.firstSeen]).toEqual([
      redLine,
      "red-line",
      "possible",
      "checking",
      dayFrom(-40),
    ]);
  const detail = await read(as(banner), `/conservation/clues/${clueOf("solar").id}`);
  expect(detail.severity.terms.length).toBeGreaterThan(2);
  for (const clue of clues) {
    const opened = await read(as(banner), `/cases/${clue.caseId}`);
    expect([opened.state.id, opened.organ.name]).toEqual(["pending", "呼和浩特市生态环境局土默特左旗分局"]);
  }

  // an image some weeks on shows the quarry larger: the same clue, its growth counted
  const grown = await layer(as(region), dayFrom(0), [
    ["mine", box(940, 400, 120, 100)],
    ["solar", solar],
    ["built", shifted],
  ]);
  const next = await compare(as(region), base, grown);
  expect(next.result.findings).toMatchObject({ seen: { count: 2 } });
  clues = (await read(as(banner), "/clues?sort=-severity")).items;
  expect(clues).toHaveLength(2);
  expect(within(clueOf("mining").hectares, 0.6)).toBeLessThan(0.001);
  expect([clueOf("mining").growth > 0, clueOf("mining").lastSeen]).toEqual([true, dayFrom(0)]);
});

test("the supervisor of the region sees both dates side by side, in step with the clue", async () => {
  const window = await openWindow(saihan);
  const { page } = window;
  await enter(page, saihan, "region");
  await page.goto(`${saihan.url}/conservation/clues`);
  await page.locator(".swipe[data-ready=yes]").waitFor({ timeout: 60_000 });
  expect([
    await page.locator(".swipe-date-before").textContent(),
    await page.locator(".swipe-date-after").textContent(),
  ]).toEqual([dayFrom(-400), dayFrom(0)]);
  await page.locator(".clue-list button", { hasText: clueOf("mining").number }).click();
  const panel = page.locator(".clue-panel");
  await panel.getByRole("heading", { name: clueOf("mining").number }).waitFor();
  await panel.getByText("走查红线").first().waitFor();
  await panel.getByText(clueOf("mining").caseNumber).first().waitFor();
  expect(new URL(page.url()).searchParams.get("clue")).toContain(clueOf("mining").id);
  // the other date is another image of the same view: the clue stays where it was chosen
  await page.locator(".clues-run .ant-select").click();
  await page.locator(".ant-select-item-option", { hasText: dayFrom(-40) }).click();
  await until(async () => (await page.locator(".swipe-date-after").textContent()) === dayFrom(-40));
  await panel.getByRole("heading", { name: clueOf("mining").number }).waitFor();
  const line = page.getByRole("slider", { name: "前后两期分界" });
  await line.press("End");
  expect(await line.getAttribute("aria-valuenow")).toBe("100");
  expect(window.strangers).toEqual([]);
  await window.close();
});

test("the ministry's list is taken with its numbers and answered in its own table", async () => {
  const columns = ["任务号", "图斑编号", "旗县", "类型", "范围WKT", "经度", "纬度", "面积公顷"];
  const ring = quarry.coordinates[0]?.map(([lon, lat]) => `${lon} ${lat}`).join(", ");
  const spot = degreesOf(800, 100);
  const asked = [
    ["T1", "NMG-2026-0007", "土默特左旗", "采石", `POLYGON((${ring}))`, "", "", ""],
    ["T1", "NMG-2026-0008", "土默特左旗", "旅游开发", "", String(spot.lon), String(spot.lat), "0.4"],
    ["T1", "NMG-2026-0009", "土默特左旗", "采砂", "", String(spot.lat), String(spot.lon), "0.4"],
  ];
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet("下发");
  for (const row of [columns, ...asked]) sheet.addRow(row);
  const window = await openWindow(saihan);
  const { page } = window;
  await enter(page, saihan, "region");
  await page.goto(`${saihan.url}/conservation/batches`);
  await page.locator(".file-button input[type=file]").setInputFiles({
    name: "部下发.xlsx",
    mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    buffer: Buffer.from(await book.xlsx.writeBuffer()),
  });
  await page.getByLabel("批次号").fill("环生态函〔2026〕走查1号");
  await page.getByLabel("下发日期").fill(dayFrom(-10));
  await page.getByRole("button", { name: "导入 3 条" }).click();
  await page.getByRole("heading", { name: "环生态函〔2026〕走查1号" }).waitFor();
  await page.getByText("NMG-2026-0008").first().waitFor();
  const id = new URL(page.url()).pathname.split("/").at(-1);
  await window.close();

  await until(async () => (await read(as(region), "/clues?filter.state=open")).items.length === 0, 60_000);
  const batch = await read(as(region), `/conservation/batches/${id}`);
  expect(batch.items.map((row: Json) => [row.ministryNumber, row.outcome])).toEqual([
    ["NMG-2026-0007", "matched"],
    ["NMG-2026-0008", "new"],
    ["NMG-2026-0009", "unmatched"],
  ]);
  expect(batch.items[0].clue.id).toBe(clueOf("mining").id);
  const table = await as(region).file(`/api/v1/conservation/batches/${id}/answer.xlsx`);
  expect(table.status).toBe(200);
  const answered = new ExcelJS.Workbook();
  await answered.xlsx.load(table.bytes as never);
  const rows = answered.worksheets[0]
    ?.getSheetValues()
    .slice(1)
    .map((row) => (row as Json[]).slice(1).map((cell) => String(cell ?? "")));
  expect(rows?.map((row) => row.slice(0, columns.length))).toEqual([columns, ...asked]);
  const answer = (n: number) => rows?.[n]?.slice(columns.length) ?? [];
  expect(answer(1)).toEqual(expect.arrayContaining(["核查中", clueOf("mining").number, clueOf("mining").caseNumber]));
  expect(answer(2)[0]).toBe("核查中");
  expect(answer(3)).toEqual(expect.arrayContaining(["未匹配", expect.stringContaining("经纬度是否颠倒")]));
});

test("what is lawful closes in one step, with the approval that makes it so", async () => {
  const id = clueOf("solar").caseId;
  await acts(as(banner), id, "send", { note: "核实批准手续" });
  const said = { document: "走查批〔2024〕1号", note: "批准范围内的二期扩建，手续齐全" };
  await exhibit(as(banner), id, { position: degreesOf(350, 325) });
  const bare = await act(as(banner), id, "lawful", said);
  expect([bare.status, bare.body.code]).toEqual([409, "case.evidence"]);
  await exhibit(as(banner), id, { position: degreesOf(350, 326) });
  const unproven = await act(as(banner), id, "lawful", said);
  expect([unproven.status, JSON.stringify(unproven.body)]).toEqual([409, expect.stringContaining("批准文件")]);
  const hash = await upload(as(banner), scan());
  await done(as(banner), "POST", "/evidence", { owner: { kind: "case", id }, hash, name: "批复.pdf", kind: "scan" });

  const window = await openWindow(saihan);
  const { page } = window;
  await enter(page, saihan, "banner");
  await page.goto(`${saihan.url}/cases/${id}`);
  await press(page, "属合法", async (drawer) => {
    await drawer.getByLabel("批准文号").fill(said.document);
    await drawer.getByLabel("合法依据与核查情况").fill(said.note);
  });
  await page.getByText("属合法，已办结").first().waitFor();
  await window.close();
  expect(await stateOf(as(banner), id)).toBe("lawful");
  expect(await read(as(banner), `/clues/${clueOf("solar").id}`)).toMatchObject({
    state: "lawful",
    confidence: "verified",
  });
  const { items } = await read(as(banner), `/papers?case=${id}`);
  expect(items).toHaveLength(1);
  const paper = await as(banner).file(`/api/v1/papers/${items[0].id}/file.pdf`);
  expect([paper.status, paper.bytes.subarray(0, 4).toString()]).toEqual([200, "%PDF"]);
});

test("the score of a banner opens the rows that it is counted from, and one screen shows the whole line", async () => {
  const { items } = await read(as(league), "/conservation/scores?level=banner");
  const own = items.find((item: Json) => item.region.code === place.banner);
  const term = (name: string) => own.terms.find((one: Json) => one.id === name);
  expect([term("checked").numerator, term("checked").denominator]).toEqual([1, 3]);
  expect([term("markers").numerator, term("markers").denominator]).toEqual([2, 3]);
  const leagues = await read(as(region), "/conservation/scores?level=league");
  expect(leagues.items.find((item: Json) => item.region.code === place.league).score).toBe(own.score);

  const window = await openWindow(saihan);
  const { page } = window;
  await enter(page, saihan, "league");
  await page.goto(`${saihan.url}/conservation/duty?level=banner`);
  const row = page.locator(".duty-table tbody tr", { hasText: "土默特左旗" }).first();
  await row.locator(".duty-term").first().click();
  const rows = page.locator(".duty-rows");
  await rows.getByText(clueOf("mining").number).waitFor();
  await rows.getByText(clueOf("solar").number).click();
  await page
    .locator(".clue-panel")
    .getByRole("heading", { name: clueOf("solar").number })
    .waitFor();
  expect(window.strangers).toEqual([]);
  await window.close();

  const all = await read(as(region), "/conservation/overview");
  expect(all).toMatchObject({ redLines: { count: 1 }, markers: { count: 3, intact: 2 }, clues: { total: 3 } });
  expect(within(all.redLines.hectares, 100)).toBeLessThan(0.001);
});
