import { z } from "zod";
import { cornersOf, type Ring } from "./polygon.ts";

/** An outline with more corners than this is a mistake of scale (a survey of every stone), and would stop every map that shows it. */
export const mostCorners = 200_000;

const position = z
  .array(z.number())
  .min(2)
  .max(3)
  .refine(([lon = 0, lat = 0]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90, {
    message: "经度应在 ±180、纬度应在 ±90 之间（先经度后纬度，单位为度）。",
    params: { en: "Longitude is within ±180 and latitude within ±90, in that order, in degrees." },
  });
const ring = z
  .array(position)
  .min(4)
  .refine((points) => closes(points), {
    message: "环的首尾坐标应相同，且至少有四个点。",
    params: { en: "A ring ends where it begins and has four positions at least." },
  });
const closes = (points: Ring): boolean => {
  const [first, last] = [points[0], points.at(-1)];
  return !!first && !!last && first[0] === last[0] && first[1] === last[1];
};

export const shape = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("Polygon"), coordinates: z.array(ring).min(1) }),
    z.object({ type: z.literal("MultiPolygon"), coordinates: z.array(z.array(ring).min(1)).min(1) }),
  ])
  .refine((value) => cornersOf(value) <= mostCorners, {
    message: `边界的坐标点超过 ${mostCorners} 个，请先化简。`,
    params: { en: `The outline has more than ${mostCorners} positions; simplify it first.` },
  })
  .meta({ id: "Shape", title: "Polygon or MultiPolygon" });

/** What a list says of an area: hectares on the ellipsoid, a point inside, and west, south, east, north. */
export const areaSummary = z.object({
  hectares: z.number(),
  center: z.object({ lon: z.number(), lat: z.number() }),
  bbox: z.array(z.number()).length(4),
});
