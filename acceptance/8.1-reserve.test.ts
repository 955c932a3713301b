import type { Page } from "playwright-core";
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
  photo,
  region as place,
  press,
  read,
  stateOf,
} from "./landscape.ts";
import { openLine } from "./line.ts";

/**
 * A reserve and one problem in it, from the image to the striking off and beyond: looked at on the spot with a phone that has no network, put
 * right by a plan that three departments agree to (one of them without an account), assessed, reviewed by other eyes, made public for its
 * days, closed with its papers, and seen again.
 */
let saihan: Saihan;
let [region, league, banner]: Person[] = [];
let reserve = "";
let base = "";
let clue: Json;
const quarry = box(600, 100, 100, 100);
const grass: Cover = ["grass", box(-2000, -2000, 5000, 5000)];
const people = async (): Promise<void> => {
  [region, league, banner] = await Promise.all(["region", "league", "banner"].map((name) => signIn(saihan, name)));
};
const as = (person: Person | undefined): Person => person as Person;
const theCase = (): string => clue.caseId;

beforeAll(async () => {
  saihan = await startSaihan();
  await people();
  const made = (path: string, body: object): Promise<Json> =>
    done(as(region), "POST", path, { region: place.banner, ...body });
  reserve = (
    await made("/reserves", {
      code: "ZC-BH-1",
      name: "走查自然保护区",
      kind: "nature-reserve",
      level: "national",
      area: box(0, 0, 1000, 1000),
    })
  ).id;
  const zone = (kind: string, name: string, x: number) =>
    made("/zones", { name, reserve, kind, validFrom: "2020-01-01", area: box(x, 0, 500, 1000) });
  await zone("core", "核心保护区", 0);
  await zone("general", "一般控制区", 500);
});
afterAll(() => saihan?.close());

test("a project is held against the negative list zone by zone, on the day that it asks for", async () => {
  const check = (activity: string, geometry: object, on = dayFrom(0)) =>
    done(as(banner), "POST", "/conservation/checks", { activity, geometry, on });
  const core = await check("mining", box(100, 100, 100, 100));
  expect(core).toMatchObject({
    verdict: "prohibited",
    hectares: expect.closeTo(1, 3),
    zones: [{ kind: "core", hectares: expect.closeTo(1, 3), rule: { basis: expect.stringMatching(/./) } }],
  });
  const general = await check("infrastructure", box(700, 700, 100, 100));
  expect(general.zones).toMatchObject([{ kind: "general" }]);
  expect(general.verdict).not.toBe("prohibited");
  const both = await check("mining", box(450, 100, 100, 100));
  expect(both.zones.map((one: Json) => [one.kind, Number(one.hectares.toFixed(2))]).sort()).toEqual([
    ["core", 0.5],
    ["general", 0.5],
  ]);
  expect(await check("mining", box(2000, 0, 10, 10))).toMatchObject({ verdict: null, touches: false });
  // the zones have their dates: before them there was nothing to hold it against but the reserve
  expect((await check("mining", box(100, 100, 100, 100), "2019-06-01")).zones).toEqual([]);

  const window = await openWindow(saihan);
  const { page } = window;
  await enter(page, saihan, "banner");
  await page.goto(`${saihan.url}/conservation/reserves/${reserve}`);
  await page.getByText("一般控制区").first().waitFor();
  const { lon, lat } = degreesOf(150, 150);
  const form = page.locator("form", { has: page.getByRole("button", { name: "核对负面清单" }) });
  await form.getByLabel("中心位置").fill(`${lon.toFixed(6)},${lat.toFixed(6)}`);
  await form.getByLabel("活动类型").click();
  await page.locator(".ant-select-item-option", { hasText: "采矿" }).click();
  await form.getByRole("button", { name: "核对负面清单" }).click();
  await page.locator(".check-answer", { hasText: "禁止" }).getByText("核心保护区").first().waitFor();
  expect(window.strangers).toEqual([]);
  await window.close();
});

