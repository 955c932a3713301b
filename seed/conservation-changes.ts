import { drawFrom } from "./random.ts";
import { blob, box, cellOf, offset, type PolygonShape, polygon, type Ring } from "./shapes.ts";

/** What people changed between the images: a patch of ground, what it was and what it became. */
export type ChangeSeed = Readonly<{
  banner: string;
  title: string;
  activity: "construction" | "mining" | "road" | "reclamation" | "aquaculture" | "solar" | "wind";
  to: "built" | "mine" | "road" | "cropland" | "pond" | "solar" | "wind";
  centre: readonly [number, number];
  /** As the second image shows it, and the third: some have grown. */
  patch: Ring;
  later: Ring;
  /** A ring that holds the whole patch, and a shape over about half of it, for approvals. */
  around: Ring;
  half: PolygonShape;
  whole: boolean;
}>;

const kinds: readonly Pick<ChangeSeed, "title" | "activity" | "to">[] = [
  { title: "采石场扩大", activity: "mining", to: "mine" },
  { title: "耕地开垦", activity: "reclamation", to: "cropland" },
  { title: "厂房建设", activity: "construction", to: "built" },
  { title: "光伏阵列", activity: "solar", to: "solar" },
  { title: "采砂坑", activity: "mining", to: "mine" },
  { title: "养殖坑塘", activity: "aquaculture", to: "pond" },
  { title: "便道", activity: "road", to: "road" },
  { title: "风机平台", activity: "wind", to: "wind" },
];

/**
 * One change in two of every three parcels of a banner, near the middle or on the border. Each lies within one cell of the land cover, so that it
 * can be cut out of it.
 */
export function changesOf(
  banner: string,
  origin: readonly [number, number],
  parcels: readonly PolygonShape[],
): ChangeSeed[] {
  const taken = new Set<string>();
  return parcels.flatMap((parcel, n): ChangeSeed[] => {
    if (n % 3 === 2) return [];
    const draw = drawFrom("change", banner, n);
    const ring = parcel.coordinates[0] ?? [];
    const middle = middleOf(ring);
    const edge = ring[draw.below(ring.length)] ?? middle;
    // On the border only a part of the patch lies inside the line.
    const share = n % 4 === 0 ? 1 : draw.between(0.1, 0.6);
    const cell = cellOf(origin, [middle[0] + (edge[0] - middle[0]) * share, middle[1] + (edge[1] - middle[1]) * share]);
    if (taken.has(cell.key)) return [];
    taken.add(cell.key);
    const kind = kinds[n % kinds.length] ?? (kinds[0] as (typeof kinds)[number]);
    const radius = draw.between(35, 150);
    const grown = n % 3 === 0 ? 1.25 : 1;
    const angle = draw.between(0, 3);
    const shape = (scale: number) =>
      kind.to === "road"
        ? box(cell.centre, 60, 500 * scale, angle)
        : blob(`change-${banner}-${n}`, cell.centre, radius * scale, 24);
    const half = polygon(box(offset(cell.centre, radius, 0), radius * 2, radius * 4));
    return [
      {
        ...kind,
        banner,
        centre: cell.centre,
        patch: shape(1),
        later: shape(grown),
        around: box(cell.centre, radius * 5, radius * 5),
        half,
        whole: n % 2 === 1,
      },
    ];
  });
}

function middleOf(ring: Ring): [number, number] {
  const [x, y] = ring.slice(1).reduce(([east, north], [lon, lat]) => [east + lon, north + lat], [0, 0]);
  return [(x ?? 0) / (ring.length - 1), (y ?? 0) / (ring.length - 1)];
}
