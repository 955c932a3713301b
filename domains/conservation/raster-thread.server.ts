import { parentPort, workerData } from "node:worker_threads";
import { fromFile } from "geotiff";
import proj4 from "proj4";
import { planeProjection } from "./plane.ts";
import { doubleArea, polygonise } from "./polygonise.ts";
import { projectionOf } from "./raster-projection.ts";
import { polygonHex } from "./well-known-binary.ts";

/**
 * Reads a classified GeoTIFF window by window and sends its polygons, so that neither the image nor its outlines stand in memory whole and
 * the process that serves people is never stopped. Started with { path, values } where `values` maps cell values to classes.
 */
export type RasterStart = Readonly<{ path: string; values: Readonly<Record<string, string>> }>;
export type RasterMessage =
  | Readonly<{
      kind: "pieces";
      pieces: readonly Readonly<{ cover: string; hex: string }>[];
      done: number;
      total: number;
    }>
  | Readonly<{ kind: "end"; unknown: readonly string[]; resolution: number }>
  | Readonly<{ kind: "problem"; zh: string; en: string }>;

/** Cells of a window's side; windows begin at multiples of the stride of `polygonise`. */
const side = 256;

const port = parentPort;
const { path, values } = workerData as RasterStart;
const send = (message: RasterMessage): void => port?.postMessage(message);
await read().catch((error: Error) =>
  send({
    kind: "problem",
    zh: `文件不能作为 GeoTIFF 读取：${error.message}`,
    en: `Not readable as GeoTIFF: ${error.message}`,
  }),
);

async function read(): Promise<void> {
  const image = await (await fromFile(path)).getImage();
  const keys = image.getGeoKeys() ?? {};
  const projection = projectionOf(keys);
  if (!projection)
    return send({
      kind: "problem",
      zh: "无法从文件中识别投影。请转为 CGCS2000 经纬度、高斯—克吕格或 UTM 后再导入。",
      en: "The projection of the file is not known. Convert it to degrees, Gauss–Krüger or UTM.",
    });
  const [originX = 0, originY = 0] = image.getOrigin();
  const [stepX = 0, stepY = 0] = image.getResolution();
  const transform = proj4(projection, planeProjection);
  const point = ([column, row]: readonly [number, number]) =>
    transform.forward([originX + column * stepX, originY + row * stepY]) as [number, number];
  const noData = image.getGDALNoData();
  const codes = new Map(Object.keys(values).map((value, index) => [Number(value), index + 1]));
  const covers = Object.values(values);
  const unknown = new Set<string>();
  const [width, height] = [image.getWidth(), image.getHeight()];
  const columns = Math.ceil(width / side);
  const total = columns * Math.ceil(height / side);
  let done = 0;
  for (let row = 0; row < height; row += side)
    for (let column = 0; column < width; column += side) {
      const cells = await windowOf(column, row);
      const pieces = polygonise(cells).map(({ value, rings }) => ({
        cover: covers[value - 1] as string,
        hex: polygonHex([...rings].sort((a, b) => doubleArea(b) - doubleArea(a)).map((ring) => ring.map(point))),
      }));
      send({ kind: "pieces", pieces, done: ++done, total });
    }
  const [a, b] = [point([0, 0]), point([1, 0])];
  send({ kind: "end", unknown: [...unknown].sort(), resolution: Math.hypot(b[0] - a[0], b[1] - a[1]) });

  /** Classes of a window with a margin of one cell; outside the image is no data. */
  async function windowOf(column: number, row: number) {
    const [right, bottom] = [Math.min(width, column + side), Math.min(height, row + side)];
    const [left, top] = [Math.max(0, column - 1), Math.max(0, row - 1)];
    const [east, south] = [Math.min(width, right + 1), Math.min(height, bottom + 1)];
    const raster = await image.readRasters({ window: [left, top, east, south], samples: [0], interleave: true });
    const across = right - column + 2;
    const out = new Uint8Array(across * (bottom - row + 2));
    for (let y = top; y < south; y++)
      for (let x = left; x < east; x++) {
        const value = raster[(y - top) * (east - left) + (x - left)] as number;
        const code = codes.get(value);
        if (code === undefined && value !== noData && value !== 0) unknown.add(String(value));
        out[(y - row + 1) * across + (x - column + 1)] = code ?? 0;
      }
    return { values: out, width: across, height: bottom - row + 2, column, row };
  }
}