test("two images give a clue in its zone, with its case at the banner's branch", async () => {
  base = await layer(as(region), dayFrom(-500), [grass]);
  const later = await layer(as(region), dayFrom(-20), [["mine", quarry]]);
  const run = await compare(as(region), base, later);
  expect(run.result.findings).toMatchObject({ new: { count: 1 } });
  const { items } = await read(as(banner), "/clues?sort=-severity");
  expect(items).toHaveLength(1);
  clue = items[0];
  expect([clue.activity, clue.zoneKind, clue.reserve.id, clue.state]).toEqual([
    "mining",
    "general",
    reserve,
    "checking",
  ]);
  const opened = await read(as(banner), `/cases/${theCase()}`);
  expect([opened.state.id, opened.organ.name]).toEqual(["pending", "呼和浩特市生态环境局土默特左旗分局"]);
});

test("the officer checks it on the spot with a phone: sent out, photographed without a network, found a problem", async () => {
  const line = await openLine(saihan.url);
  const window = await openWindow({ ...saihan, url: line.url }, { width: 390, height: 844 });
  const { page, context } = window;
  const here = degreesOf(650, 150);
  await context.grantPermissions(["geolocation"], { origin: line.url });
  await context.setGeolocation({ longitude: here.lon, latitude: here.lat, accuracy: 6 });
  await enter(page, { url: line.url }, "banner");
  await page.goto(`${line.url}/cases/${theCase()}`);
  await press(page, "派发核查", (drawer) => drawer.getByLabel("核查要求").fill("核实是否越界采石"));
  await until(async () => (await stateOf(as(banner), theCase())) === "onsite");

  await page.goto(`${line.url}/field`);
  const task = page.locator(`a[href="/field/${theCase()}"]`);
  await task.waitFor();
  await until(
    async () =>
      ((await page.evaluate("caches.keys()")) as string[]).filter((name) => /session|account-/.test(name)).length === 2,
  );
  await context.setOffline(true);
  line.cut();
  await page.getByText("离线").first().waitFor();
  await task.click();
  await page.getByRole("radio", { name: "属问题，列入台账" }).check();
  await page.getByLabel("责任主体").fill("走查采石场");
  await page.getByLabel("问题描述").fill("一般控制区内采石，面积约 1 公顷");
  await page.getByText("还需 1 张带位置的照片才能办理").waitFor();
  await page
    .locator("input[type=file][capture]")
    .setInputFiles({ name: "现场.jpg", mimeType: "image/jpeg", buffer: photo() });
  await page.getByRole("button", { name: "移除" }).waitFor();
  await page.getByRole("button", { name: "存入待传" }).click();
  await page.getByRole("heading", { name: "现场", exact: true }).waitFor();
  expect(await stateOf(as(banner), theCase())).toBe("onsite");
  line.mend();
  await context.setOffline(false);
  await until(async () => (await stateOf(as(banner), theCase())) === "ledger", 90_000);
  expect(window.strangers).toEqual([]);
  await window.close();
  await line.close();

  const { items } = await read(as(banner), `/evidence?owner=${theCase()}`);
  expect(items).toHaveLength(1);
  expect(items[0].position.lon).toBeCloseTo(here.lon, 5);
  expect(items[0].position.lat).toBeCloseTo(here.lat, 5);
  expect(await read(as(banner), `/clues/${clue.id}`)).toMatchObject({ state: "problem", confidence: "verified" });
});

/** The office of a duty in the banner. */
const officeOf = async (name: string): Promise<string> => {
  const { items } = await read(as(banner), `/organs?q=${encodeURIComponent(`土默特左旗${name}`)}`);
  return items[0].id;
};

