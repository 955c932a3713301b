import type { Outcome, Theirs, Trouble } from "./queue.ts";

/**
 * An answer, as far as the outbox must understand it. `body` is null when it was not JSON: the page of a gateway or of a hotel's network, which
 * may well come with the status 200.
 */
export type Reply = Readonly<{
  status: number;
  body: Readonly<Record<string, unknown>> | null;
  retryAfterMs?: number;
}>;

/**
 * What an answer says of the command. Only an answer that the platform itself gives for good settles it; whatever a proxy, a restart or a busy
 * server may say leaves it open, to be sent again with the same key.
 */
export function outcomeOf(reply: Reply, theirs?: Theirs): Outcome {
  const { status, body } = reply;
  if (body && status >= 200 && status < 300) return { is: "taken" };
  // the csrf token belongs to the session: where it does not fit, another session has begun
  if (status === 401 || (status === 403 && body?.code === "csrf.missing")) return { is: "signed-out" };
  const trouble = troubleOf(reply, theirs);
  if (body?.code === "version.conflict") return { is: "conflict", trouble };
  if (status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429 && body?.code)
    return { is: "refused", trouble };
  return { is: "unknown", trouble, retryAfterMs: reply.retryAfterMs };
}

function troubleOf({ status, body: said }: Reply, theirs?: Theirs): Trouble {
  const body = said ?? {};
  const text = (value: unknown, other: string) => (typeof value === "string" && value !== "" ? value : other);
  return {
    status,
    code: text(body.code, `http.${status}`),
    zh: text(body.zh, `平台返回 ${status}，稍后自动重试。`),
    en: text(body.en, `The platform answered ${status}; it is tried again by itself.`),
    ...(typeof body.field === "string" ? { field: body.field } : {}),
    ...(theirs ? { theirs } : {}),
  };
}

type Shown = Readonly<{
  version?: number;
  state?: Readonly<{ title?: Readonly<{ zh?: string }> }>;
  timeline?: readonly Readonly<{
    at: string;
    act?: Readonly<{ zh?: string }>;
    by?: Readonly<{ name?: string; organ?: string | null }>;
    note?: string | null;
  }>[];
}>;

/** The other side of a conflict from the case as it stands now: its version, and what was done last. */
export function theirsOf(shown: Shown): Theirs | undefined {
  const last = shown.timeline?.at(-1);
  if (typeof shown.version !== "number" || !last) return undefined;
  return {
    version: shown.version,
    state: shown.state?.title?.zh ?? "",
    act: last.act?.zh ?? "",
    who: [last.by?.name, last.by?.organ].filter(Boolean).join(" · "),
    at: last.at,
    note: last.note ?? "",
  };
}
