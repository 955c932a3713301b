import { connect } from "node:net";
import { join } from "node:path";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../kit.ts";
import type { EmbeddedPostgres } from "./postgres.ts";
import { client, openTestEngine, refusal, type TestEngine } from "./testkit.ts";

let kit: TestEngine;
let engine: EmbeddedPostgres;
let owner: pg.Pool;
let app: pg.Pool;

beforeAll(async () => {
  kit = await openTestEngine();
  ({ engine, owner, app } = kit);
});

afterAll(() => kit.close());

describe("the one engine", () => {
  it("does not block the platform's event loop with a slow query", async () => {
    let turns = 0;
    const ticks = setInterval(() => turns++, 10);
    const answer = app.query("select pg_sleep(2)").then(() => turns);
    // A blocked loop would not turn before the answer; a busy machine only turns it less often.
    expect(await answer).toBeGreaterThan(5);
    clearInterval(ticks);
  });

  it("is freed and rolled back when a connection is dropped inside a transaction", async () => {
    const one = await client(engine.ownerUrl);
    await one.query("begin");
    await one.query("insert into test.note values (50, '1501', 'lost')");
    const waiting = app.query("select 1 as n");
    (one as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    expect((await waiting).rows).toEqual([{ n: 1 }]);
    expect((await owner.query("select count(*)::int as n from test.note where id = 50")).rows).toEqual([{ n: 0 }]);
  });

  it("is taken from a client that idles in a transaction while others wait", async () => {
    const one = await client(engine.ownerUrl);
    const closed = new Promise<Error>((done) => one.on("error", done));
    await one.query("begin");
    await one.query("insert into test.note values (51, '1501', 'idle')");
    expect((await app.query("select 1 as n")).rows).toEqual([{ n: 1 }]);
    expect(await closed).toMatchObject({ code: "25P03" });
    expect((await owner.query("select count(*)::int as n from test.note where id = 51")).rows).toEqual([{ n: 0 }]);
  });

  it("serves 20 connections in turn", async () => {
    const clients = await Promise.all(Array.from({ length: 20 }, () => client(engine.appUrl)));
    const done: number[] = [];
    await Promise.all(
      clients.map(async (one, number) => {
        for (let round = 0; round < 25; round++) {
          await one.query("begin");
          await one.query("select count(*) from generate_series(1, 500)");
          await one.query("commit");
          done.push(number);
        }
      }),
    );
    // In turn: at any moment nobody is more than a few rounds ahead of anybody.
    const rounds = new Array<number>(20).fill(0);
    let spread = 0;
    for (const number of done) {
      rounds[number] = (rounds[number] ?? 0) + 1;
      spread = Math.max(spread, Math.max(...rounds) - Math.min(...rounds));
    }
    expect(spread).toBeLessThanOrEqual(3);
    await Promise.all(clients.map((one) => one.end()));
  });

  it("tells listeners what others notify after they commit, and stops when asked", async () => {
    const [a, b] = await Promise.all([client(engine.appUrl), client(engine.appUrl)]);
    const heard: string[] = [];
    a.on("notification", ({ channel, payload }) => heard.push(`a ${channel} ${payload}`));
    b.on("notification", ({ channel, payload }) => heard.push(`b ${channel} ${payload}`));
    await a.query("listen news");
    await b.query('listen news; listen "Other"');
    await owner.query("begin; notify news, 'lost'; rollback");
    await owner.query("notify news, '1'");
    await owner.query(`notify "Other", '2'`);
    await a.query("unlisten news");
    await owner.query("select pg_notify('news', '3')");
    await owner.query("select pg_notify('news', '4')");
    await eventually(() => heard.length >= 5);
    expect(heard.sort()).toEqual(["a news 1", "b Other 2", "b news 1", "b news 3", "b news 4"]);
    await Promise.all([a.end(), b.end()]);
  });

  it("refuses COPY from the client and goes on", async () => {
    expect(await refusal(owner.query("copy test.note from stdin"))).toMatchObject({
      message: expect.stringContaining("not supported"),
    });
    expect((await refusal(owner.query({ text: "copy test.note from stdin", name: "copying" }))).code).toBe("0A000");
    expect((await owner.query("select 'copy from stdin' as t")).rows).toEqual([{ t: "copy from stdin" }]);
  });

  it("refuses runaway recursion as PostgreSQL does", async () => {
    await owner.query(
      "create function test.deep(n int) returns int language plpgsql as $$ begin return test.deep(n + 1); end $$",
    );
    expect((await refusal(owner.query("select test.deep(1)"))).code).toBe("54001");
    expect((await refusal(owner.query(`select ${"1+".repeat(30_000)}1`))).code).toBe("54001");
    expect((await refusal(owner.query("select $1::jsonb", ["[".repeat(200_000)]))).code).toMatch(/54001|22P02/);
    expect((await owner.query("select 1 as n")).rows).toEqual([{ n: 1 }]);
  });

  it("is as good as new after 10,000 failed statements", async () => {
    const codes = new Map<string, number>();
    for (let round = 0; round < 1_000; round++) {
      const work = Array.from({ length: 10 }, (_, n) =>
        refusal(app.query(n % 2 ? "selec" : "select 1 / $1::int", n % 2 ? [] : [0])),
      );
      for (const { code } of await Promise.all(work)) codes.set(`${code}`, (codes.get(`${code}`) ?? 0) + 1);
    }
    expect([...codes]).toEqual([
      ["22012", 5_000],
      ["42601", 5_000],
    ]);
    expect((await owner.query("select id, region from test.note order by id")).rows).toEqual([
      { id: 1, region: "1501" },
      { id: 2, region: "1502" },
    ]);
    expect((await app.query("select st_area(st_buffer(st_point(0, 0), 1, 64))::numeric(6, 4) as a")).rows).toEqual([
      { a: "3.1413" },
    ]);
  });

  it("survives clients that do not speak its language", async () => {
    const path = join(new URL(engine.appUrl).searchParams.get("host") ?? "", ".s.PGSQL.5432");
    for (const bytes of ["GET / HTTP/1.1\r\n\r\n", "\u0000\u0000\u0000\u0008\u0001\u0002\u0003\u0004", "\u0000"]) {
      await new Promise<void>((done) => {
        const socket = connect(path, () => socket.write(bytes, "latin1"));
        socket.on("error", () => {});
        socket.on("close", () => done());
        socket.on("data", () => {});
        setTimeout(() => socket.destroy(), 100);
      });
    }
    expect((await app.query("select 1 as n")).rows).toEqual([{ n: 1 }]);
  });
});
