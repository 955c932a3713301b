import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import chromium from "@sparticuz/chromium";
import { type Browser, type BrowserContext, type Page, chromium as playwright } from "playwright-core";

/**
 * The platform as an outsider has it: a process started with settings, HTTP with cookies, a TCP port, a browser. Nothing here reaches inside.
 */
export const password = "walk-2345-saihan";
const root = join(import.meta.dirname, "..");

export type Saihan = Readonly<{
  url: string;
  hj212Port: number;
  folder: string;
  output(): string;
  /** Sends a signal and waits for the end; returns the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Starts again on the same folder and ports. */
  again(env?: Record<string, string>): Promise<void>;
  close(): Promise<void>;
}>;

export async function startSaihan(env: Record<string, string> = {}): Promise<Saihan> {
  const folder = mkdtempSync(join(tmpdir(), "saihan-walk-"));
  const [port, hj212Port] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  let output = "";
  const start = async (more: Record<string, string> = {}): Promise<void> => {
    const started = spawn(process.execPath, ["server/main.ts"], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        UV_THREADPOOL_SIZE: "8",
        SAIHAN_PORT: String(port),
        SAIHAN_HJ212_PORT: String(hj212Port),
        SAIHAN_DATA: folder,
        SAIHAN_DEMO_PASSWORD: password,
        SAIHAN_SIMULATOR: "off",
        ...env,
        ...more,
      },
    });
    child = started;
    for (const stream of [started.stdout, started.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    await until(async () => {
      if (started.exitCode !== null) throw new Error(`the platform ended at start:\n${output}`);
      return (await fetch(`${url}/healthz`).catch(() => undefined))?.status === 200;
    }, 90_000);
  };
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    const running = child;
    if (!running || running.exitCode !== null) return running?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => running.once("exit", resolve));
    running.kill(signal);
    return ended;
  };
  await start();
  return {
    url,
    hj212Port,
    folder,
    output: () => output,
    end,
    again: start,
    close: async () => {
      await end("SIGKILL");
      await sleep(300);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Runs a program of the project as a person does at a terminal. */
export function runTool(
  file: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [file, ...args], { cwd: root, env: { ...process.env, ...env } });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    child.on("close", (code) => resolve({ code, output }));
  });
}

export async function until(test: () => Promise<boolean> | boolean, ms = 30_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await test())) {
    if (Date.now() > deadline) throw new Error(`not so after ${ms / 1000} s: ${test.toString().slice(0, 200)}`);
    await sleep(150);
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

// biome-ignore lint/suspicious/noExplicitAny: an outsider reads JSON as it comes
export type Json = any;
export type Person = Readonly<{
  get(path: string): Promise<{ status: number; body: Json }>;
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Json }>;
  /** A file as it comes: a PDF, a table, a package. */
  file(path: string): Promise<{ status: number; bytes: Buffer }>;
}>;

/** Signs in over HTTP and keeps the cookies. */
export async function signIn(saihan: Saihan, username: string, secret = password): Promise<Person> {
  const opened = await fetch(`${saihan.url}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username, password: secret }),
  });
  if (opened.status !== 204) throw new Error(`sign-in as ${username}: ${opened.status} ${await opened.text()}`);
  const cookies = opened.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
  const csrf = cookies.find((line) => line.startsWith("saihan_csrf="))?.slice("saihan_csrf=".length) ?? "";
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const reply = await fetch(`${saihan.url}${path}`, {
      method,
      headers: {
        cookie: cookies.join("; "),
        ...(method === "GET" ? {} : { "x-csrf-token": csrf }),
        ...(body === undefined ? {} : { "content-type": mediaTypeOf(body) }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: body instanceof Buffer ? body : JSON.stringify(body) }),
    });
    const text = await reply.text();
    const json = reply.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text;
    return { status: reply.status, body: json };
  };
  const file = async (path: string) => {
    const reply = await fetch(`${saihan.url}${path}`, { headers: { cookie: cookies.join("; ") } });
    return { status: reply.status, bytes: Buffer.from(await reply.arrayBuffer()) };
  };
  return { get: (path) => ask("GET", path), send: ask, file };
}

const mediaTypeOf = (body: unknown): string =>
  body instanceof Buffer ? "application/octet-stream" : "application/json";

/** Signs in as people do, in a browser. */
export async function enter(page: Page, saihan: Pick<Saihan, "url">, username: string): Promise<void> {
  await page.goto(saihan.url);
  await page.getByLabel("用户名").fill(username);
  await page.getByLabel("密码").fill(password);
  await page.keyboard.press("Enter");
  await page.getByLabel("密码").waitFor({ state: "detached" });
}

export type Window = Readonly<{ page: Page; context: BrowserContext; close(): Promise<void> }>;

/**
 * The browser that npm ships, unpacked once for a machine. Two runs may unpack at once and one may be ended in the middle, so it is unpacked
 * elsewhere and put in place whole.
 */
async function browserFile(): Promise<string> {
  const manifest = join(root, "node_modules/@sparticuz/chromium/package.json");
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  const folder = join(tmpdir(), `saihan-browser-${version}`);
  if (!existsSync(folder)) {
    const part = mkdtempSync(join(tmpdir(), "saihan-unpacking-"));
    const unpack = "import('@sparticuz/chromium').then(({ default: it }) => it.executablePath())";
    const { code, output } = await runTool("-e", [unpack], { TMPDIR: part });
    if (code !== 0) throw new Error(`the browser could not be unpacked: ${output}`);
    try {
      renameSync(part, folder);
    } catch {
      rmSync(part, { recursive: true, force: true });
    }
  }
  return join(folder, "chromium");
}

/** A real browser window on the platform. Every request that would leave it fails the walk. */
export async function openWindow(
  saihan: Saihan,
  size: { width: number; height: number } = { width: 1440, height: 900 },
): Promise<Window & { strangers: string[] }> {
  const browser: Browser = await playwright.launch({
    executablePath: await browserFile(),
    args: [...chromium.args, "--no-sandbox"],
  });
  const context = await browser.newContext({ viewport: size, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
  const page = await context.newPage();
  const strangers: string[] = [];
  page.on("request", (request) => {
    if (!/^(data|blob|about):/.test(request.url()) && !request.url().startsWith(saihan.url))
      strangers.push(request.url());
  });
  return { page, context, strangers, close: () => browser.close() };
}
