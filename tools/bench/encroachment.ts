import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import pg from "pg";
import { classEditions } from "#domains/conservation/cover-class.ts";
import { box, type Cover, conservationKit, origin, tester } from "#domains/conservation/kit.server.ts";
import { addPieces, closeLayer, openLayer, type Piece } from "#domains/conservation/layer.server.ts";
import { polygonHex } from "#domains/conservation/well-known-binary.ts";
import { openKitPlatform } from "#kernel/kit.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { drawFrom } from "#seed/random.ts";
import type { RelationalEngine } from "#store/kit.ts";

/**
 * How long an encroachment run takes against the bare overlay of the same patches and parcels by the same engine: patches of change that are
 * 24 to 60 corners each, red-line parcels whose coasts have 1,000 to 10,000, as real ones do, and the fields of an earlier cover. The bare overlay
 * is what one would write by hand: one statement that keeps ST_Intersection of the three wherever they ST_Intersects, over outlines as they
 * were drawn, indexed and analysed. The run does that and everything else up to the committed clues.
 */
export async function run(options: Readonly<Record<string, string>>): Promise<void> {
  const patches = Number(options.patches ?? 50_000);
  const parcels = Number(options.parcels ?? 5_000);
  const kind = (options.engine ?? "embedded") as RelationalEngine;
  const folder = mkdtempSync(join(tmpdir(), "saihan-bench-"));
  const { platform, engines, close } = await openKitPlatform({ kind, at: folder, log: console.log });
  const client = new pg.Client({ connectionString: engines.superuserUrl });
  try {
    await client.connect();
    const kit = conservationKit(platform);
    await kit.prepare();
    await client.query(
      "create schema bench; create table bench.parcel (plane geometry); create table bench.patch (plane geometry); create table bench.field (plane geometry)",
    );
    const drawn = { parcels: coasts(parcels), patches: spots(patches, parcels) };
    await sowParcels(client, drawn.parcels);
    const extent = Math.ceil(Math.sqrt(parcels)) * pitch;
    const before = await kit.layer("2024-06-01", ground(extent));
    await client.query(`insert into bench.field select plane from conservation.cover_piece where layer = '${before}'`);
    await client.query("create index on bench.field using gist (plane)");
    const after = await sowPatches(platform, client, drawn.patches);
    await client.query("analyze");
    const bare = await timed(() =>
      client.query(`create table bench.kept as
        select st_intersection(st_intersection(p.plane, f.plane), r.plane) as plane from bench.patch p
          join bench.parcel r on st_intersects(r.plane, p.plane) join bench.field f on st_intersects(f.plane, p.plane)`),
    );
    const kept = await client.query<{ pairs: number; hectares: number }>(
      "select count(*)::int as pairs, sum(st_area(plane)) / 10000 as hectares from bench.kept",
    );
    const own = await timed(() => kit.compare(before, after));
    const steps = await platform.postgres.transact(tester, (tx) =>
      sql<{
        n: number;
        hectares: number;
      }>`select count(*)::int as n, sum(hectares)::float8 as hectares from conservation.clue`.execute(tx),
    );
    const mean = (rings: readonly Ring[]) =>
      Math.round(rings.reduce((sum, { length }) => sum + length - 1, 0) / rings.length);
    console.log(
      [
        `engine           ${kind}`,
        `patches          ${patches}, ${mean(drawn.patches)} corners each`,
        `parcels          ${parcels}, ${mean(drawn.parcels)} corners each`,
        `bare overlay     ${bare.seconds.toFixed(1)} s: ${kept.rows[0]?.pairs} pieces, ${kept.rows[0]?.hectares.toFixed(1)} ha`,
        `run              ${own.seconds.toFixed(1)} s: ${JSON.stringify(own.result.result.findings)}, ${steps.rows[0]?.n} clues`,
        `ratio            ${(own.seconds / bare.seconds).toFixed(2)}`,
      ].join("\n"),
    );
  } finally {
    await client.end();
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
  process.exit(0);
}

type Ring = [number, number][];
/** Metres from the middle of one parcel to that of the next. */
const pitch = 2_000;

/** A closed ring round a middle, its radius wavering on several scales, as coasts do. */
function shore(name: string, n: number, middle: readonly [number, number], radius: number, corners: number): Ring {
  const draw = drawFrom("bench", name, n);
  const waves = Array.from({ length: 10 }, (_, k) => ({
    turns: 2 ** k,
    size: 0.5 / 1.7 ** k,
    phase: draw.between(0, 2 * Math.PI),
  }));
  const ring = Array.from({ length: corners }, (_, k): [number, number] => {
    const angle = (2 * Math.PI * k) / corners;
    const wave = waves.reduce((sum, { turns, size, phase }) => sum + size * Math.sin(turns * angle + phase), 0);
    const reach = radius * (0.7 + 0.25 * Math.max(-1, Math.min(1, wave)) + draw.between(-0.01, 0.01));
    return [origin[0] + middle[0] + reach * Math.cos(angle), origin[1] + middle[1] + reach * Math.sin(angle)];
  });
  return [...ring, ring[0] as [number, number]];
}

function coasts(count: number): Ring[] {
  const side = Math.ceil(Math.sqrt(count));
  return Array.from({ length: count }, (_, n) => {
    const corners = 1_000 + Math.floor(9_000 * drawFrom("bench", "corners", n).next() ** 3);
    return shore("parcel", n, [((n % side) + 0.5) * pitch, (Math.floor(n / side) + 0.5) * pitch], pitch / 2, corners);
  });
}

/** Patches on a lattice, so that no two of one layer overlap, none in its middle. */
function spots(count: number, parcels: number): Ring[] {
  const side = Math.ceil(Math.sqrt(count));
  const step = (Math.ceil(Math.sqrt(parcels)) * pitch) / side;
  return Array.from({ length: count }, (_, n) => {
    const draw = drawFrom("bench", "patch", n);
    const radius = draw.between(0.05, 0.24) * step;
    const shift = () => draw.between(-0.25, 0.25) * step;
    const middle = [((n % side) + 0.5) * step + shift(), (Math.floor(n / side) + 0.5) * step + shift()] as const;
    return shore("spot", n, middle, radius, 24 + draw.below(37));
  });
}

/** The earlier cover: natural ground in fields of 4 km. */
function ground(extent: number): Cover[] {
  const natural = ["grass", "forest", "shrub", "wetland", "bare"];
  const field = 4_000;
  const across = Math.ceil(extent / field);
  return Array.from({ length: across * across }, (_, n) => {
    const [x, y] = [n % across, Math.floor(n / across)];
    return [natural[(x * 3 + y * 7) % natural.length] as string, box(x * field, y * field, field, field)];
  });
}

async function sowParcels(client: pg.Client, rings: readonly Ring[]): Promise<void> {
  for (let at = 0; at < rings.length; at += 100) {
    const hex = rings.slice(at, at + 100).map((ring) => polygonHex([ring]));
    await client.query("insert into bench.parcel select hex::geometry from unnest($1::text[]) as hex", [hex]);
    // many at a time are turned back into degrees: one by one the engine would build its transformation for each
    await client.query(
      `insert into conservation.red_line (id, region, code, name, category, area, created_by, updated_by)
        select gen_random_uuid(), '150121', 'B' || ($2 + (d).path[1]), '红线', 'function', st_multi((d).geom), 'bench', 'bench'
        from (select st_dump(conservation.from_plane(st_collect(hex::geometry order by n))) as d from unnest($1::text[]) with ordinality as g (hex, n)) turned`,
      [hex, at],
    );
  }
  await client.query("create index on bench.parcel using gist (plane)");
}

async function sowPatches(platform: Platform, client: pg.Client, rings: readonly Ring[]): Promise<string> {
  const covers = ["mine", "built", "cropland", "solar"];
  const pieces: Piece[] = rings.map((ring, n) => ({
    cover: covers[n % covers.length] as string,
    hex: polygonHex([ring]),
  }));
  const layer = await platform.postgres.transact(tester, (tx) =>
    openLayer(tx, tester, {
      region: "150000",
      name: "后期覆盖",
      coveredOn: "2025-06-01",
      source: "bench",
      format: "vector",
      rmse: 5,
      edition: classEditions[0]?.id ?? "",
    }),
  );
  for (let at = 0; at < pieces.length; at += 5_000) {
    const part = pieces.slice(at, at + 5_000);
    await platform.postgres.transact(tester, (tx) => addPieces(tx, layer, part));
    await client.query("insert into bench.patch select hex::geometry from unnest($1::text[]) as hex", [
      part.map(({ hex }) => hex),
    ]);
  }
  await client.query("create index on bench.patch using gist (plane)");
  await platform.postgres.transact(tester, (tx) => closeLayer(tx, tester, layer));
  return layer;
}

async function timed<R>(work: () => Promise<R>): Promise<{ seconds: number; result: R }> {
  const began = performance.now();
  const result = await work();
  return { seconds: (performance.now() - began) / 1000, result };
}
