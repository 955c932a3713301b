import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Worker } from "node:worker_threads";
import { sql } from "kysely";
import type { Platform } from "#kernel/platform.ts";
import { systemActor } from "#store/actor.ts";
import { addPieces, closeLayer, editionOf, type LayerRow } from "./layer.server.ts";
import type { RasterMessage, RasterStart } from "./raster-thread.server.ts";

const actor = systemActor("conservation");

/**
 * Reads the file of a raster layer into pieces. Each window is stored in a transaction of its own; the layer is ready only when all are, and
 * one that was broken off begins anew.
 */
export async function readRasterLayer(platform: Platform, layer: LayerRow, signal?: AbortSignal): Promise<void> {
  const { postgres } = platform;
  await postgres.transact(actor, (tx) =>
    sql`delete from conservation.cover_piece where layer = ${layer.id}`.execute(tx),
  );
  const folder = join(platform.settings.dataFolder, "reading");
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${layer.id}.tif`);
  try {
    await pipeline(Readable.from(platform.files.open(layer.file_hash ?? "")), createWriteStream(path));
    const { values } = editionOf(layer.edition, layer.covered_on);
    const problem = await eachWindow({ path, values }, signal, async (message) => {
      await postgres.transact(actor, async (tx) => {
        await addPieces(tx, layer.id, message.pieces);
        await sql`update conservation.cover_layer set problem = ${`${message.done}/${message.total}`} where id = ${layer.id}`.execute(
          tx,
        );
      });
    });
    await postgres.transact(actor, async (tx) => {
      if (problem)
        await sql`update conservation.cover_layer set state = 'failed', problem = ${problem}, version = version + 1 where id = ${layer.id}`.execute(
          tx,
        );
      else await closeLayer(tx, actor, layer.id);
    });
  } finally {
    await rm(path, { force: true });
  }
}

type Pieces = Extract<RasterMessage, { kind: "pieces" }>;

/** Runs the thread and stores window after window; returns what was wrong, or undefined. */
function eachWindow(
  start: RasterStart,
  signal: AbortSignal | undefined,
  store: (message: Pieces) => Promise<void>,
): Promise<string | undefined> {
  const worker = new Worker(new URL("./raster-thread.server.ts", import.meta.url), { workerData: start });
  let lane = Promise.resolve<string | undefined>(undefined);
  return new Promise<string | undefined>((resolve, reject) => {
    const stop = () => reject(new Error("stopped"));
    signal?.addEventListener("abort", stop, { once: true });
    worker.on("error", reject);
    worker.on("message", (message: RasterMessage) => {
      lane = lane.then(async (before) => {
        if (message.kind === "pieces") await store(message);
        if (message.kind === "problem") return message.zh;
        if (message.kind === "end" && message.unknown.length > 0)
          return `影像中有分类体系里没有的值：${message.unknown.slice(0, 20).join("、")}。请选择对应的分类体系。`;
        return before;
      });
      lane.then(message.kind === "pieces" ? undefined : resolve, reject);
    });
  }).finally(() => worker.terminate());
}
