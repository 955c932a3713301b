import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uuidv7 } from "#kernel/id.ts";
import { demoUsers, partnerId } from "#seed/organs.ts";
import { systemActor } from "#store/actor.ts";
import { relationalEngines } from "#store/kit.ts";
import { type Client, openExceedance, openTestPlatform, type TestPlatform, testPassword } from "./kit.ts";

/** Grants of the demonstration begin with the database, by its own clock. */
const start = Date.now() + 600_000;
type Item = {
  key: string;
  kind: string;
  id: string;
  light: string | null;
  version: number;
  acts: { id: string; plain: boolean }[];
  assignee: string | null;
};
type Inbox = { items: Item[]; next: string | null; counts: Record<string, number> };

describe.each(relationalEngines)("inbox and people over HTTP, with PostgreSQL %s", (kind) => {
  let now = start;
  let saihan: TestPlatform;
  const people = new Map<string, Client>();
  const as = (name: string) => people.get(name) as Client;
  const organOf = (username: string) => demoUsers().find((user) => user.username === username)?.organ as string;
  const ids: string[] = [];
  let [colleague, third] = ["", ""];

  beforeAll(async () => {
    saihan = await openTestPlatform(kind, () => now);
    for (const name of ["banner", "league", "partner", "enterprise", "secadmin"])
      people.set(name, await saihan.signIn(name));
    colleague = await account("colleague", "乙", organOf("banner"), "banner", ["150121"]);
    third = await account("third", "丙", organOf("league"), "league", ["150100"]);
    for (const name of ["colleague", "third"]) people.set(name, await saihan.signIn(name));
    for (let n = 0; n < 3; n++)
      ids.push(
        await openExceedance(saihan.platform, {
          subject: uuidv7(),
          concern: `i${n}`,
          at: now,
          party: organOf("enterprise"),
        }),
      );
  });
  afterAll(() => saihan?.close());

  const account = async (username: string, name: string, organ: string, role: string, regions: string[]) =>
    (
      (
        await as("secadmin").send("POST", "/api/v1/users", {
          username,
          name,
          organ,
          password: testPassword,
          grants: [{ role, regions }],
        })
      ).json as { id: string }
    ).id;
  const rows = <T>(query: ReturnType<typeof sql<T>>) =>
    saihan.platform.postgres.transact(systemActor("test"), async (tx) => (await query.execute(tx)).rows);
  const inbox = async (name: string, query = "") =>
    (await as(name).send("GET", `/api/v1/inbox?${query}`)).json as Inbox;
  const me = async (name: string) =>
    ((await as(name).send("GET", "/api/v1/session")).json as { user: { id: string } }).user.id;

  it("shows each side what waits for it, with the light of its clock", async () => {
    const mine = await inbox("banner");
    expect(mine.counts).toMatchObject({ todo: 3, red: 0, supervised: 0 });
    expect(mine.items.map(({ kind: of, id }) => [of, id]).sort()).toEqual(ids.map((id) => ["case", id]).sort());
    expect(mine.items[0]?.acts.map(({ id }) => id)).toContain("verify");
    // the party is asked for its explanation; a superior is not asked to do the branch's work
    expect((await inbox("enterprise")).items[0]?.acts.map(({ id }) => id)).toContain("acknowledge");
    expect((await inbox("league")).counts.todo).toBe(0);
    expect((await as("secadmin").send("GET", "/api/v1/inbox")).code).toBe("access.role");
    now += 40 * 86_400_000;
    for (const name of ["banner", "league", "partner", "enterprise", "secadmin", "colleague", "third"])
      people.set(name, await saihan.signIn(name));
    expect((await inbox("banner")).counts).toMatchObject({ red: 3, green: 0 });
    expect((await inbox("banner", "light=green")).items).toEqual([]);
    const first = await inbox("banner", "limit=2");
    const second = await inbox("banner", `limit=2&after=${first.next}`);
    expect([...first.items, ...second.items].map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(second.next).toBeNull();
  });

  it("does one act on many: each by itself, what is refused leaves the others alone, a repeat does nothing twice", async () => {
    const items = (await inbox("enterprise")).items;
    const body = {
      act: "acknowledge",
      note: "已收悉",
      items: items.map(({ id, version }, n) => ({ id, baseVersion: n === 1 ? version + 7 : version })),
    };
    const key = { "idempotency-key": "bulk-1" };
    const done = await as("enterprise").send("POST", "/api/v1/inbox/bulk", body, key);
    const results = (done.json as { items: { done: boolean; problem: { code: string } | null }[] }).items;
    expect(results.map(({ done: ok, problem }) => problem?.code ?? ok)).toEqual([true, "version.conflict", true]);
    const again = await as("enterprise").send("POST", "/api/v1/inbox/bulk", body, key);
    expect((again.json as { items: unknown[] }).items).toEqual(
      results.map((one) => expect.objectContaining({ done: (one as { done: boolean }).done })),
    );
    expect(await rows(sql`select from "case".event where act = 'acknowledge'`)).toHaveLength(2);
    expect((await inbox("enterprise", "tab=done")).items).toHaveLength(2);
    const stranger = await as("partner").send("POST", "/api/v1/inbox/bulk", {
      ...body,
      items: [{ id: ids[1], baseVersion: 1 }],
    });
    expect((stranger.json as { items: unknown[] }).items).toEqual([
      expect.objectContaining({ done: false, problem: expect.objectContaining({ code: "not-found" }) }),
    ]);
  });

  it("gives a colleague's cases to the colleague, and to the organ's list only when asked", async () => {
    await rows(sql`update "case"."case" set assignee = ${colleague}, assignee_name = '乙' where id = ${ids[0]}`);
    expect((await inbox("banner")).items.map(({ id }) => id)).not.toContain(ids[0]);
    expect((await inbox("banner", "scope=organ")).items.find(({ id }) => id === ids[0])).toMatchObject({
      assignee: "乙",
    });
    expect((await inbox("colleague")).items.map(({ id }) => id)).toContain(ids[0]);
  });

  it("shows offers and owed outcomes to the receiver, and what is supervised to both sides", async () => {
    const made = await as("banner").send("POST", `/api/v1/cases/${ids[1]}/transfers`, {
      mode: "transfer",
      to: partnerId("150121", "resources"),
      reason: "涉嫌违法占地",
    });
    const { id } = made.json as { id: string };
    expect((await inbox("partner")).items).toEqual([expect.objectContaining({ kind: "offer", id, light: "green" })]);
    await as("partner").send("POST", `/api/v1/transfers/${id}/return`, { reason: "不属我局" });
    const again = (
      await as("banner").send("POST", `/api/v1/cases/${ids[1]}/transfers`, {
        mode: "transfer",
        to: partnerId("150121", "resources"),
        reason: "再次移送",
      })
    ).json as { id: string };
    await as("partner").send("POST", `/api/v1/transfers/${again.id}/accept`, {});
    expect((await inbox("partner")).items.map(({ kind: of }) => of)).toEqual(["outcome"]);
    await as("partner").send("POST", `/api/v1/transfers/${again.id}/return`, { reason: "核查后仍不属我局" });
    expect((await inbox("league", "tab=supervised")).items.map((item) => item.id)).toEqual([ids[1]]);
    expect((await inbox("banner", "tab=supervised")).items.map((item) => item.id)).toEqual([ids[1]]);
    expect((await inbox("partner", "tab=supervised")).items).toEqual([]);
  });

  it("lists for both sides what a bureau supervises by hand, and refuses it to a branch", async () => {
    const path = `/api/v1/cases/${ids[2]}/supervision`;
    expect((await as("banner").send("POST", path, { note: "自行督办" })).code).toBe("access.role");
    expect((await as("league").send("POST", path, { note: " " })).status).toBe(422);
    const before = (await inbox("banner")).counts.supervised as number;
    const set = await as("league").send("POST", path, { note: "三日内报结果" });
    expect(set.json).toMatchObject({ supervised: expect.any(String), may: { supervision: "lift" } });
    for (const name of ["league", "banner"])
      expect((await inbox(name, "tab=supervised")).items.map((item) => item.id)).toContain(ids[2]);
    expect((await inbox("banner")).counts.supervised).toBe(before + 1);
    expect((await as("banner").send("GET", "/api/v1/notices")).text).toContain("三日内报结果");
    expect((await as("banner").send("POST", `${path}/lift`, { note: "已办" })).code).toBe("access.role");
    expect((await as("league").send("POST", `${path}/lift`, { note: "已报结果" })).json).toMatchObject({
      supervised: null,
    });
    expect((await inbox("banner")).counts.supervised).toBe(before);
  });

  it("keeps filters for their owner alone", async () => {
    const filter = { list: "inbox", name: "急件", filters: { light: "red" } };
    expect((await as("banner").send("POST", "/api/v1/saved-filters", filter)).status).toBe(201);
    expect(
      (await as("banner").send("POST", "/api/v1/saved-filters", { ...filter, filters: { light: "yellow" } })).status,
    ).toBe(201);
    const kept = (await as("banner").send("GET", "/api/v1/saved-filters?list=inbox")).json as {
      items: { id: string }[];
    };
    expect(kept.items).toEqual([expect.objectContaining({ name: "急件", filters: { light: "yellow" } })]);
    expect(
      ((await as("colleague").send("GET", "/api/v1/saved-filters?list=inbox")).json as { items: unknown[] }).items,
    ).toEqual([]);
    expect((await as("colleague").send("POST", `/api/v1/saved-filters/${kept.items[0]?.id}/remove`)).status).toBe(404);
    expect((await as("banner").send("POST", `/api/v1/saved-filters/${kept.items[0]?.id}/remove`)).status).toBe(200);
  });

  it("lets those who see a case talk about it, tells whom they mention, and keeps it from the enterprise", async () => {
    const said = await as("banner").send("POST", "/api/v1/comments", {
      case: ids[0],
      text: "请核对采样时间",
      mentions: [colleague],
    });
    expect(said.status).toBe(201);
    const wrong = await as("banner").send("POST", "/api/v1/comments", {
      case: ids[0],
      text: "外人",
      mentions: [third],
    });
    expect(wrong.json).toMatchObject({ code: "field.reference", field: "mentions" });
    expect((await as("partner").send("GET", `/api/v1/comments?case=${ids[0]}`)).status).toBe(404);
    expect((await as("enterprise").send("GET", `/api/v1/comments?case=${ids[0]}`)).code).toBe("access.role");
    const told = (await as("colleague").send("GET", "/api/v1/notices")).json as { items: { title: { zh: string } }[] };
    expect(told.items[0]?.title.zh).toContain("提到您");
    const { id } = said.json as { id: string };
    expect((await as("colleague").send("POST", `/api/v1/comments/${id}/withdraw`)).status).toBe(404);
    expect((await as("banner").send("POST", `/api/v1/comments/${id}/withdraw`)).status).toBe(200);
    const shown = (await as("league").send("GET", `/api/v1/comments?case=${ids[0]}`)).json as { items: unknown[] };
    expect(shown.items).toEqual([
      expect.objectContaining({ text: null, by: expect.objectContaining({ organ: expect.stringContaining("分局") }) }),
    ]);
    const names = (await as("banner").send("GET", `/api/v1/colleagues?case=${ids[0]}`)).json as {
      items: { name: string }[];
    };
    expect(names.items.map(({ name }) => name)).toEqual(expect.arrayContaining(["乙", "示例·旗分局执法员"]));
    expect(names.items.map(({ name }) => name)).not.toContain("丙");
  });

  it("hands a leaver's items over in one act, previewed first, by whom it may be", async () => {
    const banner = await me("banner");
    const preview = await as("secadmin").send("GET", `/api/v1/hand-overs/preview?leaver=${colleague}`);
    expect(preview.json).toMatchObject({ items: [{ kind: "case", id: ids[0] }] });
    const body = { leaver: colleague, successor: banner, reason: "调离岗位", disable: true };
    expect((await as("partner").send("POST", "/api/v1/hand-overs", body)).code).toBe("access.role");
    expect((await as("league").send("POST", "/api/v1/hand-overs", body)).json).toMatchObject({
      code: "access.role",
      field: "disable",
    });
    expect((await as("secadmin").send("POST", "/api/v1/hand-overs", { ...body, successor: third })).json).toMatchObject(
      { field: "successor" },
    );
    expect(await rows(sql`select from "case"."case" where assignee = ${colleague}`)).toHaveLength(1);
    expect((await as("secadmin").send("POST", "/api/v1/hand-overs", body)).json).toMatchObject({ items: 1 });
    expect(await rows(sql`select from "case"."case" where assignee = ${banner}`)).toHaveLength(1);
    expect((await as("colleague").send("GET", "/api/v1/inbox")).code).toBe("sign-in.required");
    const lines = await rows(
      sql<{ act_zh: string; note: string }>`select act_zh, note from "case".event where act = 'hand-over'`,
    );
    expect(lines).toEqual([{ act_zh: "经办人由乙移交示例·旗分局执法员", note: "调离岗位" }]);
    expect(await rows(sql`select from audit.line where act = 'hand-over'`)).toHaveLength(1);
  });
});
