/**
 * The way in for everything outside the platform: HTTP as a signed-in person, nothing else. A refusal becomes an error that
 * carries the platform's own sentence.
 */
export type Client = Readonly<{
  /** GET; undefined for 404. */
  read<T>(path: string): Promise<T | undefined>;
  /** POST with an idempotency key. `refused` is the refusal's code when the platform said no with 4xx. */
  write<T>(path: string, body: unknown, idempotencyKey: string): Promise<Reply<T>>;
}>;

export type Reply<T> = Readonly<{ status: number; body: T | undefined; refused: string | undefined; sentence: string }>;

const attempts = 8;
const timeoutMs = 120_000;

/** Signs in; waits while the platform is still starting. */
export async function signIn(options: { baseUrl: string; username: string; password: string }): Promise<Client> {
  const root = `${options.baseUrl.replace(/\/$/, "")}/api/v1`;
  const response = await insist(() =>
    fetch(`${root}/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username: options.username, password: options.password }),
      signal: AbortSignal.timeout(timeoutMs),
    }),
  );
  if (!response.ok)
    throw new Error(`signing in as ${options.username} at ${root}: ${response.status} ${await response.text()}`);
  const cookies = new Map(
    response.headers.getSetCookie().map((line) => {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split(/=(.*)/s);
      return [name, value] as const;
    }),
  );
  const headers = {
    cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
    "x-csrf-token": decodeURIComponent(cookies.get("saihan_csrf") ?? ""),
    "content-type": "application/json",
  };
  return {
    async read<T>(path: string) {
      const reply = await insist(() => fetch(`${root}${path}`, { headers, signal: AbortSignal.timeout(timeoutMs) }));
      if (reply.status === 404) return undefined;
      if (!reply.ok) throw new Error(`GET ${path}: ${reply.status} ${await reply.text()}`);
      return (await reply.json()) as T;
    },
    async write<T>(path: string, body: unknown, idempotencyKey: string) {
      const reply = await insist(() =>
        fetch(`${root}${path}`, {
          method: "POST",
          headers: { ...headers, "idempotency-key": idempotencyKey },
          body: JSON.stringify(body),
          signal: AbortSignal.timeout(timeoutMs),
        }),
      );
      return replyOf<T>(reply.status, await reply.text());
    },
  };
}

function replyOf<T>(status: number, text: string): Reply<T> {
  const body = text === "" ? undefined : (JSON.parse(text) as T & { code?: string; zh?: string });
  if (status < 400) return { status, body, refused: undefined, sentence: "" };
  return { status, body: undefined, refused: body?.code ?? String(status), sentence: body?.zh ?? text };
}

/** Repeats what fails because the platform is starting, busy or out of reach; writes are safe because of their key. */
async function insist(ask: () => Promise<Response>): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await ask();
      if (response.status < 500 && response.status !== 429) return response;
      if (attempt >= attempts) return response;
    } catch (error) {
      if (attempt >= attempts) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** attempt));
  }
}
