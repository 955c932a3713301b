import type { SubjectKind } from "../../contract.ts";
import { fillArt, kindPaths } from "./marker-art.ts";

/** The marker of the map as a small picture beside words: legend, filters, lists. */
export function MarkerIcon({ kind, fill, size = 16 }: Readonly<{ kind: SubjectKind; fill?: string; size?: number }>) {
  const art = fill ? fillArt(fill) : null;
  const colour = art?.colour ?? "none";
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden className="marker-icon">
      <path
        d={kindPaths[kind]}
        fill={art?.hollow ? "#fff" : colour}
        stroke={art?.hollow ? art.colour : "currentColor"}
        strokeWidth={art?.hollow ? 3 : 1.6}
        strokeLinejoin="round"
      />
      {art?.bar && <path d="M5.5 11h13" stroke="#fff" strokeWidth="2.6" />}
      {art?.cross && <path d="m8 7 8 8m0-8-8 8" stroke="var(--ink)" strokeWidth="2.4" />}
    </svg>
  );
}
