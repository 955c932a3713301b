import { useEffect, useRef, useState } from "react";
import { useGet } from "../../api.ts";
import type { RegionCollection } from "./map-canvas.tsx";
import { newlyWorse, type PointCollection, type PointFeature } from "./points.ts";

const minute = 60_000;
const none: readonly PointFeature[] = [];

/** Regions (kept, they change by decree) and points (read again when something happens) of the reader's territory. */
export function useMapData() {
  const regions = useGet<RegionCollection>("/map/regions", {}, { staleMs: 3_600_000 });
  const points = useGet<PointCollection>("/map/points", {}, { refreshMs: minute });
  const features = points.data?.features ?? none;
  return { regions, points, features, fresh: useFresh(points.data?.features) };
}

/** Ids that turned worse in the last minute. */
function useFresh(features: readonly PointFeature[] | undefined): readonly string[] {
  const before = useRef<readonly PointFeature[]>(undefined);
  const [fresh, setFresh] = useState<readonly { id: string; until: number }[]>([]);
  useEffect(() => {
    if (!features) return;
    const worse = newlyWorse(before.current, features);
    before.current = features;
    if (worse.length === 0) return;
    const until = Date.now() + minute;
    setFresh((old) => [...old.filter((entry) => !worse.includes(entry.id)), ...worse.map((id) => ({ id, until }))]);
  }, [features]);
  useEffect(() => {
    if (fresh.length === 0) return;
    const soonest = Math.min(...fresh.map((entry) => entry.until));
    const timer = setTimeout(
      () => setFresh((old) => old.filter((entry) => entry.until > Date.now())),
      soonest - Date.now() + 50,
    );
    return () => clearTimeout(timer);
  }, [fresh]);
  const [ids, setIds] = useState<readonly string[]>([]);
  useEffect(() => setIds(fresh.map((entry) => entry.id)), [fresh]);
  return ids;
}
