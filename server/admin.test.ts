import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { lockDataFolder } from "#store/embedded/data-lock.ts";
import { testServer } from "#store/kit.ts";

const folder = mkdtempSync(join(tmpdir(), "saihan-admin-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function admin(args: string[], more: Record<string, string> = {}, input = ""): { status: number | null; said: string } {
  const { PATH, HOME } = process.env;
  const run = spawnSync(process.execPath, ["server/admin.ts", ...args], {
    env: { PATH, HOME, SAIHAN_DATA: folder, SAIHAN_DEMO: "off", ...more },
    input,
    encoding: "utf8",
  });
  return { status: run.status, said: run.stdout + run.stderr };
}
const department = "内蒙古自治区生态环境厅";
const user = [
  "create-user",
  "--username",
  "shenji",
  "--name",
  "示例·审计员",
  "--organ",
  department,
  "--role",
  "auditadmin",
];

describe("npm run admin", () => {
  it("says what it can do when asked for something else", () => {
    expect(admin([])).toMatchObject({ status: 2, said: expect.stringContaining("prepare-database") });
    expect(admin(["create-organ", "--nam", "x"])).toMatchObject({ status: 2, said: expect.stringContaining("--nam") });
    expect(admin(["verify"], { SAIHAN_PORT: "x" })).toMatchObject({
      status: 1,
      said: expect.stringContaining("SAIHAN_PORT=x"),
    });
  });

  it("makes the first organ and person before the first start, and proves their lines", { timeout: 240_000 }, () => {
    expect(admin(["create-organ", "--name", department, "--kind", "department", "--region", "150000"]).status).toBe(0);
    expect(admin(user)).toMatchObject({ status: 2, said: expect.stringContaining("SAIHAN_USER_PASSWORD") });
    expect(admin(user, {}, "a-password-12\n")).toMatchObject({
      status: 0,
      said: expect.stringContaining("还缺 still missing: sysadmin"),
    });
    // organ, person, grant: the refused attempt left nothing
    expect(admin(["verify"])).toMatchObject({
      status: 0,
      said: expect.stringMatching(/sealed 0 .* unsealed 3 .*\n✓/s),
    });
  });

  it("leaves the data of a running platform alone and says how to verify meanwhile", () => {
    const release = lockDataFolder(folder);
    try {
      expect(admin(["verify"])).toMatchObject({ status: 1, said: expect.stringContaining("/api/v1/audit/verify") });
    } finally {
      release();
    }
  });

  it.skipIf(!testServer)("prepares a database on a server as often as it is asked, and works there", async () => {
    const database = `saihan_admin_${process.pid}`;
    const superuser = new pg.Client({ connectionString: testServer });
    await superuser.connect();
    try {
      const prepare = () => admin(["prepare-database", "--database", database], { SUPERUSER_URL: testServer ?? "" });
      expect(prepare()).toMatchObject({ status: 0, said: expect.stringContaining("已建库") });
      const { status, said } = prepare();
      expect(status).toBe(0);
      expect(said).toContain("已有库");
      const urls = Object.fromEntries(
        [...said.matchAll(/^(DATABASE\w*)=(.+)$/gm)].map((found) => [found[1], found[2]]),
      );
      const there = (args: string[], input?: string) => admin(args, urls as Record<string, string>, input);
      const organ = ["create-organ", "--name", department, "--kind", "department", "--region", "150000"];
      expect(there(organ).status).toBe(0);
      expect(there(user, "short\n")).toMatchObject({ status: 1, said: expect.stringContaining("密码至少 10 位") });
      expect(there(user, "a-password-12\n").status).toBe(0);
      expect(there(user, "a-password-12\n")).toMatchObject({ status: 1, said: expect.stringContaining("已被使用") });
      // organ, person, grant: the refused attempts left nothing
      expect(there(["verify"])).toMatchObject({ status: 0, said: expect.stringMatching(/unsealed 3 .*\n✓/s) });
    } finally {
      await superuser.query(`drop database if exists ${database} with (force)`);
      await superuser.end();
    }
  });
});
