import { afterAll, beforeAll, expect, test } from "vitest";
import { enter, type Json, openWindow, type Person, type Saihan, signIn, startSaihan } from "./kit.ts";
import {
  acts,
  box,
  compare,
  dayFrom,
  degreesOf,
  done,
  exhibit,
  layer,
  region as place,
  read,
  scan,
  stateOf,
  upload,
} from "./landscape.ts";

/**
 * A case passes to another department in one act with its evidence. It answers without an account by link and code, on stamped paper, or with an
 * account of its own; it may send it back; the sender sees all of it; and what goes to and fro is taken up by the organ above.
 */
let saihan: Saihan;
let [region, league, banner, partner]: Person[] = [];
const as = (person: Person | undefined): Person => person as Person;
const cases: string[] = [];
const caseOf = (n: number): string => cases[n] ?? "";
const offices = new Map<string, string>();
const officeOf = (name: string): string => offices.get(name) ?? "";
const signer = { name: "张敏", office: "资源保护股", phone: "0471-8150000" };

beforeAll(async () => {
  saihan = await startSaihan();
  [region, league, banner, partner] = await Promise.all(
    ["region", "league", "banner", "partner"].map((name) => signIn(saihan, name)),
  );
  await done(as(region), "POST", "/red-lines", {
    region: place.banner,
    code: "ZC-HX-2",
    name: "走查红线",
    category: "function",
    area: box(0, 0, 2000, 2000),
  });
  const base = await layer(as(region), dayFrom(-200), [["grass", box(-1000, -1000, 4000, 4000)]]);
  const pits = [0, 400, 800].map((x) => ["mine", box(x, 500, 100, 100)] as const);
  await compare(as(region), base, await layer(as(region), dayFrom(-5), pits));
  const { items } = await read(as(banner), "/clues?sort=number");
  cases.push(...items.map((one: Json) => one.caseId));
  expect(cases).toHaveLength(3);
  for (const id of cases) {
    await acts(as(banner), id, "send");
    await exhibit(as(banner), id, { position: degreesOf(50, 550) });
  }
  for (const name of ["林业和草原局", "自然资源局"]) {
    const found = await read(as(banner), `/organs?q=${encodeURIComponent(`土默特左旗${name}`)}`);
    offices.set(name, found.items[0].id);
  }
});
afterAll(() => saihan?.close());

/** Passes a case on with all that is in evidence; one act. */
async function offer(n: number, to: string, link = false): Promise<Json> {
  const { items } = await read(as(banner), `/evidence?owner=${caseOf(n)}`);
  return done(as(banner), "POST", `/cases/${caseOf(n)}/transfers`, {
    mode: "transfer",
    to,
    reason: "涉嫌毁坏林草植被，属贵单位职责",
    basis: "森林法",
    evidence: items.map((one: Json) => one.id),
    link,
  });
}
const transferOf = (id: string): Promise<Json> => read(as(banner), `/transfers/${id}`);
const handler = async (n: number): Promise<string> => (await read(as(banner), `/cases/${caseOf(n)}`)).organ.name;

test("a wrong code is refused, counted, and locks the link; the sender issues another", async () => {
  const offered = await offer(0, officeOf("林业和草原局"), true);
  const { path, code } = offered.link;
  const token = path.split("/").at(-1);
  const window = await openWindow(saihan, { width: 390, height: 844 });
  const { page } = window;
  await page.goto(`${saihan.url}${path}`);
  const wrong = code === "000000" ? "000001" : "000000";
  await page.getByLabel("验证码").fill(wrong);
  await page.getByRole("button", { name: "查看移交内容" }).click();
  await page.getByText("还可").or(page.getByText("验证码不")).first().waitFor();
  expect(await page.getByText("毁坏林草").count()).toBe(0);
  await window.close();

  const open = (given: string) =>
    fetch(`${saihan.url}/api/v1/guest/${token}/open`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ code: given }),
    });
  // each failure doubles the wait; who waits it out has five tries in all
  let said: Json = {};
  for (let tries = 0; said.code !== "guest.locked" && tries < 40; tries++) {
    const reply = await open(wrong);
    said = await reply.json();
    expect(reply.status).toBeGreaterThanOrEqual(400);
    if (said.code === "too-many") await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
  expect(said.code).toBe("guest.locked");
  expect((await open(code)).status).toBeGreaterThanOrEqual(400);
  expect((await transferOf(offered.id)).link.locked).toBe(true);
  const anew = await done(as(banner), "POST", `/transfers/${offered.id}/link`);
  expect(anew.path).not.toBe(path);
  await done(as(banner), "POST", `/transfers/${offered.id}/withdraw`, { reason: "改由新的移送" });
  expect((await fetch(`${saihan.url}/api/v1/guest/${anew.path.split("/").at(-1)}`)).status).toBeGreaterThanOrEqual(400);
});

