import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EmbeddedPostgres } from "./postgres.ts";
import { client, openTestEngine, pool, refusal, type TestEngine } from "./testkit.ts";

let kit: TestEngine;
let engine: EmbeddedPostgres;
let owner: pg.Pool;
let app: pg.Pool;

beforeAll(async () => {
  kit = await openTestEngine();
  ({ engine, owner, app } = kit);
});

afterAll(() => kit.close());

describe("answers", () => {
  it("are all right for 8 clients of mixed statements when one transaction in ten fails in the middle", async () => {
    let right = 0;
    const check = (holds: boolean, what: string): void => {
      if (!holds) throw new Error(`wrong answer: ${what}`);
      right += 1;
    };
    const worker = async (number: number): Promise<void> => {
      const one = await client(engine.appUrl);
      for (let round = 0; round < 30; round++) {
        const added = await one.query("select $1::int + $2::int as sum", [number, round]);
        check(added.rows[0]?.sum === number + round, "sum");
        const listed = await one.query(`select g from generate_series(1, ${round + 1}) g`);
        check(listed.rows.length === round + 1, "rows");
        await one.query("begin");
        await one.query("insert into test.tally values ($1, $2)", [number, round]);
        if (round % 10 === 9) {
          const error = await refusal(one.query("select $1::int / 0", [round]));
          check(error.code === "22012", "division");
          check((await refusal(one.query("select 1"))).code === "25P02", "aborted");
          await one.query("rollback");
        } else {
          const own = await one.query("select count(*)::int as n from test.tally where client = $1 and n = $2", [
            number,
            round,
          ]);
          check(own.rows[0]?.n === 1, "own row");
          await one.query("commit");
        }
        const kept = await one.query("select count(*)::int as n from test.tally where client = $1", [number]);
        check(kept.rows[0]?.n === round + 1 - Math.floor((round + 1) / 10), "kept rows");
      }
      await one.end();
    };
    await Promise.all(Array.from({ length: 8 }, (_, number) => worker(number)));
    expect(right).toBeGreaterThanOrEqual(720);
    expect((await app.query("select count(*)::int as n from test.tally")).rows).toEqual([{ n: 8 * 27 }]);
  });

  it("carry every common type as pg receives it from a server", async () => {
    const text = "赛罕 'quoted' \\ \u0001 🐎";
    const { rows } = await app.query(
      `select $1::int8 as big, $2::int4 as whole, $3::float8 as real, $4::numeric as exact, $5::text as text, $6::bool as yes,
        $7::jsonb as json, $8::timestamptz as at, $9::date::text as day, $10::text[] as list, $11::bytea as bytes, $12::uuid as id,
        null::text as none, '1 day 02:00'::interval::text as span, st_astext(st_setsrid(st_point(110, 40), 4490)) as place`,
      [
        "9007199254740993",
        -5,
        0.1,
        "123456789012345678.90",
        text,
        true,
        { a: [1, text] },
        new Date("2026-01-01T00:00:00Z"),
        "2026-02-03",
        ["一", 'a"b', "c,d"],
        Buffer.from([0, 255, 13, 10]),
        "0190a7b4-0000-7000-8000-000000000001",
      ],
    );
    expect(rows).toEqual([
      {
        big: "9007199254740993",
        whole: -5,
        real: 0.1,
        exact: "123456789012345678.90",
        text,
        yes: true,
        json: { a: [1, text] },
        at: new Date("2026-01-01T00:00:00Z"),
        day: "2026-02-03",
        list: ["一", 'a"b', "c,d"],
        bytes: Buffer.from([0, 255, 13, 10]),
        id: "0190a7b4-0000-7000-8000-000000000001",
        none: null,
        span: "1 day 02:00:00",
        place: "POINT(110 40)",
      },
    ]);
  });

  it("may have 50,000 rows", async () => {
    const { rows } = await app.query("select g, repeat('x', 100) as t from generate_series(1, 50000) g");
    expect(rows.length).toBe(50_000);
    expect(rows.at(-1)).toEqual({ g: 50_000, t: "x".repeat(100) });
  });

  it("may echo a parameter of 1 MB", async () => {
    const text = "生态".repeat(175_000);
    expect((await app.query("select $1::text as t, octet_length($1) as n", [text])).rows).toEqual([
      { t: text, n: 1_050_000 },
    ]);
  });

  it("are errors with code, constraint, table and column as on a server", async () => {
    const broken = await refusal(owner.query("insert into test.note values (1, '1501', 'x')"));
    expect(broken).toMatchObject({
      severity: "ERROR",
      code: "23505",
      schema: "test",
      table: "note",
      constraint: "note_pkey",
    });
    const check = await refusal(owner.query("insert into test.note values (9, '1501', '')"));
    expect(check).toMatchObject({ code: "23514", constraint: "note_body" });
    const missing = await refusal(owner.query("insert into test.note values (9, null, 'x')"));
    expect(missing).toMatchObject({ code: "23502", column: "region", table: "note" });
    expect(await refusal(app.query("selec 1"))).toMatchObject({ code: "42601", position: "1" });
  });

  it("come as many results for many statements, and none after the one that failed", async () => {
    const results = (await app.query("select 1 as a; select 2 as b; select 3 as c")) as unknown as pg.QueryResult[];
    expect(results.map((result) => result.rows[0])).toEqual([{ a: 1 }, { b: 2 }, { c: 3 }]);
    expect((await refusal(app.query("select 1; select 1/0; select 3"))).code).toBe("22012");
    expect((await app.query("")).rows).toEqual([]);
  });

  it("come in order to a client that pipelines, the failed ones in their place", async () => {
    const one = await client(engine.appUrl, { pipelineMode: true } as pg.ClientConfig);
    const work = Array.from({ length: 60 }, (_, n) => one.query("select 12 / $1::int as q", [n % 4]));
    const settled = await Promise.allSettled(work);
    settled.forEach((result, n) => {
      if (n % 4 === 0) expect(result).toMatchObject({ status: "rejected", reason: { code: "22012" } });
      else expect(result).toMatchObject({ status: "fulfilled", value: { rows: [{ q: 12 / (n % 4) }] } });
    });
    await one.end();
  });

  it("can be read in portions, as a cursor does with Flush", async () => {
    const one = await client(engine.appUrl);
    const portions: number[] = [];
    const query = new pg.Query({ text: "select g from generate_series(1, 10) g", rows: 4 } as pg.QueryConfig);
    query.on("row", (row) => portions.push(row.g));
    const ended = new Promise((done, refuse) => query.on("end", done).on("error", refuse));
    one.query(query);
    await ended;
    expect(portions).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect((await app.query("select 1 as n")).rows).toEqual([{ n: 1 }]);
    const failing = new pg.Query({
      text: "select 3 / (3 - g) as q from generate_series(1, 5) g",
      rows: 1,
    } as pg.QueryConfig);
    const failed = new Promise<pg.DatabaseError>((done) =>
      failing.on("error", (error) => {
        // As a cursor does; pg itself leaves the Sync after a failed portion to it.
        (one as unknown as { connection: { sync(): void } }).connection.sync();
        done(error as pg.DatabaseError);
      }),
    );
    failing.on("row", () => {});
    one.query(failing);
    expect((await failed).code).toBe("22012");
    expect((await one.query("select 2 as n")).rows).toEqual([{ n: 2 }]);
    await one.end();
  });

  it("belong to the client that prepared a statement, whatever others call theirs", async () => {
    const [a, b] = await Promise.all([client(engine.appUrl), client(engine.appUrl)]);
    const ask = (one: pg.Client, text: string, n: number) => one.query({ name: "same", text, values: [n] });
    for (let round = 0; round < 8; round++) {
      expect((await ask(a, "select $1::int + 1 as n", round)).rows).toEqual([{ n: round + 1 }]);
      expect((await ask(b, "select $1::int * 100 as n", round)).rows).toEqual([{ n: round * 100 }]);
    }
    await Promise.all([a.end(), b.end()]);
    const left = await kit.superuser.query("select count(*)::int as n from pg_prepared_statements");
    expect(left.rows).toEqual([{ n: 0 }]);
  });
});

describe("Kysely", () => {
  it("runs transactions, parameters and errors through its PostgreSQL dialect", async () => {
    const db = new Kysely<{ "test.tally": { client: number; n: number } }>({
      dialect: new PostgresDialect({ pool: pool(engine.appUrl, 4) }),
    });
    await db.transaction().execute(async (tx) => {
      await tx
        .insertInto("test.tally")
        .values([
          { client: 100, n: 1 },
          { client: 100, n: 2 },
        ])
        .execute();
    });
    const failing = db
      .transaction()
      .setIsolationLevel("serializable")
      .execute(async (tx) => {
        const { rows } = await sql<{ level: string }>`select current_setting('transaction_isolation') as level`.execute(
          tx,
        );
        expect(rows).toEqual([{ level: "serializable" }]);
        await tx.insertInto("test.tally").values({ client: 100, n: 3 }).execute();
        await tx.insertInto("test.tally").values({ client: 100, n: 1 }).execute();
      });
    expect((await refusal(failing)).code).toBe("23505");
    const kept = await db.selectFrom("test.tally").select("n").where("client", "=", 100).orderBy("n").execute();
    expect(kept).toEqual([{ n: 1 }, { n: 2 }]);
    await db.destroy();
  });
});
