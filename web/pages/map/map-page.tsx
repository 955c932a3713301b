import { Button } from "antd";
import { lazy, Suspense, useMemo } from "react";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { BlockSkeleton, Empty } from "#kernel/view/waiting.view.tsx";
import { usePerson, useSession } from "../../api.ts";
import type { SubjectKind } from "../../contract.ts";
import { useFilters } from "../../filters.ts";
import { SubjectPanel } from "../subject/subject-panel.tsx";
import { ApprovalLine, Legend } from "./legend.tsx";
import "./map.css";
import { useMapData } from "./map-data.ts";
import { MapFilters } from "./map-filters.tsx";
import { keeps } from "./points.ts";

const Canvas = lazy(async () => ({ default: (await import("./map-canvas.tsx")).MapCanvas }));

const set = (text: string | undefined): ReadonlySet<string> => new Set(text ? text.split(",") : []);

/** One map of everything in the reader's territory; a click opens the thing beside it. The address keeps filter and choice. */
export function MapPage() {
  const { regions, points, features, fresh } = useMapData();
  const [filters, setFilters] = useFilters();
  const home = usePerson().regions.map((region) => region.code);
  const approval = useSession().data?.settings.mapApproval;
  const { kind, state, league, chosen } = filters;
  const filter = useMemo(() => ({ kinds: set(kind), states: set(state), league }), [kind, state, league]);
  const shown = useMemo(() => features.filter((feature) => keeps(filter, feature.properties)), [features, filter]);
  const open = features.find((feature) => feature.properties.id === chosen)?.properties;
  const choose = (point: { kind: SubjectKind; id: string } | null) => setFilters({ chosen: point?.id });
  const filtered = Boolean(kind || state || league);
  const error = points.error ?? regions.error;
  const phone = matchMedia("screen and (max-width: 767px)").matches;
  const covered = open ? (phone ? { bottom: Math.round(innerHeight * 0.5) } : { right: 400 }) : undefined;
  return (
    <div className={open ? "map-page map-page-open" : "map-page"}>
      <h1 className="map-title">{t("一张图", "Map")}</h1>
      <Suspense fallback={<BlockSkeleton height={640} />}>
        <Canvas
          regions={regions.data}
          points={shown}
          chosen={open?.id}
          onChoose={choose}
          league={league}
          home={home}
          fresh={fresh}
          covered={covered}
        />
      </Suspense>
      <div className="map-tools">
        <MapFilters
          features={features}
          shown={shown.length}
          regions={regions.data}
          filters={filters}
          onChange={setFilters}
        />
        <Legend />
      </div>
      <ApprovalLine approval={approval} sample={features.some((feature) => feature.properties.sample)} />
      {error && (
        <div className="map-note">
          <ProblemNote
            error={error}
            onRetry={() => {
              void points.refetch();
              void regions.refetch();
            }}
          />
        </div>
      )}
      {points.data && shown.length === 0 && (
        <div className="map-note map-note-plain">
          <Empty
            title={
              filtered
                ? t("没有符合筛选的点位", "No point fits the filter")
                : t("管辖范围内还没有点位", "No points in your territory yet")
            }
          >
            {filtered && (
              <Button size="small" onClick={() => setFilters({ kind: undefined, state: undefined, league: undefined })}>
                {t("清除筛选", "Clear filters")}
              </Button>
            )}
          </Empty>
        </div>
      )}
      {open && <SubjectPanel key={open.id} kind={open.kind} id={open.id} onClose={() => choose(null)} />}
    </div>
  );
}
