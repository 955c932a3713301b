import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uuidv7 } from "#kernel/id.ts";
import { publishCase, startPublication } from "#kernel/publication/consumer.server.ts";
import type { PublicationDetail, PublicationItem, PublicationList } from "#kernel/publication/contract.ts";
import { objectionRules } from "#kernel/publication/objection.server.ts";
import { type Client, openTestPlatform, type Reply, type TestPlatform } from "#server/kit.ts";
import { eventually, relationalEngines } from "#store/kit.ts";
import { openWaitingCases } from "./clue-cases.server.ts";
import { tester } from "./kit.server.ts";

/** What somebody wrote into the case, and nobody chose to show. */
const secrets = ["张三", "13800000000", "某采石场", "王家院", "111.1", "审核意见一"];
const day = 86_400_000;

describe.each(relationalEngines)("the publicity of a closure, with PostgreSQL %s", (kind) => {
  let saihan: TestPlatform;
  let league: Client;
  let banner: Client;
  let now = Date.parse("2026-12-01T09:00:00+08:00");
  beforeAll(async () => {
    saihan = await openTestPlatform(kind, () => now);
    await turn(now);
  });
  afterAll(() => saihan?.close());
  async function turn(time: number): Promise<void> {
    now = time;
    [league, banner] = (await Promise.all(["league", "banner"].map((name) => saihan.signIn(name)))) as [Client, Client];
  }

  const run = <R>(statement: ReturnType<typeof sql<R>>) =>
    saihan.platform.postgres.transact(tester, async (tx) => (await statement.execute(tx)).rows);
  const publish = (id: string, what = "conservation.closure") =>
    publishCase(saihan.platform, { body: { case: id, what } });
  const act = async (id: string, name: string, values: object = {}): Promise<void> => {
    const found = await league.send("GET", `/api/v1/cases/${id}`);
    const { version } = found.json as { version: number };
    const reply = await league.send("POST", `/api/v1/cases/${id}/acts/${name}`, { baseVersion: version, ...values });
    expect([name, reply.status, reply.status === 200 ? "" : reply.text]).toEqual([name, 200, ""]);
  };
  const listed = async (query = ""): Promise<PublicationList> => {
    const reply = await saihan.anonymous.send("GET", `/api/v1/public/publications${query}`);
    expect([reply.status, reply.status === 200 ? "" : reply.text]).toEqual([200, ""]);
    return reply.json as PublicationList;
  };
  const ofCase = async (number: string): Promise<PublicationItem[]> =>
    (await listed("?limit=100")).items.filter((item) => item.number === number);
  const read = (id: string) => saihan.anonymous.send("GET", `/api/v1/public/publications/${id}`);
  const object = (id: string, body: object): Promise<Reply> =>
    saihan.anonymous.send("POST", `/api/v1/public/publications/${id}/objections`, body);
  const objections = (item: string) => run(sql`select * from publication.objection where item = ${item}`);

  /** A clue whose case has come as far as the review, with everything in it that people write. */
  async function reviewed(): Promise<{ id: string; number: string }> {
    const clue = uuidv7();
    await run(sql`insert into conservation.clue (id, region, number, activity, hectares, confidence, state, zone_kind, first_seen,
        last_seen, recurrences, origin, area, sample, created_by, updated_by)
      values (${clue}, '150121', ${clue}, 'mining', 1.2, 'verified', 'open', 'general', '2026-10-01', '2026-11-01', 0, 'run',
        st_multi(st_makeenvelope(111.1, 40.7, 111.11, 40.71, 4490)), true, 'test', 'test')`);
    while (await openWaitingCases(saihan.platform));
    const [found] = await run(
      sql<{ id: string; number: string }>`select id, number from "case"."case" where subject_id = ${clue}`,
    );
    if (!found) throw new Error("the clue has no case");
    const value = (text: string) => ({ value: text });
    for (const [name, detail] of Object.entries({
      problem: { party: value("某采石场") },
      plan: { measure: value("restore"), plan: value("由张三（13800000000）在王家院复绿") },
      report: { measures: value("王家院已清退") },
      assess: { effect: value("reached"), assessment: value("张三到场") },
    }))
      await run(sql`insert into "case".event (id, case_id, version, at, actor, actor_name, act, act_zh, act_en, detail)
        values (${uuidv7()}, ${found.id}, 1, '2026-11-30T10:00:00+08:00', 'test', '张三', ${name}, ${name}, ${name}, ${JSON.stringify(detail)}::jsonb)`);
    await run(sql`update "case"."case" set state = 'reviewing' where id = ${found.id}`);
    return found;
  }

  it("shows nothing of a case that was not published, and nothing that nobody spoke for", async () => {
    const one = await reviewed();
    await publish(one.id);
    await act(one.id, "approve", { note: "审核意见一" });
    await publish(one.id, "nobody.said");
    expect(await ofCase(one.number)).toEqual([]);
    expect((await read(one.id)).status).toBe(404);
    expect((await read(uuidv7())).status).toBe(404);
  });

  it("follows the approval by its event, shows what was chosen and no word more, and is the same when delivered again", async () => {
    const one = await reviewed();
    await act(one.id, "approve", { note: "审核意见一" });
    const consumer = startPublication(saihan.platform);
    const [item] = await eventually(
      () => ofCase(one.number),
      (items) => items.length > 0,
    );
    await consumer.stop();
    await publish(one.id);
    expect(await ofCase(one.number)).toEqual([item]);
    expect(item).toEqual({
      id: expect.any(String),
      number: one.number,
      title: { zh: "呼和浩特市土默特左旗“采矿、采石、采砂”问题整改销号公示", en: expect.any(String) },
      region: { code: "150121", name: "呼和浩特市土默特左旗" },
      organ: expect.stringContaining("土默特左旗"),
      published: "2026-12-01T09:00:00+08:00",
      ends: expect.stringContaining("2026-12-0"),
      state: "open",
      left: null,
      objectionsOpen: true,
      sample: true,
    });
    const reply = await read(item?.id ?? "");
    const { facts, tombstone } = reply.json as PublicationDetail;
    expect(tombstone).toBeNull();
    expect(facts.map(({ title, value }) => [title.zh, value.zh])).toEqual([
      ["所在地", "呼和浩特市土默特左旗"],
      ["活动类型", "采矿、采石、采砂"],
      ["面积", "1.2 公顷"],
      ["整改类型", "生态修复"],
      ["成效评估", "达到整改目标"],
      ["发现日期", "2026-10-01"],
      ["整改完成日期", "2026-11-30"],
      ["评估日期", "2026-11-30"],
    ]);
    for (const secret of [...secrets, one.id]) expect(reply.text).not.toContain(secret);
    const stored = await run(
      sql<{ text: string }>`select i::text as text from publication.item i where id = ${item?.id}`,
    );
    for (const secret of secrets) expect(stored[0]?.text).not.toContain(secret);
  });

  it("pages by key and narrows by region", async () => {
    const all = (await listed("?limit=100")).items.map(({ id }) => id);
    for (let count = all.length; count < 3; count++) {
      const more = await reviewed();
      await act(more.id, "approve");
      await publish(more.id);
    }
    const whole = await listed("?limit=100");
    const first = await listed("?limit=2");
    const second = await listed(`?limit=2&after=${first.next}`);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(whole.items.slice(0, 4).map(({ id }) => id));
    expect(whole.next).toBeNull();
    expect(whole.leagues).toEqual([{ code: "150100", name: "呼和浩特市" }]);
    expect((await listed("?region=150100")).items.length).toBeGreaterThan(0);
    expect((await listed("?region=150200")).items).toEqual([]);
    const forged = Buffer.from(JSON.stringify(["infinity", "x"])).toString("base64url");
    for (const bad of ["?after=x", `?after=${forged}`, "?party=x"])
      expect([bad, (await saihan.anonymous.send("GET", `/api/v1/public/publications${bad}`)).status]).not.toEqual([
        bad,
        200,
      ]);
  });

  it("takes an objection once: audit, timeline and the handling organ have it, who it was only that organ", async () => {
    const one = await reviewed();
    await act(one.id, "approve");
    await publish(one.id);
    const id = (await ofCase(one.number))[0]?.id ?? "";
    const body = { name: "李四", contact: "13900000001", text: "现场并未\u0000复绿，仍有堆料。" };
    expect((await object(id, { ...body, contact: " " })).code).toBe("field.invalid");
    expect((await object(id, { ...body, uscc: "x" })).code).toBe("field.invalid");
    const taken = await object(id, body);
    expect([taken.status, Object.keys(taken.json as object)]).toEqual([201, ["id", "at"]]);
    expect((await object(id, body)).json).toEqual(taken.json);
    expect(await objections(id)).toMatchObject([
      { name: "李四", contact: "13900000001", text: "现场并未复绿，仍有堆料。" },
    ]);
    const shown = await banner.send("GET", `/api/v1/cases/${one.id}`);
    expect(shown.json).toMatchObject({
      timeline: expect.arrayContaining([
        expect.objectContaining({ act: expect.objectContaining({ zh: "收到异议" }), note: "现场并未复绿，仍有堆料。" }),
      ]),
    });
    expect(shown.text).not.toMatch(/李四|13900000001/);
    const told = await banner.send("GET", "/api/v1/notices");
    expect(told.text).toContain(`公示收到异议：${one.number}`);
    expect(told.text).toContain("李四，13900000001");
    expect((await league.send("GET", "/api/v1/notices")).text).not.toContain("13900000001");
    const lines = await run(
      sql<{
        object: string;
        peer: string;
        detail: object;
      }>`select object, peer, detail from audit.line where act = 'publication.object' and detail ->> 'case' = ${one.id}`,
    );
    expect(lines).toMatchObject([{ object: `publication.item/${id}`, peer: "127.0.0.1" }]);
    expect(JSON.stringify(lines)).not.toContain("13900000001");
    expect((await read(id)).text).not.toContain("李四");
  });

  it("is withdrawn by an objection that was upheld, with a tombstone and without facts, and made public anew as another item", async () => {
    const one = await reviewed();
    await act(one.id, "approve");
    await publish(one.id);
    const [first] = await ofCase(one.number);
    const id = first?.id ?? "";
    await act(one.id, "object", { note: "张三反映未复绿" });
    // the case itself is asked: no event has been delivered yet
    expect((await object(id, { contact: "13900000002", text: "我也认为没有复绿" })).code).toBe("publication.over");
    expect(await objections(id)).toEqual([]);
    await publish(one.id);
    const gone = await read(id);
    expect(gone.json).toMatchObject({
      state: "withdrawn",
      facts: [],
      objectionsOpen: false,
      tombstone: { zh: expect.stringContaining("收到异议") },
    });
    expect(gone.text).not.toContain("张三");
    await run(sql`update "case"."case" set state = 'reviewing' where id = ${one.id}`);
    await turn(now + day);
    await act(one.id, "approve");
    await publish(one.id);
    await publish(one.id);
    expect((await ofCase(one.number)).map(({ state }) => state)).toEqual(["open", "withdrawn"]);
  });

  it("takes no objection when the days are over, and stays listed as struck off once closed", async () => {
    const one = await reviewed();
    await act(one.id, "approve");
    await publish(one.id);
    const id = (await ofCase(one.number))[0]?.id ?? "";
    await turn(now + 20 * day);
    expect((await ofCase(one.number))[0]).toMatchObject({ state: "open", objectionsOpen: false });
    expect((await object(id, { contact: "13900000003", text: "公示期已经过了" })).code).toBe("publication.over");
    await act(one.id, "close");
    await publish(one.id);
    await publish(one.id);
    const ended = (await read(id)).json as PublicationDetail;
    expect(ended).toMatchObject({ state: "ended", tombstone: null, objectionsOpen: false });
    expect(ended.facts.at(-1)).toMatchObject({ title: { zh: "销号日期" }, value: { zh: "2026-12-22" } });
    const acts = await run(sql`select act from audit.line where object = ${`publication.item/${id}`} order by seq`);
    expect(acts).toEqual([{ act: "publication.open" }, { act: "publication.end" }]);
  });

  it("takes five objections an hour from one place and says how long to wait", async () => {
    const one = await reviewed();
    await act(one.id, "approve");
    await publish(one.id);
    const id = (await ofCase(one.number))[0]?.id ?? "";
    const say = (n: number) => object(id, { contact: "13900000004", text: `第 ${n} 条异议内容` });
    const first = await Promise.all(Array.from({ length: objectionRules.anHour + 2 }, (_, n) => say(n)));
    expect(first.map(({ status }) => status).sort()).toEqual([201, 201, 201, 201, 201, 429, 429]);
    expect(await objections(id)).toHaveLength(objectionRules.anHour);
    const refused = await say(90);
    expect([refused.code, refused.text]).toEqual(["too-many", expect.stringContaining("3600 秒")]);
    now += 3_600_000;
    expect((await say(91)).status).toBe(201);
  });
});
