// Brings a fresh clone to where `npm start` and `npm test` can run: packages, then the web pages. Plain CommonJS without dependencies,
// because it runs before anything is installed, under whatever Node the machine has (18 or newer).
"use strict";
const { createHash } = require("node:crypto");
const { spawnSync } = require("node:child_process");
const { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
process.chdir(root);
const began = Date.now();
const say = (line) => console.log(`[准备 setup ${((Date.now() - began) / 1000).toFixed(0)} s] ${line}`);
const hashOf = (paths) => {
  const hash = createHash("sha256");
  for (const path of paths) hash.update(path).update("\0").update(readFileSync(path)).update("\0");
  return hash.digest("hex");
};
const fail = (line) => {
  console.error(`\n${line}\n`);
  process.exit(1);
};

function run(command, args, what) {
  const done = spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"], env: process.env });
  if (done.status !== 0) fail(`${what} 失败 (failed, code ${done.status ?? done.signal})`);
}

function install() {
  const stamp = join("node_modules", ".setup");
  const wanted = hashOf(["package.json", "package-lock.json"]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say("正在安装依赖，首次约 1–3 分钟 (installing packages)");
  // not `npm ci`: it insists on packages of other platforms that the lock names; this leaves the lock as it is
  const npm = process.env.npm_execpath;
  const args = ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", "--include=dev"];
  if (npm?.endsWith(".js")) run(process.execPath, [npm, ...args], "npm install");
  else run("npm", args, "npm install");
  writeFileSync(stamp, wanted);
  say("依赖已就绪 (packages ready)");
}

function checkNode() {
  const node = join("node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");
  const version = existsSync(node)
    ? spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim()
    : process.version;
  if (Number(/^v(\d+)/.exec(version)?.[1] ?? 0) < 24)
    fail(
      `需要 Node 24，这里是 ${version}。请删除 node_modules 后重试 npm start，或自行安装 Node 24。(Node 24 is needed.)`,
    );
}

/** Everything that the built pages are made of. */
function webSources() {
  const found = ["package-lock.json"];
  const walk = (folder, wanted) => {
    for (const name of readdirSync(folder).sort()) {
      if (name === "dist" || name === "node_modules") continue;
      const path = join(folder, name);
      if (statSync(path).isDirectory()) walk(path, wanted);
      else if (wanted(name)) found.push(path);
    }
  };
  walk("web", () => true);
  for (const room of ["kernel", "base", "domains", "standards"])
    if (existsSync(room)) walk(room, (name) => /\.tsx?$/.test(name) && !/\.(server|test)\./.test(name));
  return found;
}

function build() {
  const stamp = join("web", "dist", ".built");
  const wanted = hashOf(webSources());
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say("正在构建网页 (building the pages)");
  run(
    join("node_modules", ".bin", "node"),
    [join("node_modules", "vite", "bin", "vite.js"), "build", "--config", "web/vite.config.ts", "--logLevel", "warn"],
    "vite build",
  );
  mkdirSync(join("web", "dist"), { recursive: true });
  writeFileSync(stamp, wanted);
  say("网页已就绪 (pages ready)");
}

install();
checkNode();
if (process.argv[2] === "start" || process.argv[2] === "test") build();
