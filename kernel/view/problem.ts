/** A refusal as the browser received it (RFC 9457): what, which field, what to do, and the code to quote. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly field: string | undefined;
  /** Whatever else the refusal carries, e.g. the current row of a version conflict. */
  readonly extra: Readonly<Record<string, unknown>>;
  constructor(body: Readonly<Record<string, unknown>>) {
    super(String(body.title ?? body.zh ?? "refused"));
    this.status = Number(body.status ?? 0);
    this.code = String(body.code ?? "unknown");
    this.zh = String(body.zh ?? body.title ?? "");
    this.en = String(body.en ?? body.title ?? "");
    this.field = typeof body.field === "string" ? body.field : undefined;
    this.extra = body;
  }
}

/** Any thrown thing as a problem: a lost connection says so, a bug says that it is one. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) {
    return new Problem({
      status: 0,
      code: "network.offline",
      zh: "连接不上平台。请检查网络，恢复后会自动重试。",
      en: "The platform cannot be reached. Check the network; it is tried again by itself.",
    });
  }
  const detail = error instanceof Error ? error.message : String(error);
  return new Problem({
    status: 500,
    code: "page.error",
    zh: `页面出错：${detail}`,
    en: `The page failed: ${detail}`,
  });
}
