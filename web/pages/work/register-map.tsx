import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import type { RegisterMapReply } from "#kernel/register/outline.ts";
import { numberText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { BlockSkeleton, Empty } from "#kernel/view/waiting.view.tsx";
import { useGet, useSession } from "../../api.ts";
import { type Filters, useFilters } from "../../filters.ts";
import type { Bounds } from "../map/geometry.ts";
import { ApprovalLine } from "../map/legend.tsx";
import type { View } from "../map/light-map.tsx";
import type { RegionCollection } from "../map/map-canvas.tsx";
import type { Register } from "./answers.ts";
import "../map/map.css";

const LightMap = lazy(async () => ({ default: (await import("../map/light-map.tsx")).LightMap }));

/** The rows of a list on a map, read by what lies in view. The first reading asks without a box and tells where they lie. */
export function RegisterMap({ register, asked }: Readonly<{ register: Register; asked: Filters }>) {
  const [filters, setFilters] = useFilters();
  const [view, setView] = useState<View>();
  const regions = useGet<RegionCollection>("/map/regions", {}, { staleMs: 3_600_000 });
  const approval = useSession().data?.settings.mapApproval;
  const first = useGet<RegisterMapReply>(`/${register.path}/map`, { ...asked, zoom: 4 });
  const near = useGet<RegisterMapReply>(
    view ? `/${register.path}/map` : null,
    view ? { ...asked, zoom: Math.round(view.zoom), bbox: boxOf(view) } : {},
    { keep: true },
  );
  const answer = near.data ?? first.data;
  const features = useMemo(
    () =>
      (answer?.features ?? []).map((feature) => ({
        ...feature,
        geometry: feature.geometry as never,
        properties: { id: feature.id, label: feature.properties.label ?? "" },
      })),
    [answer],
  );
  const chosen = answer?.features.find(({ id }) => id === filters.chosen);
  const onView = useCallback((seen: View) => setView(seen), []);
  const error = near.error ?? first.error;
  return (
    <div className="work-map">
      <Suspense fallback={<BlockSkeleton height={480} />}>
        <LightMap
          features={features}
          regions={regions.data}
          chosen={chosen?.id}
          onChoose={(id) => setFilters({ chosen: id ?? undefined })}
          onView={onView}
          focus={wide(first.data?.extent)}
          label={t(register.title)}
        />
      </Suspense>
      <ApprovalLine
        approval={approval}
        sample={features.length > 0 && !!answer?.features.some(({ properties }) => properties.sample)}
      />
      {chosen && (
        <div className="work-map-chosen">
          <b>{chosen.properties.label ?? chosen.id}</b>
          {chosen.properties.hectares !== undefined && (
            <span>{`${numberText(chosen.properties.hectares, { atMost: 2 })} ${t("公顷", "ha")}`}</span>
          )}
          <Link to="/registers/$id/$row" params={{ id: register.id, row: chosen.id }}>
            {t("打开", "Open")}
          </Link>
        </div>
      )}
      {answer?.truncated && (
        <p className="work-map-note">
          {t(
            "此范围内过多，只画出面积最大的 2000 个。放大地图查看其余。",
            "Only the 2000 largest are drawn. Come nearer to see the others.",
          )}
        </p>
      )}
      {error ? (
        <div className="map-note">
          <ProblemNote error={error} onRetry={() => void near.refetch()} />
        </div>
      ) : (
        first.data?.extent === null && (
          <div className="map-note map-note-plain">
            <Empty title={t("没有带位置的记录", "No row here has a place")} />
          </div>
        )
      )}
    </div>
  );
}

const boxOf = ({ bounds: [west, south, east, north] }: View): string =>
  [Math.max(west, -180), Math.max(south, -90), Math.min(east, 180), Math.min(north, 90)]
    .map((degrees) => degrees.toFixed(5))
    .join();

/** Where everything lies; a single position is given some land around it. */
function wide(extent: readonly number[] | null | undefined): Bounds | undefined {
  if (!extent) return undefined;
  const [west = 0, south = 0, east = 0, north = 0] = extent;
  const room = east - west < 0.02 && north - south < 0.02 ? 0.05 : 0;
  return [west - room, south - room, east + room, north + room];
}
