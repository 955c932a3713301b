import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, openTestPlatform, type TestPlatform, testPassword } from "#server/kit.ts";
import { type Actor, systemActor } from "#store/actor.ts";
import { relationalEngines } from "#store/kit.ts";
import { actOnPaper } from "./act.server.ts";
import type { PaperShown } from "./reading.server.ts";

const tester = systemActor("test");
const forestry = "土默特左旗林业和草原局";
const resources = "土默特左旗自然资源局";

describe.each(relationalEngines)("papers over HTTP, with PostgreSQL %s", (kind) => {
  let opened: TestPlatform;
  let banner: Client;
  let league: Client;
  let region: Client;
  let partner: Client;
  let enterprise: Client;
  beforeAll(async () => {
    opened = await openTestPlatform(kind);
    [banner, league, region, partner, enterprise] = (await Promise.all(
      ["banner", "league", "region", "partner", "enterprise"].map((name) => opened.signIn(name)),
    )) as [Client, Client, Client, Client, Client];
  });
  afterAll(() => opened?.close());

  const query = <R>(text: ReturnType<typeof sql<R>>) =>
    opened.platform.postgres.transact(tester, async (tx) => (await text.execute(tx)).rows);
  const organ = async (name: string) =>
    (await query(sql<{ id: string }>`select id from organ.organ where name = ${name}`))[0]?.id as string;
  const content = {
    addressee: [resources, "示例镇人民政府"],
    blocks: [{ type: "paragraph", text: "现将有关情况函告如下。" }],
    attachments: [],
    copyTo: [forestry],
    remark: "",
  };
  const draft = async (title: string, more: object = {}): Promise<PaperShown> => {
    const made = await banner.send("POST", "/api/v1/papers", { kind: "letter", title, content, ...more });
    expect(made.status, made.text).toBe(201);
    return made.json as PaperShown;
  };
  const act = (client: Client, paper: PaperShown, name: string, more: object = {}) =>
    client.send("POST", `/api/v1/papers/${paper.id}/acts/${name}`, { baseVersion: paper.version, ...more });
  const done = async (client: Client, paper: PaperShown, name: string, more: object = {}): Promise<PaperShown> => {
    const answer = await act(client, paper, name, more);
    expect(answer.status, `${name}: ${answer.text}`).toBe(200);
    return answer.json as PaperShown;
  };
  const issued = async (title: string): Promise<PaperShown> => {
    let paper = await done(banner, await draft(title), "submit");
    paper = await done(league, paper, "pass");
    return done(league, paper, "issue", { password: testPassword });
  };
  const seal = async (name: string) => {
    const people = (await banner.send("GET", "/api/v1/paper-readers")).json as {
      items: { id: string; name: string }[];
    };
    const made = await banner.send("POST", "/api/v1/seals", { name, keeper: people.items[0]?.id });
    expect(made.status, made.text).toBe(201);
    return made.json as { id: string; version: number };
  };

  test("the whole way, with countersignature on the platform and on paper, seal, receipts and filing", async () => {
    let paper = await draft("关于核实图斑的函");
    paper = await done(banner, paper, "edit", {
      countersigners: [{ organ: await organ(resources) }, { organ: await organ(forestry) }],
    });
    paper = await done(banner, paper, "submit");
    expect(paper.state.id).toBe("countersign");
    const seen = (await partner.send("GET", `/api/v1/papers/${paper.id}`)).json as PaperShown;
    expect(seen.acts.map(({ id }) => id)).toEqual(["agree", "refuse"]);
    expect(seen.versions).toEqual([]);
    expect(seen.countersigners.map(({ name }) => name)).toEqual([resources]);
    paper = await done(partner, seen, "agree", { note: "同意" });
    // 林草 has no account: its answer came on paper
    paper = (await banner.send("GET", `/api/v1/papers/${paper.id}`)).json as PaperShown;
    expect(paper.answersOnPaper.map(({ name }) => name)).toEqual([forestry]);
    paper = await done(banner, paper, "agree", { organ: await organ(forestry), note: "书面同意" });
    expect(paper.state.id).toBe("review");
    expect((await act(banner, paper, "pass")).code).toBe("paper.four-eyes");
    paper = await done(league, paper, "pass");
    expect((await act(banner, paper, "issue")).code).toBe("paper.four-eyes");
    paper = await done(region, paper, "issue", { password: testPassword });
    paper = await done(banner, paper, "number");
    expect(paper.number).toMatch(/^150121(-\d+)?函〔\d{4}〕\d+号$/);

    const { id: press } = await seal("土默特左旗分局公章");
    expect((await act(league, paper, "seal", { seal: press, note: "发文" })).code).toBe("seal.keeper");
    paper = await done(banner, paper, "seal", { seal: press, note: "发文" });
    paper = await done(banner, paper, "send");
    const mine = (await partner.send("GET", `/api/v1/papers/${paper.id}`)).json as PaperShown;
    const own = mine.recipients[0];
    expect(mine.recipients.map(({ name }) => name)).toEqual([resources]);
    const receipt = `/api/v1/papers/${paper.id}/recipients/${own?.id}/receipt`;
    expect((await banner.send("POST", receipt, {})).code).toBe("access.role");
    const received = (await partner.send("POST", receipt, {})).json as { incoming: string };
    expect((await partner.send("POST", receipt, {})).status).toBe(200);
    expect(
      await query(sql<{ n: number }>`select count(*)::int as n from paper.incoming where paper_id = ${paper.id}`),
    ).toEqual([{ n: 1 }]);
    expect(received.incoming).toBeTruthy();
    paper = (await banner.send("GET", `/api/v1/papers/${paper.id}`)).json as PaperShown;
    const outside = paper.recipients.find(({ name }) => name === "示例镇人民政府");
    expect((await banner.send("POST", `/api/v1/papers/${paper.id}/recipients/${outside?.id}/receipt`, {})).status).toBe(
      200,
    );
    paper = await done(banner, paper, "file");
    expect(paper.versions.map(({ version }) => version)).toEqual(paper.versions.map((_, n) => n + 1));
    expect(paper.acts).toEqual([]);
    const log = (await banner.send("GET", `/api/v1/seals/${press}/uses`)).json as { items: unknown[] };
    expect(log.items).toHaveLength(1);
    expect((await enterprise.send("GET", `/api/v1/papers/${paper.id}`)).status).toBe(404);
  });

  test("twenty at once, some of them failing half-way: the numbers have neither gap nor repeat", async () => {
    const papers: PaperShown[] = [];
    for (let n = 0; n < 20; n++) papers.push(await issued(`第${n + 1}件`));
    const before =
      (
        await query(
          sql<{ last: number }>`select coalesce(max(seq), 0)::int as last from paper.number where series = 'letter'`,
        )
      )[0]?.last ?? 0;
    const person = (
      await query(
        sql<{
          id: string;
          name: string;
          organ: string;
        }>`select id, name, organ from identity.person where username = 'banner'`,
      )
    )[0];
    const actor: Actor = {
      kind: "person",
      id: "",
      name: "",
      ...person,
      organ: person?.organ,
      scopes: ["r:150121"],
      roles: ["banner"],
    };
    const outcomes = await Promise.all(
      papers.map((paper, n) => {
        if (n % 4 === 3)
          return opened.platform.postgres
            .transact(actor, async (tx) => {
              await actOnPaper(tx, actor, paper.id, { act: "number", baseVersion: paper.version, at: Date.now() });
              throw new Error("the process was killed before the commit");
            })
            .catch(() => "failed");
        if (n % 4 === 2) return act(banner, { ...paper, version: 1 }, "number").then(({ code }) => code);
        return act(banner, paper, "number").then(({ json }) => (json as PaperShown).number);
      }),
    );
    expect(outcomes.filter((one) => one === "failed")).toHaveLength(5);
    expect(outcomes.filter((one) => one === "version.conflict")).toHaveLength(5);
    const given = await query(
      sql<{
        seq: number;
        number: string;
      }>`select seq, number from paper.number where series = 'letter' and seq > ${before} order by seq`,
    );
    expect(given.map(({ seq }) => seq)).toEqual(Array.from({ length: 10 }, (_, n) => before + 1 + n));
    expect(new Set(given.map(({ number }) => number)).size).toBe(10);
  });

  test("a numbered paper stands: neither the routes nor the platform itself can change a word, only another paper takes it back", async () => {
    let paper = await done(banner, await issued("关于整改的函"), "number");
    expect((await act(banner, paper, "edit", { title: "另一个标题" })).code).toBe("paper.fixed");
    for (const change of [
      sql`update paper.paper set title = '另一个标题' where id = ${paper.id}`,
      sql`update paper.paper set number = '另一个号' where id = ${paper.id}`,
      sql`update paper.version set note = 'x' where paper_id = ${paper.id}`,
    ])
      await expect(query(change)).rejects.toThrow();
    const revoking = await banner.send("POST", `/api/v1/papers/${paper.id}/corrections`, {
      how: "revoke",
      reason: "主送单位有误",
    });
    expect(revoking.status, revoking.text).toBe(201);
    let second = await done(banner, revoking.json as PaperShown, "submit");
    second = await done(league, second, "pass");
    second = await done(league, second, "issue", { password: testPassword });
    second = await done(banner, second, "number");
    paper = (await banner.send("GET", `/api/v1/papers/${paper.id}`)).json as PaperShown;
    expect(paper.replaced).toBe(true);
    expect(paper.replacedBy?.number).toBe(second.number);
  });

  test("the word of an organ begins its numbers from the day it is given", async () => {
    const bureau = await organ("呼和浩特市生态环境局土默特左旗分局");
    const given = { organ: bureau, series: "letter", word: "土左环函" };
    expect((await banner.send("POST", "/api/v1/paper-series", given)).code).toBe("access.role");
    expect((await region.send("POST", "/api/v1/paper-series", given)).status).toBe(200);
    const paper = await done(banner, await issued("关于代字的函"), "number");
    expect(paper.number).toMatch(/^土左环函〔\d{4}〕\d+号$/);
  });

  test("a paper that came in is registered, instructed, read in turn, filed; and becomes a case once", async () => {
    const made = await banner.send("POST", "/api/v1/incoming-papers", {
      title: "关于报送核查情况的通知",
      sourceName: "自治区生态环境厅",
      sourceNumber: "内环办〔2026〕8号",
    });
    expect(made.status, made.text).toBe(201);
    type In = {
      id: string;
      version: number;
      state: { id: string };
      case: { id: string } | null;
      readers: { read: string | null }[];
    };
    let paper = made.json as In;
    const step = async (client: Client, name: string, more: object = {}) => {
      const answer = await client.send("POST", `/api/v1/incoming-papers/${paper.id}/acts/${name}`, {
        baseVersion: paper.version,
        ...more,
      });
      if (answer.status === 200) paper = answer.json as In;
      return answer;
    };
    expect((await step(banner, "propose", {})).code).toBe("field.required");
    expect((await step(banner, "propose", { note: "拟请执法股办理。" })).status).toBe(200);
    expect((await step(league, "instruct", { note: "同意，按期报送。" })).status).toBe(200);
    const people = (await league.send("GET", "/api/v1/paper-readers")).json as {
      items: { id: string; name: string }[];
    };
    const [first, second] = ["示例·市局审核员", "示例·旗分局执法员"].map(
      (name) => people.items.find((one) => one.name === name)?.id,
    );
    expect((await step(league, "circulate", { readers: [first, second] })).status).toBe(200);
    expect((await step(banner, "read")).code).toBe("paper.turn");
    expect((await step(banner, "file")).code).toBe("case.transition");
    expect((await step(league, "read", { note: "已阅" })).status).toBe(200);
    expect((await step(banner, "read")).status).toBe(200);
    expect((await step(banner, "case")).status).toBe(200);
    expect((await step(banner, "case")).code).toBe("case.transition");
    const about = (await banner.send("GET", `/api/v1/cases/${paper.case?.id}`)).json as {
      number: string;
      facts: { value: string }[];
    };
    expect(about.number).toMatch(/^来文〔/);
    expect(about.facts.map(({ value }) => value)).toContain("内环办〔2026〕8号");
    expect((await step(banner, "file")).status).toBe(200);
  });

  test("a paper that is given to read goes down to an organ that has no territory over it, in its turn and for nothing else", async () => {
    const made = await league.send("POST", "/api/v1/incoming-papers", {
      title: "关于开展自查的通知",
      sourceName: "自治区生态环境厅",
    });
    let paper = made.json as { id: string; version: number };
    const path = `/api/v1/incoming-papers/${paper.id}`;
    const step = async (client: Client, name: string, more: object = {}) => {
      const answer = await client.send("POST", `${path}/acts/${name}`, { baseVersion: paper.version, ...more });
      if (answer.status === 200) paper = answer.json as typeof paper;
      return answer;
    };
    await step(league, "propose", { note: "拟请旗县分局知悉。" });
    await step(league, "instruct", { note: "同意。" });
    expect((await banner.send("GET", path)).status).toBe(404);
    const people = (await league.send("GET", "/api/v1/paper-readers")).json as {
      items: { id: string; name: string }[];
    };
    const reader = people.items.find(({ name }) => name === "示例·旗分局执法员")?.id;
    expect((await step(league, "circulate", { readers: [reader] })).status).toBe(200);
    expect((await banner.send("GET", path)).status).toBe(200);
    expect((await step(banner, "propose", { note: "改由本局办理。" })).code).toBe("access.role");
    expect((await step(banner, "read", { note: "已阅，照办。" })).status).toBe(200);
    expect((await step(banner, "file")).code).toBe("access.role");
    expect((await step(league, "file")).status).toBe(200);
  });
});
