import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemActor } from "#store/actor.ts";
import { relationalEngines } from "#store/kit.ts";
import { type Client, openExceedance, openTestPlatform, type TestPlatform } from "./kit.ts";

/** Joint handling, extensions and the calendar over HTTP, as the people of the demonstration do them. */
describe.each(relationalEngines)("cases over HTTP, with PostgreSQL %s", (kind) => {
  let saihan: TestPlatform;
  let [banner, league, partner, region, sysadmin] = [] as unknown as [Client, Client, Client, Client, Client];
  let subject = "";
  let partnerOrgan = "";
  beforeAll(async () => {
    saihan = await openTestPlatform(kind);
    [banner, league, partner, region, sysadmin] = (await Promise.all(
      ["banner", "league", "partner", "region", "sysadmin"].map((name) => saihan.signIn(name)),
    )) as [Client, Client, Client, Client, Client];
    const found = await saihan.platform.postgres.transact(systemActor("test"), async (tx) => ({
      outfall: await sql<{ id: string }>`select gen_random_uuid() as id`.execute(tx),
      organ: await sql<{ organ: string }>`select organ from identity.person where username = 'partner'`.execute(tx),
    }));
    subject = found.outfall.rows[0]?.id as string;
    partnerOrgan = found.organ.rows[0]?.organ as string;
  });
  afterAll(() => saihan?.close());

  test("a partner department sees a case once it is asked, answers, and the answer opens the gate", async () => {
    const id = await openExceedance(saihan.platform, { subject, concern: "hour-over" });
    const path = `/api/v1/cases/${id}`;
    expect(await partner.send("GET", path)).toMatchObject({ status: 404 });
    const asked = await banner.send("POST", `${path}/asks`, {
      organ: partnerOrgan,
      role: "supporter",
      note: "请核实用地",
    });
    expect(asked).toMatchObject({
      status: 200,
      json: { participants: [{ role: "lead" }, { role: "supporter", state: "asked" }] },
    });
    expect((await partner.send("GET", `/api/v1/cases?mine=true`)).json).toMatchObject({ items: [{ id }] });
    expect(await partner.send("POST", `${path}/answers`, { role: "supporter", state: "done" })).toMatchObject({
      status: 422,
      code: "field.required",
    });
    const verified = await banner.send("POST", `${path}/acts/verify`, {
      baseVersion: 1,
      finding: "confirmed",
      note: "属实",
    });
    expect(verified).toMatchObject({
      status: 200,
      json: { gates: [{ act: "resolve", met: false }, { act: "refer" }] },
    });
    expect(await banner.send("POST", `${path}/acts/resolve`, { baseVersion: 2, note: "办结" })).toMatchObject({
      status: 409,
      code: "case.gate",
    });
    expect(
      await partner.send("POST", `${path}/answers`, { role: "supporter", state: "done", opinion: "用地合规" }),
    ).toMatchObject({ status: 200 });
    expect(await banner.send("POST", `${path}/acts/resolve`, { baseVersion: 2, note: "办结" })).toMatchObject({
      status: 200,
      json: { state: { category: "closed" } },
    });
    expect((await region.send("GET", "/api/v1/cases-on-time")).json).toMatchObject({ closedOnTime: 1, rate: 1 });
  });

  test("a case is given to somebody, its term is lengthened by two people, and the calendar moves it", async () => {
    const id = await openExceedance(saihan.platform, { subject, concern: "day-over" });
    const path = `/api/v1/cases/${id}`;
    const people = (await banner.send("GET", `${path}/people`)).json as { items: { id: string }[] };
    expect(people.items.length).toBeGreaterThan(0);
    expect(
      await banner.send("POST", `${path}/acts/assign`, { baseVersion: 1, person: people.items[0]?.id }),
    ).toMatchObject({
      status: 200,
      json: { version: 2, assignee: people.items[0] },
    });
    const body = { clock: "handling", amount: 2, reason: "等待监测报告" };
    const extended = await banner.send("POST", `${path}/extensions`, body);
    const clocks = (extended.json as { clocks: { kind: string; extensions: { id: string; state: string }[] }[] })
      .clocks;
    const extension = clocks.find((one) => one.kind === "handling")?.extensions[0];
    expect(extension?.state).toBe("asked");
    const decision = { extension: extension?.id, grant: true };
    expect(await banner.send("POST", `${path}/extension-decisions`, decision)).toMatchObject({
      status: 403,
      code: "case.four-eyes",
    });
    expect(await league.send("POST", `${path}/extension-decisions`, decision)).toMatchObject({ status: 200 });
    const due = (await banner.send("GET", path)).json as { clocks: { kind: string; countedDays: string[] }[] };
    const day = due.clocks.find((one) => one.kind === "handling")?.countedDays[1] as string;
    const change = { days: [{ date: day, working: false }] };
    expect(await banner.send("POST", "/api/v1/calendar/preview", change)).toMatchObject({ status: 403 });
    const preview = (await sysadmin.send("POST", "/api/v1/calendar/preview", change)).json as { clocks: number };
    expect(preview.clocks).toBeGreaterThan(0);
    const saved = await region.send("POST", "/api/v1/calendar/changes", {
      ...change,
      source: "自治区通知",
      verified: true,
      reason: "地方节日",
    });
    expect(saved).toMatchObject({ status: 200, json: preview });
    const after = (await banner.send("GET", path)).json as typeof due;
    expect(after.clocks.find((one) => one.kind === "handling")?.countedDays).not.toContain(day);
  });

  test("the kinds of case stand in a catalogue with their acts and states", async () => {
    const { items } = (await banner.send("GET", "/api/v1/case-definitions")).json as {
      items: { id: string; states: unknown[]; transitions: { id: string; fields: unknown[] }[] }[];
    };
    const exceedance = items.find((one) => one.id === "monitoring.exceedance");
    expect(exceedance?.states).toHaveLength(8);
    expect(exceedance?.transitions.find((one) => one.id === "verify")?.fields).toHaveLength(2);
  });
});
