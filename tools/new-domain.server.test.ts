import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defaultCacheFolder } from "#store/embedded/template.ts";
import { apply, stepsOf } from "./tutorial.ts";

/** A new field of work as a developer begins it: the tutorial itself, step by step, in a copy of the house. */
const root = join(import.meta.dirname, "..");
const copy = mkdtempSync(join(tmpdir(), "saihan-copy-"));
const house =
  "acceptance base docs domains gateway kernel protocols seed server simulator standards store tools web package.json vitest.config.ts tsconfig.json biome.json .gitignore".split(
    " ",
  );
const bin = join(root, "node_modules", ".bin");
const scripts = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).scripts as Record<string, string>;

beforeAll(() => {
  for (const name of house)
    cpSync(join(root, name), join(copy, name), {
      recursive: true,
      filter: (path) => !/\/(dist|node_modules)$/.test(path),
    });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** `npm run x -- y` as npm would run it, without the set-up before it: the copy shares what is installed. */
function run(command: string): { status: number | null; said: string } {
  const npm = /^npm (?:run )?([\w-]+)(?: -- (.*))?$/.exec(command);
  const line = npm ? `${scripts[npm[1] as string]} ${npm[2] ?? ""}` : command;
  // a newcomer has no server beside the embedded engine
  const { SAIHAN_TEST_POSTGRES: _, ...own } = process.env;
  const { status, stdout, stderr } = spawnSync("sh", ["-c", line], {
    cwd: copy,
    env: { ...own, PATH: `${bin}:${process.env.PATH}`, SAIHAN_CACHE: defaultCacheFolder(), NO_COLOR: "1" },
    encoding: "utf8",
  });
  return { status, said: stdout + stderr };
}

test("the tutorial holds from its first line to its last", { timeout: 300_000 }, () => {
  const steps = stepsOf(readFileSync(join(root, "docs", "tutorial.md"), "utf8"));
  expect(steps.filter(({ kind }) => kind === "run").length).toBeGreaterThan(5);
  let said = "";
  for (const step of steps) {
    if (step.kind === "change") apply(copy, step);
    else if (step.kind === "said") {
      for (const line of step.lines) expect(said).toContain(line);
      said = "";
    } else {
      const done = run(step.command);
      expect([step.command, done.status, done.status === 0 ? "" : done.said]).toEqual([step.command, 0, ""]);
      said += done.said;
    }
  }
  const migrations = join(copy, "store", "migrations", "postgres");
  const sqlOf = (name: string) => {
    const file = readdirSync(migrations).find((each) => each.endsWith(`_${name}.sql`)) ?? "";
    return readFileSync(join(migrations, file), "utf8");
  };
  expect(sqlOf("waste_dumping_site")).toMatch(/create table waste\.dumping_site[\s\S]*register\.keep_within\(/);
  expect(sqlOf("waste_depth").trim().split("\n").filter(Boolean)).toHaveLength(2);
});

test("a name that cannot be one, and one that is taken, are refused", () => {
  expect(run("npm run new-domain -- Trial x").status).toBe(1);
  expect(run("npm run new-domain -- waste dumping-site 倾倒点")).toMatchObject({
    status: 1,
    said: expect.stringContaining("已存在"),
  });
});

test("a new domain keeps the arrows between rooms", () => {
  const { said } = run("node tools/check-arrows.ts");
  expect(said).not.toContain("domains/waste");
});
