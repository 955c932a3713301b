import { unzipSync } from "fflate";
import { open } from "shapefile";
import { decodeText } from "./read-csv.server.ts";
import type { Geometry, Source, SourceRow } from "./table.ts";
import { UnreadableFile } from "./table.ts";

/** Bytes that a zip may unpack to; a bomb is refused before it is unpacked. */
const mostBytes = 600 * 1024 * 1024;

/** A zip with .shp and .dbf, and .prj and .cpg where there are. Without .cpg the .dbf is UTF-8 where it reads as that, else GBK. */
export async function readShapefile(bytes: Uint8Array): Promise<Source> {
  const parts = unpack(bytes);
  const part = (kind: string): Uint8Array | undefined => parts.get(kind);
  const [shp, dbf] = [part("shp"), part("dbf")];
  if (!shp || !dbf)
    throw new UnreadableFile(
      "压缩包里没有成对的 .shp 与 .dbf。请把同名的 .shp、.dbf、.prj 一起压缩。",
      "The zip has no .shp with its .dbf. Zip .shp, .dbf and .prj of one name together.",
    );
  const encoding = encodingOf(dbf, part("cpg"));
  const features = async function* (): AsyncGenerator<{
    properties: Record<string, unknown>;
    geometry: Geometry | null;
  }> {
    try {
      const source = await open(shp, dbf, { encoding });
      for (let next = await source.read(); !next.done; next = await source.read())
        yield { properties: next.value.properties ?? {}, geometry: flat(next.value.geometry as Geometry | null) };
    } catch (error) {
      throw new UnreadableFile(
        `Shapefile 已损坏：${(error as Error).message}`,
        `Damaged shapefile: ${(error as Error).message}`,
      );
    }
  };
  const header = fieldNames(dbf, encoding);
  const prj = part("prj");
  return {
    format: "shapefile",
    header,
    encoding,
    geometry: true,
    ...(prj ? { prj: decodeText(prj).text } : {}),
    rows: async function* (): AsyncGenerator<SourceRow> {
      let line = 0;
      for await (const { properties, geometry } of features())
        yield { line: ++line, cells: header.map((name) => plainText(properties[name])), geometry };
    },
  };
}

/** The parts of the one layer in the zip, by their extension. */
function unpack(bytes: Uint8Array): Map<string, Uint8Array> {
  const parts = new Map<string, Uint8Array>();
  let total = 0;
  let layer: string | undefined;
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        const wanted = /\.(shp|dbf|prj|cpg)$/i.test(name) && !/(^|\/)(__MACOSX|\.)/.test(name);
        if (wanted) total += originalSize;
        return wanted && total <= mostBytes;
      },
    });
    for (const [path, content] of Object.entries(files)) {
      const stem = path.replace(/\.\w+$/, "");
      layer ??= stem;
      if (stem !== layer)
        throw new UnreadableFile(
          "压缩包里有多个图层，请每次只压缩一个。",
          "The zip has several layers; zip one at a time.",
        );
      parts.set(path.slice(stem.length + 1).toLowerCase(), content);
    }
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile("不是可读的 ZIP 压缩包。", "Not a readable zip.");
  }
  if (total > mostBytes) throw new UnreadableFile("压缩包解开后超过 600 MB。", "The zip unpacks to more than 600 MB.");
  return parts;
}

function encodingOf(dbf: Uint8Array, cpg: Uint8Array | undefined): string {
  const said = cpg ? new TextDecoder("latin1").decode(cpg).trim().toLowerCase() : "";
  if (/utf-?8|65001/.test(said)) return "utf-8";
  if (/gb|936/.test(said)) return "gb18030";
  const { encoding } = decodeText(dbf.subarray(0, 200_000).filter((byte) => byte >= 0x20));
  return encoding === "utf-8" ? "utf-8" : "gb18030";
}

/** Names of the columns of a .dbf in their order, as the reader names them. */
function fieldNames(dbf: Uint8Array, encoding: string): string[] {
  const decoder = new TextDecoder(encoding);
  const names: string[] = [];
  for (let at = 32; at + 32 <= dbf.length && dbf[at] !== 0x0d; at += 32) {
    const name = dbf.subarray(at, at + 11);
    const end = name.indexOf(0);
    names.push(decoder.decode(end < 0 ? name : name.subarray(0, end)));
  }
  return names;
}

const plainText = (value: unknown): string =>
  value === null || value === undefined ? "" : value instanceof Date ? value.toISOString().slice(0, 10) : String(value);

/** Heights and measures are dropped: registers are flat. */
function flat(geometry: Geometry | null): Geometry | null {
  const cut = (part: unknown): unknown =>
    Array.isArray(part) ? (typeof part[0] === "number" ? part.slice(0, 2) : part.map(cut)) : part;
  return geometry ? { ...geometry, coordinates: cut(geometry.coordinates) } : null;
}
