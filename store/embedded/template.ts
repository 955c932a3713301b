/**
 * A prepared, empty data folder kept as a file, so that only the very first start of a machine pays for initdb and
 * `create extension`. A cache and nothing more: any fault in it means building afresh, never a failed start.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

/** Raise when the way a folder is built changes while versions and preparation stay the same. */
const BUILD = 1;

/** SAIHAN_CACHE, or `.cache/` beside package.json. */
export const defaultCacheFolder = (): string =>
  process.env.SAIHAN_CACHE || resolve(import.meta.dirname, "../../.cache");

/** The template's file for this engine and this preparation; another engine or text gets another file. */
export async function templatePath(cacheFolder: string, preparation: string): Promise<string> {
  const hash = createHash("sha256").update(`${BUILD}\n`);
  for (const name of ["@electric-sql/pglite", "@electric-sql/pglite-postgis"]) {
    const manifest = resolve(dirname(fileURLToPath(import.meta.resolve(name))), "../package.json");
    const { version } = JSON.parse(await readFile(manifest, "utf8")) as { version: string };
    hash.update(`${name} ${version}\n`);
  }
  return join(cacheFolder, `postgres-${hash.update(preparation).digest("hex").slice(0, 16)}.tar.gz`);
}

/** The unpacked tar, or undefined when there is none or its checksum is wrong. */
export async function readTemplate(path: string): Promise<Blob | undefined> {
  const packed = await readFile(path).catch(() => undefined);
  if (!packed) return undefined;
  const tar = await promisify(gunzip)(packed).catch(() => undefined);
  if (!tar) await rm(path, { force: true }).catch(() => {});
  return tar && new Blob([tar]);
}

/** Whole or not at all: several processes may build and write the same template at once. */
export async function writeTemplate(path: string, packed: Buffer): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(part, packed);
    await rename(part, path);
  } catch (cause) {
    await rm(part, { force: true }).catch(() => {});
    throw cause;
  }
}
