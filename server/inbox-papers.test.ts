import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { InboxItem, InboxReply } from "#kernel/inbox/contract.ts";
import type { PaperShown } from "#kernel/paper/reading.server.ts";
import { civilDate } from "#kernel/time.ts";
import { demoUsers, partnerId } from "#seed/organs.ts";
import { relationalEngines } from "#store/kit.ts";
import { type Client, openTestPlatform, type TestPlatform, testPassword } from "./kit.ts";

const resources = "土默特左旗自然资源局";
const day = 86_400_000;

describe.each(relationalEngines)("papers in the inbox, with PostgreSQL %s", (kind) => {
  let saihan: TestPlatform;
  const people = new Map<string, Client>();
  const as = (name: string) => people.get(name) as Client;
  const organOf = (username: string) => demoUsers().find((user) => user.username === username)?.organ as string;
  const idOf = async (name: string) =>
    ((await as(name).send("GET", "/api/v1/session")).json as { user: { id: string } }).user.id;

  beforeAll(async () => {
    saihan = await openTestPlatform(kind);
    for (const name of ["banner", "league", "region", "partner", "enterprise", "secadmin"])
      people.set(name, await saihan.signIn(name));
  });
  afterAll(() => saihan?.close());

  const inbox = async (name: string, query = ""): Promise<InboxReply> => {
    const reply = await as(name).send("GET", `/api/v1/inbox?${query}`);
    expect(reply.status, reply.text).toBe(200);
    return reply.json as InboxReply;
  };
  /** What waits for somebody, as "kind step title". */
  const waits = async (name: string) =>
    (await inbox(name)).items.map((item) => `${item.kind} ${item.step.zh} ${item.title}`);
  const done = async (name: string, paper: PaperShown, act: string, more: object = {}): Promise<PaperShown> => {
    const answer = await as(name).send("POST", `/api/v1/papers/${paper.id}/acts/${act}`, {
      baseVersion: paper.version,
      ...more,
    });
    expect(answer.status, `${act}: ${answer.text}`).toBe(200);
    return answer.json as PaperShown;
  };
  const draft = async (title: string): Promise<PaperShown> => {
    const content = {
      addressee: [resources],
      blocks: [{ type: "paragraph", text: "现将有关情况函告如下。" }],
      attachments: [],
      copyTo: [],
      remark: "",
    };
    const made = await as("banner").send("POST", "/api/v1/papers", { kind: "letter", title, content });
    expect(made.status, made.text).toBe(201);
    return made.json as PaperShown;
  };
  const nobodyWaits = async (...names: string[]) => {
    for (const name of names) expect([name, await waits(name)]).toEqual([name, []]);
  };

  it("follows an outgoing paper from hand to hand: each waits for one organ, and for nobody else", async () => {
    let paper = await draft("关于核实图斑的函");
    await nobodyWaits("banner", "league", "region", "partner");
    paper = await done("banner", paper, "edit", { countersigners: [{ organ: partnerId("150121", "resources") }] });
    paper = await done("banner", paper, "submit");
    expect((await inbox("partner")).items).toEqual([
      expect.objectContaining({
        kind: "paper",
        id: paper.id,
        key: `paper/${paper.id}`,
        title: "关于核实图斑的函",
        number: "",
        link: `/papers/${paper.id}`,
        case: null,
        step: { zh: "请会签", en: "To countersign" },
        light: null,
        due: null,
      }),
    ]);
    await nobodyWaits("banner", "league", "region");
    paper = await done("partner", paper, "agree", { note: "同意" });
    // nobody but the drafter works in the branch: the bureau above is the nearest to keep four eyes, the department is not asked
    expect(await waits("league")).toEqual(["paper 待核稿 关于核实图斑的函"]);
    await nobodyWaits("banner", "region", "partner");
    paper = await done("league", paper, "return", { note: "请补充附件" });
    expect(await waits("banner")).toEqual(["paper 退回待改 关于核实图斑的函"]);
    await nobodyWaits("league");
    paper = await done("banner", await done("banner", paper, "edit", {}), "submit");
    paper = await done("partner", paper, "agree");
    paper = await done("league", paper, "pass");
    expect(await waits("league")).toEqual(["paper 待签发 关于核实图斑的函"]);
    paper = await done("league", paper, "issue", { password: testPassword });
    expect(await waits("banner")).toEqual(["paper 待编号 关于核实图斑的函"]);
    await nobodyWaits("league", "region");

    const made = await as("banner").send("POST", "/api/v1/seals", { name: "分局公章", keeper: await idOf("banner") });
    paper = await done("banner", paper, "number");
    expect((await inbox("banner")).items).toEqual([
      expect.objectContaining({ number: paper.number, step: { zh: "待用印", en: "To be sealed" } }),
    ]);
    await nobodyWaits("league", "region");
    paper = await done("banner", paper, "seal", { seal: (made.json as { id: string }).id, note: "发文" });
    expect(await waits("banner")).toEqual(["paper 待分发 关于核实图斑的函"]);
    paper = await done("banner", paper, "send");
    await nobodyWaits("banner", "league", "region");
    expect(await waits("partner")).toEqual(["receipt 待签收 关于核实图斑的函"]);
    expect((await inbox("partner")).counts).toMatchObject({ todo: 1, red: 0, more: false });
    const own = ((await as("partner").send("GET", `/api/v1/papers/${paper.id}`)).json as PaperShown).recipients[0];
    await as("partner").send("POST", `/api/v1/papers/${paper.id}/recipients/${own?.id}/receipt`, {});
    // the partner keeps no register of receipt that it could work on here
    await nobodyWaits("partner", "banner", "enterprise");
  });

  it("keeps four eyes inside an organ as soon as a second person works there", async () => {
    const account = {
      username: "colleague",
      name: "乙",
      organ: organOf("banner"),
      password: testPassword,
      grants: [{ role: "banner", regions: ["150121"] }],
    };
    expect((await as("secadmin").send("POST", "/api/v1/users", account)).status).toBe(201);
    people.set("colleague", await saihan.signIn("colleague"));
    let paper = await done("banner", await draft("第二件"), "submit");
    expect(await waits("colleague")).toEqual(["paper 待核稿 第二件"]);
    await nobodyWaits("banner", "league");
    paper = await done("colleague", paper, "pass");
    paper = await done("colleague", paper, "issue", { password: testPassword });
    await nobodyWaits("colleague");
    // the drafter numbers it, the list of the organ shows it too
    expect((await inbox("colleague", "scope=organ")).items.map(({ id }) => id)).toEqual([paper.id]);
    paper = await done("banner", paper, "number");
    // the seal has one keeper
    await nobodyWaits("colleague");
    expect(await waits("banner")).toEqual(["paper 待用印 第二件"]);
  });

  it("lists incoming papers for 拟办 and 批示 with the light of their date, and 传阅 for the one whose turn it is", async () => {
    const registered = await as("banner").send("POST", "/api/v1/incoming-papers", {
      title: "关于报送整改情况的通知",
      sourceName: "呼和浩特市生态环境局",
      dueOn: civilDate(Date.now() - 2 * day),
    });
    expect(registered.status, registered.text).toBe(201);
    let { id, version } = registered.json as { id: string; version: number };
    const act = async (name: string, what: string, more: object) => {
      const reply = await as(name).send("POST", `/api/v1/incoming-papers/${id}/acts/${what}`, {
        baseVersion: version,
        ...more,
      });
      expect(reply.status, reply.text).toBe(200);
      ({ id, version } = reply.json as { id: string; version: number });
    };
    const incoming = async (name: string) =>
      (await inbox(name, "kind=incoming")).items.map((item) => `${item.step.zh} ${item.light}`);
    expect(await incoming("colleague")).toEqual(["待拟办 red"]);
    const [shown] = (await inbox("banner")).items;
    expect(shown).toMatchObject({ kind: "incoming", link: `/papers/incoming/${id}`, remainingDays: -2 });
    expect((await inbox("banner")).counts).toMatchObject({ todo: 2, red: 1, yellow: 0, green: 0 });
    expect((await inbox("banner", "light=red")).items.map((item: InboxItem) => item.id)).toEqual([id]);
    await act("banner", "propose", { note: "拟请乙阅" });
    expect(await incoming("colleague")).toEqual(["待批示 red"]);
    await act("colleague", "instruct", { note: "传阅" });
    expect(await incoming("banner")).toEqual(["批示待落实 red"]);
    await act("banner", "circulate", { readers: [await idOf("colleague"), await idOf("banner")] });
    expect([await incoming("banner"), await incoming("colleague")]).toEqual([[], ["待传阅 red"]]);
    await act("colleague", "read", { note: "已阅" });
    expect([await incoming("banner"), await incoming("colleague")]).toEqual([["待传阅 red"], []]);
    await act("banner", "read", {});
    await act("banner", "file", {});
    expect([await incoming("banner"), await incoming("colleague"), await incoming("league")]).toEqual([[], [], []]);
  });

  it("leaves an incoming paper to the case that it became", async () => {
    const made = (
      await as("banner").send("POST", "/api/v1/incoming-papers", { title: "群众来信", sourceName: "信访局" })
    ).json as { id: string; version: number };
    expect((await inbox("colleague", "kind=incoming")).items.map(({ id }) => id)).toEqual([made.id]);
    await as("banner").send("POST", `/api/v1/incoming-papers/${made.id}/acts/case`, { baseVersion: made.version });
    expect((await inbox("colleague")).items.map((item) => item.kind)).toEqual(["case"]);
  });

  it("keeps what was done with papers among what is done, in pages and by kind", async () => {
    const league = (await inbox("league", "tab=done")).items;
    expect(league.map(({ kind: of, done: last }) => [of, last?.act.zh])).toEqual([["paper", "签发"]]);
    const partner = (await inbox("partner", "tab=done")).items;
    expect(partner.map(({ kind: of, done: last }) => [of, last?.act.zh])).toEqual([["receipt", "签收"]]);
    const whole = (await inbox("banner", "tab=done")).items;
    expect(whole.map(({ kind: of, done: last }) => [of, last?.act.zh])).toEqual([
      ["case", "立案"],
      ["incoming", "转为办件"],
      ["incoming", "归档"],
      ["paper", "编号"],
      ["paper", "分发"],
    ]);
    const first = await inbox("banner", "tab=done&limit=2");
    const second = await inbox("banner", `tab=done&after=${first.next}`);
    expect([...first.items, ...second.items].map(({ key }) => key)).toEqual(whole.map(({ key }) => key));
    expect(second.next).toBeNull();
    expect((await inbox("banner", "tab=done&kind=incoming")).items).toHaveLength(2);
    expect((await inbox("banner", "tab=done&kind=case")).items).toHaveLength(1);
    expect((await inbox("banner", "tab=done&q=第二件")).items).toHaveLength(1);
  });
});
