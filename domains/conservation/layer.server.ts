import { sql } from "kysely";
import proj4 from "proj4";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { refuse } from "#kernel/refusal.ts";
import type { Title } from "#kernel/title.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { type ClassEdition, classEdition, classOf } from "./cover-class.ts";
import type { LayerBody, LayerFeature } from "./layer-contract.ts";
import { followedRing, planeProjection } from "./plane.ts";
import { degrees } from "./raster-projection.ts";
import { polygonHex } from "./well-known-binary.ts";

export type LayerRow = Readonly<{
  id: string;
  name: string;
  covered_on: string;
  format: "vector" | "raster";
  rmse: string;
  resolution: string | null;
  edition: string;
  state: "open" | "reading" | "ready" | "failed";
  region: string;
  file_hash: string | null;
  sample: boolean;
}>;

/** A new layer that waits for its content. One of the same id is given back as it stands. */
export async function openLayer(tx: Tx, actor: Actor, body: LayerBody): Promise<string> {
  const id = body.id ?? uuidv7();
  const found = await sql`select from conservation.cover_layer where id = ${id}`.execute(tx);
  if (found.rows.length > 0) return id;
  editionOf(body.edition, body.coveredOn);
  const by = actor.kind === "person" ? actor.name : "系统";
  await sql`insert into conservation.cover_layer
      (id, region, name, covered_on, source, format, resolution, rmse, edition, file_hash, state, pieces, sample, created_by, updated_by)
    values (${id}, ${body.region}, ${body.name}, ${body.coveredOn}, ${body.source}, ${body.format}, ${body.resolution ?? null}, ${body.rmse},
      ${body.edition}, ${body.fileHash ?? null}, 'open', 0, ${body.sample ?? false}, ${by}, ${by})`.execute(tx);
  await recordAct(tx, actor, {
    act: "conservation.layer.open",
    object: `conservation.cover-layer/${id}`,
    detail: { name: body.name, coveredOn: body.coveredOn, edition: body.edition },
  });
  return id;
}

export function editionOf(id: string, date: string): ClassEdition {
  return (
    classEdition(id, date) ??
    refuse("field.invalid", {
      field: "edition",
      values: { problem: { zh: `没有名为“${id}”的分类体系。`, en: `There is no classification “${id}”.` } },
    })
  );
}

export async function lockLayer(tx: Tx, id: string, expected: readonly LayerRow["state"][]): Promise<LayerRow> {
  const { rows } =
    await sql<LayerRow>`select id, name, covered_on, format, rmse, resolution, edition, state, region, file_hash, sample
    from conservation.cover_layer where id = ${id} for update`.execute(tx);
  const row = rows[0] ?? refuse("not-found", { values: { what: { zh: "该图层", en: "This layer" } } });
  if (!expected.includes(row.state))
    refuse("field.invalid", {
      field: "state",
      values: {
        problem: {
          zh: "该图层已不再接收内容。要更换内容，请新建一个图层。",
          en: "This layer takes no more content. Make a new one.",
        },
      },
    });
  return row;
}

const toPlane = proj4(degrees, planeProjection);
const planeRing = (ring: readonly (readonly number[])[]): [number, number][] =>
  followedRing(ring).map((point) => toPlane.forward(point) as [number, number]);

export type Piece = Readonly<{ cover: string; hex: string }>;

/** Polygons of GeoJSON features in the plane. A value without a class is refused by its row. */
export function piecesOf(features: readonly LayerFeature[], edition: ClassEdition): Piece[] {
  return features.flatMap((feature, index) => {
    const cover = classOf(edition, feature.properties.class);
    if (!cover)
      refuse("field.invalid", {
        field: `features.${index}.properties.class`,
        values: {
          problem: {
            zh: `第 ${index + 1} 个图斑的类别“${feature.properties.class}”不在分类体系“${edition.title.zh}”中。`,
            en: `Feature ${index + 1}: the classification “${edition.title.en}” has no class “${feature.properties.class}”.`,
          },
        },
      });
    const { geometry } = feature;
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    return polygons.map((rings) => ({ cover, hex: polygonHex(rings.map(planeRing)) }));
  });
}

/**
 * Adds pieces to a layer, cut so that none has more than 256 corners. An outline that crosses itself is refused with its number: the engine
 * must not be asked to overlay it.
 * @param first number of the first feature in what the sender counts, for the refusal
 */
export async function addPieces(tx: Tx, layer: string, pieces: readonly Piece[], first = 1): Promise<void> {
  if (pieces.length === 0) return;
  const covers = pieces.map(({ cover }) => cover);
  const outlines = pieces.map(({ hex }) => hex);
  const wrong = await sql<{ n: number; reason: string }>`
    select n::int, st_isvalidreason(hex::geometry) as reason
    from unnest(${outlines}::text[]) with ordinality as given (hex, n) where not st_isvalid(hex::geometry) limit 1`.execute(
    tx,
  );
  const bad = wrong.rows[0];
  if (bad)
    refuse("field.invalid", {
      field: `features.${first + bad.n - 2}`,
      values: { problem: crossing(first + bad.n - 1, bad.reason) },
    });
  await sql`insert into conservation.cover_piece (layer, seq, class, plane)
    select ${layer}, (select coalesce(max(seq), 0) from conservation.cover_piece where layer = ${layer}) + row_number() over (order by n, k), class, piece
    from (select n, class, st_reduceprecision(hex::geometry, 0.001) as plane
        from unnest(${covers}::text[], ${outlines}::text[]) with ordinality as given (class, hex, n)) snapped,
      lateral (select piece, row_number() over () as k from conservation.pieces_of(plane) as piece where st_area(piece) > 0) cut`.execute(
    tx,
  );
}

const crossing = (n: number, reason: string): Title => ({
  zh: `第 ${n} 个图斑的边界不成立（${reason}）。请在原软件中修复后再导入。`,
  en: `The outline of feature ${n} is not valid (${reason}). Repair it and import again.`,
});

/** Says that a layer is whole: counts its pieces and draws its extent. */
export async function closeLayer(tx: Tx, actor: Actor, id: string): Promise<{ pieces: number; hectares: number }> {
  const found = await sql<{ pieces: number; hectares: number }>`select count(*)::int as pieces,
      coalesce(sum(st_area(plane)), 0) / 10000 as hectares from conservation.cover_piece where layer = ${id}`.execute(
    tx,
  );
  const { pieces = 0, hectares = 0 } = found.rows[0] ?? {};
  if (pieces === 0)
    refuse("field.invalid", {
      field: "features",
      values: {
        problem: { zh: "图层里没有图斑，请先导入内容。", en: "The layer is empty; import its content first." },
      },
    });
  await sql`update conservation.cover_layer set state = 'ready', pieces = ${pieces}, problem = null, version = version + 1, updated_at = now(),
      extent = (select st_multi(conservation.from_plane(st_segmentize(st_setsrid(st_extent(plane)::geometry, 0), 5000)))
        from conservation.cover_piece where layer = ${id}) where id = ${id}`.execute(tx);
  await recordAct(tx, actor, {
    act: "conservation.layer.close",
    object: `conservation.cover-layer/${id}`,
    detail: { pieces, hectares: Math.round(hectares * 10_000) / 10_000 },
  });
  return { pieces, hectares };
}
