/**
 * Alarms over windows are derived, not driven: an episode is a run of windows over the limit with no valid window within the limit, and
 * no marked one, between them. Windows without a verdict neither end nor extend it, but after `gap` without any the next is another episode. The same windows give the same episodes in whatever
 * order they arrived; what is stored is brought into line with them.
 */
export type Verdict = "over" | "normal" | "marked" | "none";
export type Judged<W> = Readonly<{ start: number; verdict: Verdict; window: W }>;

export type Episode<W> = Readonly<{
  started: number;
  /** Begin of the last window over the limit. */
  last: number;
  /** Begin of the window that ended it; undefined while it lasts. */
  ended: number | undefined;
  over: readonly W[];
}>;

/** Windows in the order of their begin, one for each begin. `length` of a window and `gap` in the unit of the begins. */
export function episodesOf<W>(
  windows: readonly Judged<W>[],
  { length, gap }: Readonly<{ length: number; gap: number }>,
): Episode<W>[] {
  const episodes: Episode<W>[] = [];
  let open: { started: number; last: number; over: W[] } | undefined;
  for (const { start, verdict, window } of windows) {
    if (open && start - open.last > gap) {
      episodes.push({ ...open, ended: open.last + length });
      open = undefined;
    }
    if (verdict === "over") {
      open ??= { started: start, last: start, over: [] };
      open.last = start;
      open.over.push(window);
    } else if (verdict !== "none" && open) {
      episodes.push({ ...open, ended: start });
      open = undefined;
    }
  }
  if (open) episodes.push({ ...open, ended: undefined });
  return episodes;
}

export type Stored = Readonly<{ id: string; started: number; last: number; ended: number | undefined }>;
export type Reconciled<S extends Stored, E> = Readonly<{
  create: readonly E[];
  keep: readonly Readonly<{ stored: S; episode: E }>[];
  withdraw: readonly S[];
}>;

/** Which stored alarm carries which episode: the earliest that overlaps it; the others lose their ground. */
export function reconcile<S extends Stored, W>(
  stored: readonly S[],
  episodes: readonly Episode<W>[],
): Reconciled<S, Episode<W>> {
  const free = new Set([...stored].sort((a, b) => a.started - b.started));
  const create: Episode<W>[] = [];
  const keep: { stored: S; episode: Episode<W> }[] = [];
  for (const episode of episodes) {
    const found = [...free].find((alarm) => overlap(alarm, episode));
    if (!found) {
      create.push(episode);
      continue;
    }
    free.delete(found);
    keep.push({ stored: found, episode });
  }
  return { create, keep, withdraw: [...free] };
}

function overlap(a: Pick<Stored, "started" | "ended">, b: Pick<Stored, "started" | "ended">): boolean {
  return a.started < (b.ended ?? Number.POSITIVE_INFINITY) && b.started < (a.ended ?? Number.POSITIVE_INFINITY);
}
