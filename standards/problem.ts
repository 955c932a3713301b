/** A name or sentence in Chinese and English. */
export type Named = Readonly<{ zh: string; en: string }>;

/**
 * Why something cannot be judged or accepted: a stable code, what to do about it in both languages, and where.
 * Nothing here throws for bad input; the room that speaks to people turns a problem into its refusal.
 */
export type Problem = Readonly<{ code: string; zh: string; en: string; place?: string | number }>;

/** A result, or the reason why there is none. */
export type Answer<T> = Readonly<{ ok: true; value: T }> | Readonly<{ ok: false; problem: Problem }>;

export function answer<T>(value: T): Answer<T> {
  return { ok: true, value };
}

export function noAnswer<T>(problem: Problem): Answer<T> {
  return { ok: false, problem };
}
