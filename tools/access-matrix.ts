import { readFileSync, writeFileSync } from "node:fs";
import { roleIds, roles } from "#kernel/identity/role.ts";
import { routes } from "#server/routes.ts";

/**
 * Writes `docs/access-matrix.md` from the routes themselves, for people to read. `--check` fails when the page no longer tells the truth.
 * That territory holds on every route is proved by `server/access-matrix.test.ts`, which walks the same list.
 */
const file = "docs/access-matrix.md";
const page = `# Access matrix

Made from the declared routes by \`node tools/access-matrix.ts\`. ● may call · ▲ may call, and finds only rows of the own territory or party.
Territory is a filter in the store: a row of elsewhere answers as if it did not exist (404).

| route | method and path | ${roleIds.map((role) => roles[role].zh).join(" | ")} |
|---|---|${roleIds.map(() => ":-:").join("|")}|
${[...routes]
  .sort((one, other) => (one.id < other.id ? -1 : 1))
  .map((route) => {
    const cells = roleIds.map((role) =>
      route.access === "public" ? "公开" : route.access.includes(role) ? (route.row ? "▲" : "●") : "",
    );
    return `| ${route.title.zh} \`${route.id}\` | ${route.method} \`${route.path}\` | ${cells.join(" | ")} |`;
  })
  .join("\n")}
`;

if (!process.argv.includes("--check")) {
  writeFileSync(file, page);
  console.log(file);
} else if (readFileSync(file, "utf8") !== page) {
  console.log(`${file} differs from the routes; write it with node tools/access-matrix.ts`);
  process.exit(1);
} else console.log("the matrix page agrees with the routes");