test("the plan is agreed by three departments, one of them by link and code", async () => {
  await acts(as(banner), theCase(), "plan", { measure: "restore", plan: "清退设备，覆土复绿", until: dayFrom(120) });
  const early = await act(as(banner), theCase(), "agree");
  expect(early.status).toBe(409);
  const forestry = await officeOf("林业和草原局");
  const ask = (organ: string) =>
    done(as(banner), "POST", `/cases/${theCase()}/asks`, { organ, role: "countersigner", note: "整改方案是否同意" });
  await ask(await officeOf("自然资源局"));
  await ask(forestry);

  const desk = await openWindow(saihan);
  await enter(desk.page, saihan, "partner");
  await desk.page.goto(`${saihan.url}/cases/${theCase()}`);
  await desk.page.getByRole("button", { name: "答复", exact: true }).click();
  const drawer = desk.page.locator(".work-drawer");
  await drawer.getByLabel("意见").fill("方案可行，同意");
  await drawer.getByRole("button", { name: "提交答复" }).click();
  await drawer.waitFor({ state: "detached" });
  await desk.close();
  const waits = await act(as(banner), theCase(), "agree");
  expect([waits.status, JSON.stringify(waits.body)]).toEqual([409, expect.stringContaining("林业和草原局")]);

  const { link } = await done(as(banner), "POST", `/cases/${theCase()}/transfers`, {
    mode: "joint",
    to: forestry,
    reason: "请对整改方案会签",
    link: true,
  });
  const window = await openWindow(saihan, { width: 390, height: 844 });
  const { page } = window;
  await page.goto(`${saihan.url}${link.path}`);
  await page.getByLabel("验证码").fill(link.code);
  await page.getByRole("button", { name: "查看移交内容" }).click();
  const answer = async (button: string, fill: () => Promise<void>) => {
    await page.locator(".guest-acts").getByRole("button", { name: button }).click();
    await fill();
    const signer = page.locator(".work-drawer");
    await signer.getByLabel("答复人姓名").fill("张敏");
    await signer.getByLabel("科室、职务").fill("资源保护股股长");
    await signer.getByLabel("联系电话").fill("0471-8150000");
    await signer.locator(".work-drawer-foot .ant-btn-primary").click();
    await signer.waitFor({ state: "detached" });
  };
  await answer("受理", async () => undefined);
  await answer("反馈处理结果", async () => {
    await page.getByRole("radio", { name: "会签同意", exact: true }).check();
    await page.getByLabel("结果说明").fill("同意该整改方案");
  });
  await page.getByText("谢谢").waitFor();
  expect((await context(page)).filter((name) => name.includes("session"))).toEqual([]);
  expect(window.strangers).toEqual([]);
  await window.close();

  await acts(as(banner), theCase(), "agree");
  const shown = await read(as(banner), `/cases/${theCase()}`);
  expect(shown.state.id).toBe("rectifying");
  expect(
    shown.participants
      .filter((one: Json) => one.role === "countersigner")
      .map((one: Json) => [one.state, one.opinion])
      .sort(),
  ).toEqual([
    ["agreed", "同意该整改方案"],
    ["agreed", "方案可行，同意"],
  ]);
  expect(JSON.stringify(shown.participants)).toContain("张敏（凭链接）");
});

/** Names of the cookies that a browser holds. */
const context = async (page: Page): Promise<string[]> => (await page.context().cookies()).map(({ name }) => name);

test("put right, assessed, and reviewed by other eyes than those that assessed", async () => {
  const few = await act(as(banner), theCase(), "report", { measures: "已清退" });
  expect([few.status, few.body.code]).toEqual([409, "case.evidence"]);
  await exhibit(as(banner), theCase(), { position: degreesOf(650, 150), takenAt: new Date().toISOString() });
  await acts(as(banner), theCase(), "report", { measures: "已清退设备，覆土播撒草籽" });
  await acts(as(region), theCase(), "assess", { effect: "reached", assessment: "植被盖度恢复到周边水平" });
  const own = await act(as(region), theCase(), "approve");
  expect([own.status, own.body.code]).toEqual([403, "case.four-eyes"]);
  expect((await act(as(banner), theCase(), "approve")).status).toBe(403);

  const window = await openWindow(saihan);
  const { page } = window;
  await enter(page, saihan, "league");
  await page.goto(`${saihan.url}/cases/${theCase()}`);
  await press(page, "审核通过，公示", (drawer) => drawer.getByLabel("审核意见").fill("同意公示"));
  await page.getByText("公示期").first().waitFor();
  expect(await stateOf(as(league), theCase())).toBe("publicity");
  await window.close();
  const soon = await act(as(league), theCase(), "close");
  expect([soon.status, JSON.stringify(soon.body)]).toEqual([409, expect.stringContaining("公示期未满")]);
});

