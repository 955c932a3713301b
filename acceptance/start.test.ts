import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runTool, type Saihan, signIn, startSaihan, until } from "./kit.ts";

/** Starting, being refused, ending, and coming back from a crash of an engine. */

const refusedWith = (env: Record<string, string>) => runTool("server/main.ts", [], env);

describe("a wrong setting is refused with a sentence that names it", () => {
  test.each([
    ["SAIHAN_PORT", { SAIHAN_PORT: "eighty" }],
    ["SAIHAN_HJ212_PORT", { SAIHAN_PORT: "8080", SAIHAN_HJ212_PORT: "8080" }],
    ["SAIHAN_SIMULATOR", { SAIHAN_SIMULATOR: "maybe" }],
    ["SAIHAN_DEMO", { SAIHAN_DEMO: "yes" }],
    ["SAIHAN_DEMO_PASSWORD", { SAIHAN_DEMO_PASSWORD: "short" }],
    ["SAIHAN_ROLES", { SAIHAN_ROLES: "web,judge" }],
    ["SAIHAN_ROLES", { SAIHAN_ROLES: "gateway" }],
    ["DATABASE_URL", { DATABASE_URL: "mysql://localhost/x" }],
    ["DATABASE_OWNER_URL", { DATABASE_URL: "postgres://saihan_app@localhost/x" }],
    ["CLICKHOUSE_URL", { CLICKHOUSE_URL: "localhost:8123" }],
  ])("%s %o", async (name, env) => {
    const { code, output } = await refusedWith(env as Record<string, string>);
    expect([code, output]).toEqual([1, expect.stringContaining(`${name}=`)]);
  });
});

describe("a running platform", () => {
  let saihan: Saihan;
  beforeAll(async () => {
    saihan = await startSaihan();
  });
  afterAll(() => saihan?.close());

  test("keeps its folder to itself", async () => {
    const { code, output } = await refusedWith({
      SAIHAN_DATA: saihan.folder,
      SAIHAN_PORT: "18080",
      SAIHAN_HJ212_PORT: "19212",
    });
    expect(code).toBe(1);
    expect(output).toContain(saihan.folder);
  });

  test("restarts an engine that was killed, and takes work again", async () => {
    const region = await signIn(saihan, "region");
    process.kill(embeddedEngine(), "SIGKILL");
    await until(async () => (await fetch(`${saihan.url}/healthz`)).status !== 200, 20_000).catch(() => undefined);
    await until(async () => (await fetch(`${saihan.url}/healthz`)).status === 200, 60_000);
    expect((await region.get("/api/v1/session")).status).toBe(200);
  });

  test("drains and ends within ten seconds of SIGTERM, and starts again", async () => {
    // ten seconds after the signal it would end itself with another code
    expect(await saihan.end("SIGTERM")).toBe(0);
    await saihan.again();
    expect((await (await signIn(saihan, "league")).get("/api/v1/session")).body.user.regions).toEqual([
      { code: "150100", name: "呼和浩特市" },
    ]);
  });

  /** The engine's process of this platform, found as an operator finds it: by its command and the folder it holds. */
  function embeddedEngine(): number {
    const found = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .find((pid) => {
        try {
          if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("postgres-child")) return false;
          return readdirSync(`/proc/${pid}/fd`).length > 0 && parentOf(pid) === parentOfPlatform();
        } catch {
          return false;
        }
      });
    return Number(found);
  }
  const parentOf = (pid: string): string =>
    /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "";
  const parentOfPlatform = (): string =>
    JSON.parse(readFileSync(join(saihan.folder, "saihan.lock"), "utf8")).pid.toString();
});
