import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defaultCacheFolder } from "#store/embedded/template.ts";

/** A new field of work as a developer begins it, tried in a copy of the rooms that it touches. */
const root = join(import.meta.dirname, "..");
const copy = mkdtempSync(join(tmpdir(), "saihan-copy-"));
const rooms = "standards protocols store kernel base domains gateway server seed tools web simulator acceptance".split(
  " ",
);

beforeAll(() => {
  for (const name of ["package.json", ...rooms])
    cpSync(join(root, name), join(copy, name), { recursive: true, filter: (path) => !/\/dist$/.test(path) });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

function run(tool: string, ...args: string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join("tools", tool), ...args], {
    cwd: copy,
    env: { ...process.env, SAIHAN_CACHE: defaultCacheFolder() },
    encoding: "utf8",
  });
  return { status, said: stdout + stderr };
}

test("a domain is made with a register, and its table is written as a migration that leaves no difference", () => {
  expect(run("new-domain.ts", "Trial", "x")).toMatchObject({ status: 1 });
  expect(run("new-domain.ts", "trial", "probe-point", "试验点")).toMatchObject({
    status: 0,
    said: expect.stringContaining("domains/trial/probe-point.ts"),
  });
  expect(run("new-domain.ts", "trial", "probe-point", "试验点")).toMatchObject({ status: 1 });
  const written = run("schema.ts", "trial_probe");
  const file = /written: (\S+_trial_probe\.sql)/.exec(written.said)?.[1] as string;
  expect(readFileSync(file, "utf8")).toMatch(/create table trial\.probe_point/);
  expect(run("schema.ts", "--check")).toMatchObject({ status: 0, said: expect.stringContaining("agree") });
  expect(run("check-arrows.ts")).toMatchObject({ status: 0 });
});