/** The platform some days later: its clock runs ahead, and everybody signs in anew. */
async function daysLater(days: number): Promise<void> {
  await saihan.end("SIGTERM");
  await saihan.again({ SAIHAN_CLOCK_AHEAD_DAYS: String(days) });
  await people();
}

test("when its days in public are over it is struck off, with its paper and its bound file", async () => {
  await daysLater(21);
  const window = await openWindow(saihan);
  await enter(window.page, saihan, "league");
  await window.page.goto(`${saihan.url}/cases/${theCase()}`);
  await press(window.page, "销号", (drawer) => drawer.getByLabel("销号意见").fill("公示无异议，予以销号"));
  await window.page.getByText("已销号").first().waitFor();
  await window.close();
  expect(await stateOf(as(banner), theCase())).toBe("closed");
  expect(await read(as(banner), `/clues/${clue.id}`)).toMatchObject({ state: "closed" });

  const { items } = await read(as(league), `/papers?case=${theCase()}`);
  expect(items.map((one: Json) => one.kind.id ?? one.kind)).toEqual(["closure-form"]);
  const paper = await as(league).file(`/api/v1/papers/${items[0].id}/file.pdf`);
  expect([paper.status, paper.bytes.subarray(0, 4).toString()]).toEqual([200, "%PDF"]);
  const bound = await as(banner).file(`/api/v1/cases/${theCase()}/file.pdf`);
  expect([bound.status, bound.bytes.subarray(0, 4).toString()]).toEqual([200, "%PDF"]);
  expect(bound.bytes.length).toBeGreaterThan(5_000);
});

test("a later image shows it again: it is opened anew, names the case before, and the score of the duty says so", async () => {
  await daysLater(45);
  const again = await layer(as(region), dayFrom(40), [["mine", quarry]]);
  const run = await compare(as(region), base, again);
  expect(run.result.findings).toMatchObject({ recurred: { count: 1 } });
  const detail = await read(as(banner), `/conservation/clues/${clue.id}`);
  expect(detail.cases).toHaveLength(2);
  const [before, anew] = detail.cases;
  expect([before.id, anew.parent, anew.category]).toEqual([theCase(), theCase(), "waiting"]);
  expect(await read(as(banner), `/clues/${clue.id}`)).toMatchObject({ state: "checking", recurrences: 1 });

  const window = await openWindow(saihan);
  const { page } = window;
  await enter(page, saihan, "banner");
  await page.goto(`${saihan.url}/cases/${anew.id}`);
  await page.getByText("第 1 次").first().waitFor();
  await page.getByText(before.number).first().waitFor();
  await page.goto(`${saihan.url}/conservation/reserves/${reserve}`);
  await page.getByText(clue.number).first().waitFor();
  expect(window.strangers).toEqual([]);
  await window.close();

  const year = dayFrom(45).slice(0, 4);
  const { items } = await read(as(region), `/conservation/scores?level=league&year=${year}`);
  const own = items.find((item: Json) => item.region.code === place.league);
  expect(own.terms.find((term: Json) => term.id === "recurrence")).toMatchObject({ value: 0 });
  const rows = await read(as(league), `/conservation/scores/${place.league}/recurrence?year=${year}`);
  expect(rows.items).toMatchObject([{ id: clue.id, counts: false }]);
});
