import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { principalsSql } from "../principals.ts";
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from "./postgres.ts";
import { templatePath } from "./template.ts";
import { pool } from "./testkit.ts";

const base = mkdtempSync(join(tmpdir(), "saihan-test-"));
const preparation = principalsSql({ database: "saihan" });

function start(name: string, more: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir: join(base, name), preparation, log: () => {}, ...more });
}

/** Asks until the engine answers again. */
async function again<R>(work: () => Promise<R>): Promise<R> {
  const until = Date.now() + 30_000;
  for (;;) {
    try {
      return await work();
    } catch (cause) {
      if (Date.now() > until) throw cause;
      await pause(50);
    }
  }
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

afterAll(() => rmSync(base, { recursive: true, force: true }));

describe("a data folder", () => {
  it("is built once per machine, then copied, then opened", async () => {
    const cacheDir = join(base, "cache");
    const template = await templatePath(cacheDir, preparation);
    // A cache that cannot be used costs time, nothing else.
    mkdirSync(cacheDir);
    writeFileSync(template, "not a template");
    const first = await start("first", { cacheDir });
    expect(readdirSync(cacheDir)).toEqual([basename(template)]);
    const built = statSync(template);
    expect(built.size).toBeGreaterThan(1_000_000);
    const owner = pool(first.ownerUrl);
    await owner.query("create schema kept; create table kept.t as select 1 as n");
    await owner.end();
    await first.stop();

    const second = await start("second", { cacheDir });
    const app = pool(second.appUrl);
    expect((await app.query("select current_database() as d, postgis_lib_version() as v")).rows).toEqual([
      { d: "saihan", v: "3.6.2" },
    ]);
    expect((await app.query("select to_regclass('kept.t') as t")).rows).toEqual([{ t: null }]);
    await app.end();
    await second.stop();
    expect(statSync(template)).toMatchObject({ size: built.size, mtimeMs: built.mtimeMs });

    const warm = await start("first", { cacheDir });
    const back = pool(warm.ownerUrl);
    expect((await back.query("select n from kept.t")).rows).toEqual([{ n: 1 }]);
    await back.end();
    await warm.stop();
  });

  it("whose first build was interrupted is built again", async () => {
    const dataDir = join(base, "interrupted");
    mkdirSync(join(dataDir, "pgdata"), { recursive: true });
    writeFileSync(join(dataDir, "building"), "");
    writeFileSync(join(dataDir, "pgdata", "PG_VERSION"), "18");
    const engine = await start("interrupted");
    expect(existsSync(join(dataDir, "building"))).toBe(false);
    await engine.stop();
  });

  it("may have a path longer than a socket's may be", async () => {
    const engine = await start(join("deep", "x".repeat(120), "数据"));
    const app = pool(engine.appUrl);
    expect((await app.query("select 1 as n")).rows).toEqual([{ n: 1 }]);
    await app.end();
    const socketDir = new URL(engine.appUrl).searchParams.get("host") ?? "";
    expect(statSync(socketDir).mode & 0o777).toBe(0o700);
    await engine.stop();
    expect(existsSync(socketDir)).toBe(false);
  });

  it("is refused with a reason when its preparation fails", async () => {
    await expect(start("unprepared", { preparation: "create role saihan_app login; select 1/0" })).rejects.toThrow(
      /22012 · division by zero/,
    );
  });
});

describe("an engine that is killed", () => {
  let engine: EmbeddedPostgres;
  let owner: pg.Pool;

  beforeAll(async () => {
    engine = await start("killed", { statementLimitMs: 3_000 });
    owner = pool(engine.ownerUrl);
    await owner.query("create schema test; create table test.row (n int primary key, t text)");
  });

  afterAll(async () => {
    await owner.end();
    await engine.stop();
  });

  it("comes back on the same socket with every acknowledged row", async () => {
    const before = engine.pid;
    let restarts = 0;
    engine.onRestart(() => restarts++);
    let acknowledged = 0;
    try {
      for (;;) {
        await owner.query("insert into test.row values ($1, $2)", [acknowledged + 1, "x".repeat(200)]);
        acknowledged += 1;
        // while the next one is under way
        if (acknowledged === 300) setTimeout(() => process.kill(before, "SIGKILL"), 5);
      }
    } catch {
      // the engine is gone
    }
    const { rows } = await again(() => owner.query("select count(*)::int as n, max(n) as last from test.row"));
    expect(acknowledged).toBeGreaterThanOrEqual(300);
    expect([acknowledged, acknowledged + 1]).toContain(rows[0].n);
    expect(rows[0].last).toBe(rows[0].n);
    expect(engine.pid).not.toBe(before);
    expect(restarts).toBe(1);
  });

  it("answers nothing rather than something wrong when a statement breaks it", async () => {
    const superuser = pool(engine.superuserUrl);
    await superuser.query(
      `insert into spatial_ref_sys (srid, auth_name, auth_srid, proj4text) values (990001, 'eco', 990001, '+proj=aea +lat_1=25 +lat_2=47 +lon_0=105 +ellps=GRS80')`,
    );
    const before = engine.pid;
    const broken = superuser.query("select st_transform(st_setsrid(st_point(110, 40), 4490), 990001)");
    await expect(broken).rejects.toMatchObject({ code: "57P02" });
    expect((await again(() => superuser.query("select count(*)::int as n from test.row where n = 1"))).rows).toEqual([
      { n: 1 },
    ]);
    expect(engine.pid).not.toBe(before);
    await superuser.end();
  });

  it("is restarted when a statement runs longer than the limit", async () => {
    const before = engine.pid;
    await expect(
      owner.query("select count(*) from generate_series(1, 1000000) a, generate_series(1, 1000000) b"),
    ).rejects.toThrow();
    expect((await again(() => owner.query("select 1 as n"))).rows).toEqual([{ n: 1 }]);
    expect(engine.pid).not.toBe(before);
  });
});

describe("the platform's process", () => {
  const driver = join(base, "platform.ts");
  writeFileSync(
    driver,
    `import { startEmbeddedPostgres } from ${JSON.stringify(fileURLToPath(new URL("./postgres.ts", import.meta.url)))};
     import { principalsSql } from ${JSON.stringify(fileURLToPath(new URL("../principals.ts", import.meta.url)))};
     const engine = await startEmbeddedPostgres({
       dataDir: process.argv[2], preparation: principalsSql({ database: "saihan" }), log: () => {},
     }).catch((error) => { console.log("refused " + error.message); process.exit(3); });
     console.log("ready " + engine.pid + " " + engine.ownerUrl);
     process.on("SIGTERM", () => engine.stop().then(() => process.exit(0)));`,
  );

  function platform(dataDir: string): { child: ChildProcess; line: Promise<string> } {
    const child = spawn(process.execPath, [driver, dataDir], { stdio: ["ignore", "pipe", "inherit"] });
    const line = new Promise<string>((done) => child.stdout?.once("data", (bytes) => done(`${bytes}`.trim())));
    return { child, line };
  }

  it("takes the engine with it when it is killed, even in the middle of a long statement", async () => {
    const dataDir = join(base, "platform");
    const first = platform(dataDir);
    const [, pid, url] = (await first.line).split(" ");
    const owner = pool(url ?? "");
    const long = owner.query("select count(*) from generate_series(1, 1000000) a, generate_series(1, 1000000) b");
    long.catch(() => {});
    await pause(300);
    first.child.kill("SIGKILL");
    const second = platform(dataDir);
    const [word, next] = (await second.line).split(" ");
    expect(word).toBe("ready");
    expect(alive(Number(pid))).toBe(false);
    await owner.end();

    const third = platform(dataDir);
    expect(await third.line).toContain(`refused 数据目录 ${dataDir} 正被进程 ${next}`);

    const ended = new Promise((done) => second.child.once("exit", done));
    second.child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(alive(Number(next))).toBe(false);
  });
});
