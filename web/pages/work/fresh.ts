import { useEffect, useRef, useState } from "react";

const minute = 60_000;
const none: ReadonlySet<string> = new Set();

/** Ids of a list that came up in the last minute while it was open; what was there at first, or after other filters, is not new. */
export function useFresh(
  rows: readonly Readonly<{ id: string }>[],
  loading: boolean,
  filters: string,
): ReadonlySet<string> {
  const seen = useRef<{ filters: string; ids: Map<string, number> } | null>(null);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(none);
  useEffect(() => {
    if (loading) return;
    const known = seen.current?.filters === filters ? seen.current.ids : null;
    const now = Date.now();
    const ids = new Map(known ?? []);
    for (const { id } of rows) if (!ids.has(id)) ids.set(id, known && Number.isFinite(now) ? now : 0);
    seen.current = { filters, ids };
    const count = () => setFresh(new Set([...ids].filter(([, at]) => Date.now() - at < minute).map(([id]) => id)));
    count();
    const newest = Math.max(0, ...ids.values());
    if (Date.now() - newest >= minute) return;
    const timer = setTimeout(count, newest + minute + 50 - Date.now());
    return () => clearTimeout(timer);
  }, [rows, loading, filters]);
  return fresh;
}
