import { decodeText } from "./read-csv.server.ts";
import type { Geometry, Source } from "./table.ts";
import { UnreadableFile } from "./table.ts";

type Feature = { type?: string; properties?: Record<string, unknown> | null; geometry?: Geometry | null };

/** A FeatureCollection; its columns are the properties of all features, in the order in which they first appear. */
export async function readGeoJson(bytes: Uint8Array): Promise<Source> {
  const { text, encoding } = decodeText(bytes);
  const { features, system } = collectionOf(text);
  const names = new Set<string>();
  for (const feature of features) for (const name of Object.keys(feature.properties ?? {})) names.add(name);
  const header = [...names];
  return {
    format: "geojson",
    header,
    encoding,
    geometry: true,
    ...(system ? { prj: system } : {}),
    rows: async function* () {
      for (const [index, feature] of features.entries())
        yield {
          line: index + 1,
          cells: header.map((name) => cellOf(feature.properties?.[name])),
          geometry: feature.geometry ?? null,
        };
    },
  };
}

function collectionOf(text: string): { features: Feature[]; system?: string } {
  let read: { type?: string; features?: Feature[]; crs?: { properties?: { name?: string } } };
  try {
    read = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new UnreadableFile(
      `不是有效的 GeoJSON，未保存任何内容：${(error as Error).message}`,
      `Not valid GeoJSON; nothing was stored: ${(error as Error).message}`,
    );
  }
  if (
    read?.type !== "FeatureCollection" ||
    !Array.isArray(read.features) ||
    read.features.some((one) => one?.type !== "Feature")
  )
    throw new UnreadableFile("应为 FeatureCollection。", "A FeatureCollection is expected.");
  const system = read.crs?.properties?.name;
  return { features: read.features, ...(system ? { system } : {}) };
}

/** A named thing of our own export ({id, name}) is its name; a list is its parts. */
function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(cellOf).join("；");
  if (typeof value === "object") {
    const named = value as { code?: unknown; id?: unknown; name?: unknown };
    return String(named.code ?? named.id ?? named.name ?? JSON.stringify(value));
  }
  return String(value);
}