test("without an account the forestry office returns it, takes it when it is offered again, and reports; the sender sees it all", async () => {
  const guest = async (link: Json, button: string) => {
    const window = await openWindow(saihan);
    const { page } = window;
    await page.goto(`${saihan.url}${link.path}`);
    await page.getByLabel("验证码").fill(link.code);
    await page.getByRole("button", { name: "查看移交内容" }).click();
    await page.getByText("现场.jpg").first().waitFor();
    await page.locator(".guest-acts").getByRole("button", { name: button }).click();
    const drawer = page.locator(".work-drawer");
    await drawer.waitFor();
    if (button === "退回") await drawer.getByLabel("退回理由").fill("不在林地范围，请附林地小班图");
    if (button === "反馈处理结果") {
      await drawer.getByRole("radio", { name: "已立案查处" }).check();
      await drawer.getByLabel("结果说明").fill("已立案并责令恢复植被");
    }
    await drawer.getByLabel("答复人姓名").fill(signer.name);
    await drawer.getByLabel("科室、职务").fill(signer.office);
    await drawer.getByLabel("联系电话").fill(signer.phone);
    await drawer.locator(".work-drawer-foot .ant-btn-primary").click();
    await drawer.waitFor({ state: "detached" });
    expect(window.strangers).toEqual([]);
    await window.close();
  };
  const first = await offer(0, officeOf("林业和草原局"), true);
  await guest(first.link, "退回");
  expect(await transferOf(first.id)).toMatchObject({ state: "returned", bounce: 1, escalatedTo: null });
  expect(await handler(0)).toContain("生态环境局");

  const second = await offer(0, officeOf("林业和草原局"), true);
  await guest(second.link, "受理");
  expect(await handler(0)).toBe("土默特左旗林业和草原局");
  const clocks = (await read(as(league), `/cases/${caseOf(0)}`)).clocks;
  expect(clocks.map((one: Json) => one.state)).toContain("paused");
  await guest(second.link, "反馈处理结果");
  const shown = await transferOf(second.id);
  expect(shown).toMatchObject({
    state: "reported",
    outcome: { channel: "link", kind: "filed", note: "已立案并责令恢复植被" },
  });
  expect(shown.answers.map((one: Json) => [one.act, one.signer.name])).toEqual([
    ["accept", signer.name],
    ["outcome", signer.name],
  ]);
  expect(shown.files.filter((one: Json) => one.source === "package")).toHaveLength(1);
  // it came back, and its clocks run on
  expect(await handler(0)).toContain("生态环境局");
  expect((await read(as(banner), `/cases/${caseOf(0)}`)).clocks.map((one: Json) => one.state)).not.toContain("paused");

  const window = await openWindow(saihan);
  const { page } = window;
  await enter(page, saihan, "banner");
  await page.goto(`${saihan.url}/cases/${caseOf(0)}?tab=transfers`);
  await page.getByText("已反馈结果").first().waitFor();
  await page.getByText("已退回").first().waitFor();
  await page.goto(`${saihan.url}/transfers/${second.id}`);
  await page.getByText("已立案并责令恢复植被").first().waitFor();
  await page.getByText(signer.name).first().waitFor();
  await window.close();
});

test("a stamped letter with its scan counts the same, and without one nothing is recorded", async () => {
  const { id } = await offer(1, officeOf("林业和草原局"));
  const letter = { letterNumber: "土左林草函〔2026〕12号", letterDate: dayFrom(0), signer };
  const bare = await as(banner).send("POST", `/api/v1/transfers/${id}/letter`, { act: "accept", ...letter });
  expect(bare.status).toBeGreaterThanOrEqual(400);
  const post = async (body: object) => {
    const hash = await upload(as(banner), scan());
    await done(as(banner), "POST", `/transfers/${id}/letter`, { ...letter, ...body, scan: { hash, name: "回函.pdf" } });
  };
  await post({ act: "accept" });
  expect(await handler(1)).toBe("土默特左旗林业和草原局");
  await post({ act: "outcome", outcome: "none", note: "经查不属林地草地，不予立案" });
  expect(await transferOf(id)).toMatchObject({
    state: "reported",
    answered: { channel: "letter" },
    outcome: { channel: "letter", kind: "none" },
    answers: [{ letter: { number: letter.letterNumber } }, { letter: { number: letter.letterNumber } }],
  });
  const { items } = await read(as(banner), `/evidence?owner=${caseOf(1)}`);
  expect(items.filter((one: Json) => one.kind === "scan")).toHaveLength(2);
  expect(await stateOf(as(banner), caseOf(1))).toBe("onsite");
});

test("the partner with an account takes one from its desk, and the second return of another goes to the organ above", async () => {
  const first = await offer(2, officeOf("自然资源局"));
  const window = await openWindow(saihan);
  const { page } = window;
  await enter(page, saihan, "partner");
  await page.goto(`${saihan.url}/transfers/${first.id}`);
  await page.getByRole("button", { name: "受理", exact: true }).first().click();
  const drawer = page.locator(".work-drawer");
  await drawer.waitFor();
  await drawer.locator(".work-drawer-foot .ant-btn-primary").click();
  await drawer.waitFor({ state: "detached" });
  await page.getByText("已受理").first().waitFor();
  await window.close();
  expect(await handler(2)).toBe("土默特左旗自然资源局");
  await done(as(partner), "POST", `/transfers/${first.id}/return`, { reason: "现场核对后不属矿业权范围" });
  expect(await transferOf(first.id)).toMatchObject({ state: "returned", bounce: 1 });

  const second = await offer(2, officeOf("自然资源局"));
  await done(as(partner), "POST", `/transfers/${second.id}/return`, { reason: "仍不属本单位职责" });
  const shown = await transferOf(second.id);
  expect([shown.state, shown.bounce, shown.escalatedTo.name]).toEqual(["returned", 2, "呼和浩特市生态环境局"]);
  const supervised = await read(as(league), `/cases/${caseOf(2)}`);
  expect([supervised.organ.name.includes("生态环境局"), supervised.supervised]).toEqual([true, expect.anything()]);
  const notices = await read(as(league), "/notices");
  expect(JSON.stringify(notices)).toContain("请协调并督办");
});
