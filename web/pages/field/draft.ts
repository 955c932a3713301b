import { useCallback, useRef, useState } from "react";
import { type Draft, writeDraft } from "../../field/store.ts";

type Part = Partial<Pick<Draft, "act" | "values" | "shots" | "position">>;
export type DraftState = Readonly<{
  draft: Draft;
  change(part: Part | ((now: Draft) => Part)): void;
  /** Resolves when everything so far is kept on the device. */
  flush(): Promise<void>;
}>;

/** What is being written. Every change is kept on the device at once, in order; a tab that closes loses at most the key under the finger. */
export function useDraft(account: string, subject: string, first: Draft | null, act: string | null): DraftState {
  const [draft, setDraft] = useState<Draft>(
    () =>
      first ?? { account, subject, act, values: {}, shots: [], position: null, replaces: null, changedAt: Date.now() },
  );
  const latest = useRef(draft);
  const writing = useRef(Promise.resolve());
  const change = useCallback((part: Part | ((now: Draft) => Part)) => {
    const next = {
      ...latest.current,
      ...(typeof part === "function" ? part(latest.current) : part),
      changedAt: Date.now(),
    };
    latest.current = next;
    setDraft(next);
    writing.current = writing.current.then(() => writeDraft(next));
  }, []);
  return { draft, change, flush: useCallback(() => writing.current, []) };
}
