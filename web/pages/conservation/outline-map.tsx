import { lazy, Suspense } from "react";
import type { outlineKinds } from "#domains/conservation/layer-contract.ts";
import { t } from "#kernel/view/language.view.tsx";
import { BlockSkeleton } from "#kernel/view/waiting.view.tsx";
import { useSession } from "../../api.ts";
import { ApprovalLine } from "../map/legend.tsx";
import "../map/map.css";

export type OutlineKind = (typeof outlineKinds)[number];
export const outlineTitles: Readonly<Record<OutlineKind, Readonly<{ zh: string; en: string }>>> = {
  "red-line": { zh: "生态保护红线", en: "Red line" },
  reserve: { zh: "自然保护地", en: "Reserves" },
  zone: { zh: "功能分区", en: "Zones" },
  project: { zh: "已批准项目", en: "Approved projects" },
  clue: { zh: "线索", en: "Clues" },
};

const Canvas = lazy(async () => ({ default: (await import("./outline-canvas.tsx")).OutlineCanvas }));

type OutlineMapProps = Readonly<{
  kinds: readonly OutlineKind[];
  height: number;
  /** West, south, east, north: where to look; without it, where the outlines are. */
  box?: [number, number, number, number];
}>;

/** Outlines of the room's registers over the borders of the region, each kind in its own line. */
export function OutlineMap({ kinds, height, box }: OutlineMapProps) {
  const approval = useSession().data?.settings.mapApproval;
  return (
    <div className="outline-map" style={{ height }}>
      <Suspense fallback={<BlockSkeleton height={height} />}>
        <Canvas kinds={kinds} box={box} />
      </Suspense>
      <ul className="outline-legend" aria-label={t("图例", "Legend")}>
        {kinds.map((kind) => (
          <li key={kind}>
            <i className={`outline-${kind}`} />
            {t(outlineTitles[kind])}
          </li>
        ))}
      </ul>
      <ApprovalLine approval={approval} />
    </div>
  );
}
