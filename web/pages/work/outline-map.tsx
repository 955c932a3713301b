import { lazy, Suspense, useMemo } from "react";
import type { Shape } from "#kernel/register/polygon.ts";
import { BlockSkeleton } from "#kernel/view/waiting.view.tsx";
import { useGet, useSession } from "../../api.ts";
import { boundsOf } from "../map/geometry.ts";
import { ApprovalLine } from "../map/legend.tsx";
import type { LightFeature } from "../map/light-map.tsx";
import type { RegionCollection } from "../map/map-canvas.tsx";
import "../map/map.css";

const LightMap = lazy(async () => ({ default: (await import("../map/light-map.tsx")).LightMap }));

export type Drawn = Readonly<{
  shape: Shape | Readonly<{ type: "Point"; coordinates: readonly number[] }>;
  tone: "before" | "now";
}>;

/** One outline or position, or two versions over each other, as a small map of its own. */
export function OutlineMap({ outlines, label }: Readonly<{ outlines: readonly Drawn[]; label: string }>) {
  const regions = useGet<RegionCollection>("/map/regions", {}, { staleMs: 3_600_000 });
  const approval = useSession().data?.settings.mapApproval;
  const text = JSON.stringify(outlines);
  const features = useMemo(
    () =>
      (JSON.parse(text) as Drawn[]).map(
        ({ shape, tone }, index): LightFeature => ({
          type: "Feature",
          geometry: shape,
          properties: { id: String(index), label: "", tone },
        }),
      ),
    [text],
  );
  return (
    <div className="work-outline">
      <Suspense fallback={<BlockSkeleton height={220} />}>
        <LightMap
          features={features}
          regions={regions.data}
          focus={boundsOf(features.map(({ geometry }) => geometry)) ?? undefined}
          label={label}
        />
      </Suspense>
      <ApprovalLine approval={approval} />
    </div>
  );
}
