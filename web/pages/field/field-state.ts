import { useEffect, useMemo, useState } from "react";
import type { FieldTask, FieldTasks } from "#kernel/field/contract.ts";
import { useGet, usePerson } from "../../api.ts";
import { distanceTo, type LonLat, type Outline } from "../../field/local-map.ts";
import type { Command } from "../../field/queue.ts";
import { type Draft, onChange, readDraft, readDrafts, readQueue } from "../../field/store.ts";
import type { Fix } from "./position.ts";

/** The tasks of the signed-in person, from the platform or as they were last read. */
export function useFieldTasks() {
  const person = usePerson();
  const answer = useGet<FieldTasks>("/field/tasks", {}, { staleMs: 30_000 });
  // an answer that was asked for in another session is nobody's to show
  const mine = answer.data?.person === person.id ? answer.data : undefined;
  return { ...answer, data: mine };
}

/** Something kept on the device, read again whenever this tab or another changes it. `undefined` until it was read. */
function useKept<T>(read: () => Promise<T>, key: string): T | undefined {
  const [value, setValue] = useState<T>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `read` is made anew on every drawing; its key says when it reads something else
  useEffect(() => {
    let current = true;
    const again = () => void read().then((next) => current && setValue(() => next));
    again();
    const forget = onChange(again);
    return () => {
      current = false;
      forget();
    };
  }, [key]);
  return value;
}

export const useQueue = (account: string): Command[] | undefined => useKept(() => readQueue(account), account);

export const useDrafts = (account: string): Draft[] | undefined => useKept(() => readDrafts(account), account);

/** The draft as it was when the page opened; while the page is open it is the page that writes it. */
export function useFirstDraft(account: string, subject: string): Draft | null | undefined {
  const [draft, setDraft] = useState<Draft | null>();
  useEffect(() => {
    let current = true;
    void readDraft(account, subject).then((found) => current && setDraft(found ?? null));
    return () => {
      current = false;
    };
  }, [account, subject]);
  return draft;
}

export type PlacedTask = Readonly<{ task: FieldTask; metres: number | undefined }>;

const lonLat = (place: Readonly<{ lon: number; lat: number }>): LonLat => [place.lon, place.lat];
export const taskPlace = ({ location }: FieldTask): LonLat | null => (location ? lonLat(location) : null);
export const taskOutline = ({ outline }: FieldTask): Outline | null => outline as Outline | null;

/** The nearest first where the position is known; without it in the platform's order, the most urgent first. */
export function useNearestFirst(tasks: readonly FieldTask[], fix: Fix | null): PlacedTask[] {
  return useMemo(() => {
    if (!fix) return tasks.map((task) => ({ task, metres: undefined }));
    return tasks
      .map((task) => ({ task, metres: distanceTo(lonLat(fix), taskPlace(task), taskOutline(task)) }))
      .sort((a, b) => (a.metres ?? Number.POSITIVE_INFINITY) - (b.metres ?? Number.POSITIVE_INFINITY));
  }, [tasks, fix]);
}
