import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * The arrows of ARCHITECTURE.md. Which room may import which, that rooms are entered by `#room/` only, that pure files stay pure, and that
 * one domain never imports another. Written here once; the lint configuration forbids the engines' packages outside `store/`.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  standards: [],
  protocols: [],
  store: ["standards"],
  kernel: ["store", "standards", "kernel"],
  base: ["kernel", "standards", "protocols", "store"],
  domains: ["base", "kernel", "standards", "protocols", "store"],
  gateway: ["kernel", "base", "protocols", "standards", "store"],
  server: ["standards", "protocols", "store", "kernel", "base", "domains", "gateway", "seed", "server"],
  web: ["kernel", "base", "domains", "standards"],
  simulator: ["protocols", "standards", "seed", "kernel", "base"],
  seed: ["protocols", "standards", "kernel", "base"],
  acceptance: ["protocols", "acceptance"],
};
/** From these rooms a file may only reach files without a face, or browser faces for web. */
const pureOnly = new Set(["web", "simulator", "seed"]);
const engines = /^(pg|kysely|chdb|@clickhouse\/client|@electric-sql\/.*)(\/|$)/;

const problems: string[] = [];
for (const room of Object.keys(mayImport)) walk(room, (path) => check(room, path));
for (const problem of problems) console.log(problem);
console.log(problems.length === 0 ? "arrows hold" : `${problems.length} arrows point the wrong way`);
process.exit(problems.length === 0 ? 0 : 1);

function walk(folder: string, visit: (path: string) => void): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name === "dist" || name === "node_modules") continue;
    if (statSync(path).isDirectory()) walk(path, visit);
    else if (/\.tsx?$/.test(name)) visit(path);
  }
}

function check(room: string, path: string): void {
  const source = readFileSync(path, "utf8");
  const test = /\.test\.tsx?$/.test(path);
  for (const [statement, target] of importsOf(source)) {
    const say = (what: string) => problems.push(`${path}: ${what} (${target})`);
    const typeOnly = /^import type|^export type/.test(statement);
    if (target.startsWith(".")) {
      if (leaves(room, path, target)) say("a relative import leaves the room");
      if (isPure(room, path) && /\.(server|view)\./.test(target)) say("a pure file imports a face");
    } else if (target.startsWith("#")) {
      const [other = ""] = target.slice(1).split("/");
      const domain = (of: string) => /^#?domains\/([^/]+)/.exec(of)?.[1];
      if (!test && other !== room && !mayImport[room]?.includes(other)) say(`${room} may not import ${other}`);
      if (room === "domains" && other === "domains" && domain(path) !== domain(target)) say("a domain imports another");
      if (!test && pureOnly.has(room) && /\.server\./.test(target)) say(`${room} reaches a server face`);
      if (isPure(room, path) && !typeOnly && (/\.(server|view)\./.test(target) || other === "store"))
        say("a pure file imports a face");
    } else if (target.startsWith("node:")) {
      if (isPure(room, path)) say("a pure file imports node");
    } else if (engines.test(target) && !test) {
      const queryBuilder =
        target === "kysely" && (/\.server\.ts$/.test(path) || room === "gateway" || room === "server");
      if (room !== "store" && !queryBuilder && !/difference\.server\.ts$/.test(path))
        say("only store/ knows an engine");
    }
  }
}

function isPure(room: string, path: string): boolean {
  if (/\.(server|test|view)\.tsx?$/.test(path) || /\.tsx$/.test(path)) return false;
  return ["standards", "protocols", "kernel", "base", "domains"].includes(room);
}

function leaves(room: string, path: string, target: string): boolean {
  const place = join(path, "..", target);
  return !place.startsWith(`${room}/`) && !place.startsWith("package.json");
}

function* importsOf(source: string): Generator<[string, string]> {
  for (const match of source.matchAll(
    /^(?:import|export)\b[^;]*?from\s+"([^"]+)"|^import\s+"([^"]+)"|\bimport\(\s*"([^"]+)"/gm,
  ))
    yield [match[0], match[1] ?? match[2] ?? match[3] ?? ""];
}
