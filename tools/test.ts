import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";

/**
 * `npm test`: every test of every project in one run, then the promise list against its report. Ends with one plain line that counts.
 * Arguments are handed on, e.g. `npm test -- gateway`.
 */
const report = "test-results/vitest.json";
mkdirSync("test-results", { recursive: true });
const asked = process.argv.slice(2);
const run = spawnSync(
  process.execPath,
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...asked,
  ],
  { stdio: "inherit", env: { ...process.env, UV_THREADPOOL_SIZE: "8" } },
);
const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0 } = readReport();
let failed = numFailedTests;
let status = run.status ?? 1;
if (asked.length === 0 && status === 0) {
  const promise = spawnSync(process.execPath, ["tools/check-acceptance.ts", report], { stdio: "inherit" });
  if (promise.status !== 0) {
    failed++;
    status = 1;
  }
}
// a file that cannot even be read fails the run without a failed test
if (status !== 0 && failed === 0) failed = 1;
console.log(`\n${numPassedTests} passed, ${failed} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ""}`);
process.exit(status);

function readReport(): { numPassedTests?: number; numFailedTests?: number; numPendingTests?: number } {
  try {
    return JSON.parse(readFileSync(report, "utf8"));
  } catch {
    return {};
  }
}
