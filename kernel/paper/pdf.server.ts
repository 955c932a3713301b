import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Route as Request } from "playwright-core";
import { browserProgram } from "./browser.server.ts";

/**
 * Prints HTML to PDF with the browser that the platform brings along. One page at a time: a second would double the memory and be no
 * faster on two cores. The browser opens with the first page and closes after a minute without work. Scripts do not run, and every
 * address but the fonts' is refused.
 */
const idleMs = 60_000;
const limitMs = 45_000;
const origin = "http://paper.invalid";
const fontFolder = dirname(fileURLToPath(import.meta.resolve("@fontsource/noto-serif-sc/400.css")));

/** The style sheets of the embedded fonts, as a page that is printed here names them. */
export const fontCss = [`${origin}/fonts/400.css`, `${origin}/fonts/700.css`];

let browser: Promise<Browser> | undefined;
let idle: NodeJS.Timeout | undefined;
let queue: Promise<unknown> = Promise.resolve();

/** The PDF of a page of HTML. Throws when it takes longer than 45 s; the browser is then closed and the next page gets a new one. */
export function renderPdf(html: string): Promise<Uint8Array> {
  const work = queue.then(() => print(html));
  queue = work.catch(() => undefined);
  return work;
}

/** Closes the browser now; the next page opens one again. */
export async function closeBrowser(): Promise<void> {
  clearTimeout(idle);
  const open = browser;
  browser = undefined;
  await (await open?.catch(() => undefined))?.close();
}

async function print(html: string): Promise<Uint8Array> {
  clearTimeout(idle);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`printing took longer than ${limitMs / 1000} s`)), limitMs);
  });
  try {
    return await Promise.race([onPage(html), late]);
  } catch (error) {
    await closeBrowser();
    throw error;
  } finally {
    clearTimeout(timer);
    idle = setTimeout(() => void closeBrowser(), idleMs);
    idle.unref();
  }
}

async function onPage(html: string): Promise<Uint8Array> {
  const open = await opened();
  const context = await open.newContext({ javaScriptEnabled: false, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
  try {
    const page = await context.newPage();
    await page.route("**/*", (request) => serve(request, html));
    await page.goto(`${origin}/`, { waitUntil: "load", timeout: limitMs });
    return await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true });
  } finally {
    await context.close().catch(() => undefined);
  }
}

async function opened(): Promise<Browser> {
  const before = await browser?.catch(() => undefined);
  if (before?.isConnected()) return before;
  // what it prints is made here from data, without scripts and without a network: there is nothing for a sandbox to hold, and few hosts
  // allow one to an ordinary service
  browser = browserProgram().then((executablePath) =>
    chromium.launch({
      executablePath,
      // the platform itself decides what a signal means: it closes the browser when it stops
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"],
    }),
  );
  return browser;
}

async function serve(request: Request, html: string): Promise<void> {
  const url = request.request().url();
  if (url === `${origin}/`) return request.fulfill({ contentType: "text/html; charset=utf-8", body: html });
  const font = /^http:\/\/paper\.invalid\/fonts\/((?:files\/)?[\w-]+\.(css|woff2))$/.exec(url);
  if (!font?.[1]) return request.abort();
  const body = await readFile(join(fontFolder, font[1])).catch(() => undefined);
  if (!body) return request.abort();
  return request.fulfill({ contentType: font[2] === "css" ? "text/css" : "font/woff2", body });
}
