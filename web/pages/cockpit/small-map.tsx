import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { BlockSkeleton } from "#kernel/view/waiting.view.tsx";
import { usePerson, useSession } from "../../api.ts";
import { subjectKinds } from "../../language.ts";
import { ApprovalLine, RingKey } from "../map/legend.tsx";
import "../map/map.css";
import { useMapData } from "../map/map-data.ts";
import { MarkerIcon } from "../map/marker-icon.tsx";
import { kindOrder } from "../map/points.ts";

const Canvas = lazy(async () => ({ default: (await import("../map/map-canvas.tsx")).MapCanvas }));

/** The map of the cockpit: a click on a point goes on to the big one with that point open. */
export function SmallMap() {
  const { regions, points, features, fresh } = useMapData();
  const navigate = useNavigate();
  const home = usePerson().regions.map((region) => region.code);
  const approval = useSession().data?.settings.mapApproval;
  const error = points.error ?? regions.error;
  return (
    <section className="block small-map" aria-label={t("地图", "Map")}>
      <Suspense fallback={<BlockSkeleton height={400} />}>
        <Canvas
          small
          regions={regions.data}
          points={features}
          fresh={fresh}
          home={home}
          onChoose={(point) => point && void navigate({ to: "/map", search: { chosen: point.id } as never })}
        />
      </Suspense>
      <div className="small-map-key">
        {kindOrder.map((kind) => (
          <span key={kind}>
            <MarkerIcon kind={kind} size={13} /> {t(subjectKinds[kind])}
          </span>
        ))}
        <span className="small-map-rings">
          {t("圈色：其中最差", "Ring: worst inside")} <RingKey />
        </span>
      </div>
      <ApprovalLine approval={approval} sample={features.some((feature) => feature.properties.sample)} />
      {error && (
        <div className="map-note">
          <ProblemNote error={error} onRetry={() => void points.refetch()} />
        </div>
      )}
    </section>
  );
}
