import { spawn } from "node:child_process";

/** `npm run check`: format, lint and arrows, types of the three worlds, declarations against migrations, fast tests. Under a minute. */
const node = process.execPath;
const checks: readonly (readonly [string, string, readonly string[]])[] = [
  ["format, lint, arrows", node, ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."]],
  ["arrows between rooms", node, ["tools/check-arrows.ts"]],
  ["types: node rooms", node, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"]],
  ["types: pure rooms", node, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.pure.json"]],
  ["types: browser", node, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.web.json"]],
  ["access matrix", node, ["tools/access-matrix.ts", "--check"]],
  ["declarations and migrations", node, ["tools/schema.ts", "--check"]],
  ["promise list", node, ["tools/check-acceptance.ts"]],
  ["fast tests", node, ["node_modules/vitest/vitest.mjs", "run", "--project", "pure", "--reporter=dot"]],
];

let failed = 0;
// two at a time: the machines this runs on have two cores
const queue = [...checks];
await Promise.all([worker(), worker()]);
console.log(`\n${checks.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

async function worker(): Promise<void> {
  for (let check = queue.shift(); check; check = queue.shift()) {
    const [title, command, args] = check;
    const began = performance.now();
    const { status, output } = await run(command, args);
    console.log(`${status === 0 ? "✓" : "✗"} ${title} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    if (status !== 0) {
      failed++;
      console.log(output.trimEnd());
    }
  }
}

function run(command: string, args: readonly string[]): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.on("close", (status) => resolve({ status: status ?? 1, output }));
  });
}
