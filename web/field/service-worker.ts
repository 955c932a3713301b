/**
 * What keeps the application usable without a network. Runs beside the pages; built on its own by vite.config.ts, which writes `build` in
 * front of it. What may not change: nothing but this origin is ever asked, no write is ever answered from here, and what one account read is
 * never given to another.
 */
declare const build: Readonly<{ version: string; files: readonly string[] }>;

type Lasting = Event & { waitUntil(work: Promise<unknown>): void };
type Fetching = Lasting & { request: Request; respondWith(answer: Promise<Response>): void };
type Scope = {
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void>; matchAll(): Promise<{ postMessage(said: unknown): void }[]> };
  addEventListener(name: "install" | "activate" | "message", listen: (event: Lasting) => void): void;
  addEventListener(name: "fetch", listen: (event: Fetching) => void): void;
};
const scope = self as unknown as Scope;

const shellPrefix = "saihan-shell-";
const shell = shellPrefix + build.version;
const accountPrefix = "saihan-account-";
/** Holds one answer: the last session, which says whose data may be shown while nobody can be asked. */
const sessionCache = "saihan-session";
/** After this many days without the platform a kept session shows nothing any more. */
const keptDays = 7;
/** A network that does not answer within this time counts as none, if there is something kept. */
const patienceMs = 4000;
const dayMs = 86_400_000;

/** Reads that the field pages need, and whose they are, from the answer itself. */
const kept: Readonly<Record<string, (body: Readonly<Record<string, unknown>>) => unknown>> = {
  "/api/v1/session": (body) => (body.user as { id?: unknown } | undefined)?.id,
  "/api/v1/field/tasks": (body) => body.person,
};
const sessionPath = "/api/v1/session";

export {};

scope.addEventListener("install", (event) => event.waitUntil(install()));
scope.addEventListener("activate", (event) => event.waitUntil(activate()));
// a page that was still loading while this worker took over asks to be taken along
scope.addEventListener("message", (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "DELETE" && url.pathname === sessionPath) event.respondWith(signOut(request));
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    if (!/^\/(api|ogc|sta|healthz)(\/|$)/.test(url.pathname)) event.respondWith(page(request));
  } else if (url.pathname in kept && url.search === "") event.respondWith(read(request, url.pathname));
  else if (build.files.includes(url.pathname) || url.pathname.startsWith("/assets/")) event.respondWith(file(request));
});

/** Every built file of this version; what an earlier version has under the same hash is copied instead of read again. */
async function install(): Promise<void> {
  const cache = await caches.open(shell);
  const left = [...build.files];
  const lane = async () => {
    for (let path = left.shift(); path; path = left.shift()) {
      const known = path.startsWith("/assets/") ? await caches.match(path) : undefined;
      const answer = known ?? (await fetch(path, { cache: "no-cache" }));
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      await cache.put(path, answer);
    }
  };
  await Promise.all([lane(), lane(), lane(), lane(), lane(), lane()]);
  await scope.skipWaiting();
}

/** The version before this one stays: a tab that still runs it finds its parts there until it is reloaded. */
async function activate(): Promise<void> {
  const shells = (await caches.keys()).filter((name) => name.startsWith(shellPrefix) && name !== shell);
  await Promise.all(shells.slice(0, -1).map((name) => caches.delete(name)));
  await scope.clients.claim();
  for (const client of await scope.clients.matchAll()) client.postMessage({ is: "activated", version: build.version });
}

/** The newest page while the platform answers, the kept one when it does not. */
async function page(request: Request): Promise<Response> {
  const alone = async () => (await (await caches.open(shell)).match("/index.html")) ?? Response.error();
  try {
    const answer = await within(fetch(request));
    return answer.status >= 502 ? await alone() : answer;
  } catch {
    return alone();
  }
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreSearch: true })) ?? fetch(request);
}

/** The network first; its answer is kept under the account it belongs to, with the time at which it was read. */
async function read(request: Request, path: string): Promise<Response> {
  const reading = fetch(request).then(async (answer) => {
    if (answer.ok) await keep(path, answer.clone());
    return answer;
  });
  try {
    const answer = await within(reading);
    return answer.status >= 502 ? ((await recall(path)) ?? answer) : answer;
  } catch {
    return (await recall(path)) ?? reading;
  }
}

async function keep(path: string, answer: Response): Promise<void> {
  const text = await answer.text();
  const owner = kept[path]?.(JSON.parse(text));
  if (typeof owner !== "string") return;
  const headers = { "content-type": "application/json", "x-kept-at": String(Date.now()), "x-kept-for": owner };
  const cache = await caches.open(path === sessionPath ? sessionCache : accountPrefix + owner);
  await cache.put(path, new Response(text, { headers }));
  if (path === sessionPath) await forget((name) => name.startsWith(accountPrefix) && name !== accountPrefix + owner);
}

async function recall(path: string): Promise<Response | undefined> {
  const session = await (await caches.open(sessionCache)).match(sessionPath);
  const owner = session?.headers.get("x-kept-for");
  const age = Math.abs(Date.now() - Number(session?.headers.get("x-kept-at")));
  if (!session || !owner || age > keptDays * dayMs) return undefined;
  return path === sessionPath ? session : (await caches.open(accountPrefix + owner)).match(path);
}

/** What the account read goes with its session. Records that wait to be sent are not here and stay. */
async function signOut(request: Request): Promise<Response> {
  const answer = await fetch(request);
  if (answer.ok || answer.status === 401)
    await forget((name) => name === sessionCache || name.startsWith(accountPrefix));
  return answer;
}

async function forget(which: (name: string) => boolean): Promise<void> {
  await Promise.all((await caches.keys()).filter(which).map((name) => caches.delete(name)));
}

function within<T>(work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error("late")), patienceMs));
  return Promise.race([work, late]);
}
