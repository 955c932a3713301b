import { sql } from "kysely";
import { z } from "zod";
import { once } from "#kernel/identity/idempotency.server.ts";
import { officers } from "#kernel/identity/role.ts";
import { type Route, route } from "#kernel/identity/route.ts";
import { refuse } from "#kernel/refusal.ts";
import { systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { classEditions } from "./cover-class.ts";
import { addPieces, closeLayer, editionOf, lockLayer, openLayer, piecesOf } from "./layer.server.ts";
import {
  editionsReply,
  featureCollection,
  featuresBody,
  layerBody,
  layerOutlinesQuery,
  layerReply,
} from "./layer-contract.ts";
import { layerOutlines } from "./outlines.server.ts";

const base = "/api/v1/conservation/layers";
const params = z.object({ id: z.uuid() });
const row = "conservation.cover-layer";

const stateOf = async (tx: Tx, id: string) => {
  const { rows } = await sql<{ id: string; state: string; pieces: number }>`select l.id, l.state,
      coalesce(nullif(l.pieces, 0), (select count(*)::int from conservation.cover_piece p where p.layer = l.id)) as pieces
    from conservation.cover_layer l where l.id = ${id}`.execute(tx);
  const found = rows[0] ?? refuse("not-found", { values: { what: { zh: "该图层", en: "This layer" } } });
  return { ...found, hectares: null };
};

/** Covers of one day: opened, filled with features or from an uploaded GeoTIFF, closed. The register `cover-layers` lists them. */
export const layerRoutes: Route[] = [
  route({
    id: "conservation.layer.editions",
    method: "GET",
    path: "/api/v1/conservation/classes",
    title: { zh: "地表覆盖分类体系", en: "Land cover classifications" },
    access: officers,
    reply: editionsReply,
    handle: async () => ({
      items: classEditions.map(({ id, title, source, verified, values }) => ({ id, title, source, verified, values })),
    }),
  }),
  route({
    id: "conservation.layer.open",
    method: "POST",
    path: base,
    title: { zh: "新建地表覆盖图层", en: "Add a land cover layer" },
    access: officers,
    body: layerBody,
    reply: layerReply,
    status: 201,
    handle: async (call) => {
      const { body, platform } = call;
      if (body.format === "raster" && (!body.fileHash || (await platform.files.size(body.fileHash)) === undefined))
        refuse("field.required", { field: "fileHash", values: { label: { zh: "影像文件", en: "File" } } });
      return once(call, "conservation.layer.open", 201, async (tx) =>
        stateOf(tx, await openLayer(tx, call.actor, body)),
      );
    },
  }),
  route({
    id: "conservation.layer.features",
    method: "POST",
    path: `${base}/:id/features`,
    title: { zh: "导入图斑", en: "Add features to a layer" },
    access: officers,
    params,
    body: featuresBody,
    reply: layerReply,
    row,
    handle: (call) =>
      once(call, "conservation.layer.features", 200, async (tx) => {
        const { body } = call;
        const layer = await lockLayer(tx, call.params.id, ["open"]);
        if (layer.format !== "vector")
          refuse("field.invalid", {
            field: "features",
            values: {
              problem: { zh: "栅格图层从文件读入，不接收图斑。", en: "A raster layer is read from its file." },
            },
          });
        await addPieces(tx, layer.id, piecesOf(body.features, editionOf(layer.edition, layer.covered_on)), body.first);
        return stateOf(tx, layer.id);
      }),
  }),
  route({
    id: "conservation.layer.close",
    method: "POST",
    path: `${base}/:id/close`,
    title: { zh: "完成图层导入", en: "Close a layer" },
    access: officers,
    params,
    reply: layerReply,
    row,
    handle: (call) =>
      once(call, "conservation.layer.close", 200, async (tx) => {
        const layer = await lockLayer(tx, call.params.id, ["open", "ready"]);
        if (layer.state === "ready") return stateOf(tx, layer.id);
        const { pieces, hectares } = await closeLayer(tx, call.actor, layer.id);
        return { id: layer.id, state: "ready", pieces, hectares };
      }),
  }),
  route({
    id: "conservation.layer.outlines",
    method: "GET",
    path: `${base}/:id/outlines`,
    title: { zh: "图层图斑（GeoJSON）", en: "Pieces of a layer" },
    access: officers,
    params,
    query: layerOutlinesQuery,
    reply: featureCollection,
    row,
    handle: async ({ platform, actor, params: { id }, query }) => {
      // seen as the reader, drawn by the platform: thousands of pieces need not each be asked for
      await platform.postgres.transact(actor, (tx) => stateOf(tx, id), { readOnly: true });
      return platform.postgres.transact(systemActor("conservation"), (tx) => layerOutlines(tx, id, query), {
        readOnly: true,
      });
    },
  }),
];
