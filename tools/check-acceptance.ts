import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { systems, walks } from "#acceptance/systems.ts";

/**
 * Holds the promise list against what is there: `node tools/check-acceptance.ts [report.json]`.
 * Without a report: no id twice, no test of an unknown id, and a test for whatever is said to work. With the JSON report of a test run:
 * those tests passed there too, with at least one test each and none skipped.
 */
const folder = join(import.meta.dirname, "..", "acceptance");
const problems = [...problemsOfFiles(), ...(process.argv[2] ? problemsOfReport(process.argv[2]) : [])];
for (const problem of problems) console.error(`promise list: ${problem}`);
if (problems.length === 0) {
  const count = (state: string): number => systems.filter((system) => system.state === state).length;
  console.log(
    `${systems.length} systems: ${count("working")} working, ${count("partial")} partial, ${count("planned")} planned`,
  );
}
process.exit(problems.length === 0 ? 0 : 1);

/** Ids that must be proven. */
function promised(): string[] {
  return [...walks, ...systems.filter((system) => system.state === "working")].map(({ id }) => id);
}

function problemsOfFiles(): string[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".test.ts"));
  const tested = new Set(files.map((name) => name.slice(0, -".test.ts".length)));
  const ids = [...walks, ...systems].map(({ id }) => id);
  return [
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} is listed twice`),
    ...systems.filter(({ id }) => !/^\d+\.\d-[a-z]+$/.test(id)).map(({ id }) => `${id} does not begin with a section`),
    ...[...tested].filter((id) => !ids.includes(id)).map((id) => `acceptance/${id}.test.ts proves nothing in the list`),
    ...promised()
      .filter((id) => !tested.has(id))
      .map((id) => `${id} is said to work, but acceptance/${id}.test.ts does not exist`),
    ...systems
      .filter(({ id, state }) => state === "planned" && tested.has(id))
      .map(({ id }) => `${id} has a test and is still called planned`),
  ];
}

type Report = {
  testResults: { name: string; status: string; assertionResults: { status: string; fullName: string }[] }[];
};

function problemsOfReport(path: string): string[] {
  const report = JSON.parse(readFileSync(path, "utf8")) as Report;
  const results = new Map(report.testResults.map((file) => [basename(file.name, ".test.ts"), file]));
  return promised().flatMap((id) => {
    const file = results.get(id);
    if (!file) return [`${id} is said to work, but its test did not run`];
    const bad = file.assertionResults.filter((test) => test.status !== "passed");
    if (file.status !== "passed" || bad.length > 0)
      return [
        `${id} is said to work, but ${bad[0] ? `“${bad[0].fullName}” is ${bad[0].status}` : `its test ${file.status}`}`,
      ];
    return file.assertionResults.length === 0 ? [`${id} is said to work, but its test tests nothing`] : [];
  });
}
