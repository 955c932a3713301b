import { sql } from "kysely";
import proj4 from "proj4";
import { prepareClock } from "#kernel/clock/calendar.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { sowPlaces } from "#kernel/kit.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { createRow } from "#kernel/register/store.server.ts";
import { systemActor } from "#store/actor.ts";
import { classEditions } from "./cover-class.ts";
import { addPieces, closeLayer, openLayer, piecesOf } from "./layer.server.ts";
import { planeProjection } from "./plane.ts";
import { degrees } from "./raster-projection.ts";
import { conservationRegisters } from "./registers.ts";
import { requestRun } from "./run.server.ts";
import type { RunResult } from "./run-contract.ts";
import { workOneRun } from "./worker.server.ts";

/** For the tests and benches of this room: grounds drawn in metres of the plane, layers, runs. */
export const tester = systemActor("test");
const registers = new Map(conservationRegisters.map((register) => [register.id, register]));

/** Where the metres of a test begin: the plane of 土默特左旗. */
export const origin = proj4(degrees, planeProjection).forward([111.1, 40.75]) as [number, number];
const toDegrees = proj4(planeProjection, degrees);

type Ring = [number, number][];
export type Ground = { type: "Polygon"; coordinates: Ring[] };

/** A rectangle in metres east and north of the origin, its edges followed so closely that it is one in the plane too. */
export function box(x: number, y: number, width: number, height: number, hole?: Ground): Ground {
  const corners: Ring = [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
    [x, y],
  ];
  return { type: "Polygon", coordinates: [ringOf(corners), ...(hole ? [hole.coordinates[0] as Ring] : [])] };
}
const ringOf = (metres: Ring): Ring =>
  metres.map(([x, y]) => toDegrees.forward([origin[0] + x, origin[1] + y]) as [number, number]);
/** A ring in metres as ground. */
export const polygon = (metres: Ring): Ground => ({ type: "Polygon", coordinates: [ringOf(metres)] });

export type Cover = readonly [cover: string, ground: Ground];

export function conservationKit(platform: Platform) {
  let codes = 0;
  const run = <R>(work: Parameters<typeof platform.postgres.transact<R>>[1]) =>
    platform.postgres.transact(tester, work);
  const row = (id: string, values: Record<string, unknown>) => {
    const register = registers.get(id);
    if (!register) throw new Error(`no register ${id}`);
    return run((tx) =>
      createRow(tx, registers, register, tester, { region: "150121", ...values }, platform.now()),
    ).then((made) => made.row.id);
  };
  const edition = classEditions[0];
  if (!edition) throw new Error("no classes");

  return {
    run,
    prepare: async () => {
      await sowPlaces(platform);
      await prepareClock(platform);
      await run((tx) =>
        sql`insert into organ.organ (id, name, kind, region, parent) values
          ('019b7523-3400-7001-8000-0000000000b1', '呼和浩特市生态环境局', 'bureau', '150100', null),
          ('019b7523-3400-7001-8000-0000000000b2', '呼和浩特市生态环境局土默特左旗分局', 'branch', '150121', '019b7523-3400-7001-8000-0000000000b1')
          on conflict do nothing`.execute(tx),
      );
    },
    redLine: (area: Ground, more: Record<string, unknown> = {}) =>
      row("conservation.red-line", { code: `HX${++codes}`, name: `红线${codes}`, category: "function", area, ...more }),
    reserve: (area: Ground) =>
      row("conservation.reserve", {
        code: `BH${++codes}`,
        name: `保护区${codes}`,
        kind: "nature-reserve",
        level: "regional",
        area,
      }),
    zone: (reserve: string, kind: "core" | "general", area: Ground, more: Record<string, unknown> = {}) =>
      row("conservation.zone", { name: `区${++codes}`, reserve, kind, area, validFrom: "2020-01-01", ...more }),
    project: (area: Ground, more: Record<string, unknown> = {}) =>
      row("conservation.project", {
        name: `项目${++codes}`,
        kind: "approved",
        activity: "mining",
        document: `批${codes}`,
        validFrom: "2020-01-01",
        area,
        ...more,
      }),
    layer: (coveredOn: string, covers: readonly Cover[], rmse = 0, named = uuidv7()) =>
      run(async (tx) => {
        const id = await openLayer(tx, tester, {
          id: named,
          region: "150000",
          name: `覆盖${coveredOn}`,
          coveredOn,
          source: "test",
          format: "vector",
          rmse,
          edition: edition.id,
        });
        const features = covers.map(([cover, geometry]) => ({
          type: "Feature" as const,
          properties: { class: cover },
          geometry,
        }));
        await addPieces(tx, id, piecesOf(features, edition));
        await closeLayer(tx, tester, id);
        return id;
      }),
    /** Runs a comparison through and gives its result; throws what made it fail. */
    compare: async (from: string, to: string, parameters: { matrix?: boolean; width?: number } = {}, id = uuidv7()) => {
      await run((tx) =>
        requestRun(
          tx,
          tester,
          { id, region: "150000", from, to, parameters: { matrix: false, ...parameters } },
          platform.now(),
        ),
      );
      await workOneRun(platform);
      const { rows } = await run((tx) =>
        sql<{
          state: string;
          result: unknown;
          digest: string;
          problem: string;
        }>`select state, result, digest, problem from conservation.run where id = ${id}`.execute(tx),
      );
      return {
        id,
        ...(rows[0] as { state: string; result: RunResult; digest: string; problem: string }),
      };
    },
    clues: async () =>
      (
        await run((tx) =>
          sql<ClueRow>`select id, number, activity, hectares::float8, confidence, state, severity::float8, zone_kind, red_line, zone, reserve, first_seen,
            last_seen, growth::float8, approved_share::float8, recurrences, case_id, from_class, to_class, st_area(area::geography) as metres
            from conservation.clue order by number`.execute(tx),
        )
      ).rows,
  };
}

export type ClueRow = {
  id: string;
  number: string;
  activity: string;
  hectares: number;
  confidence: string;
  state: string;
  severity: number;
  zone_kind: string;
  red_line: string | null;
  zone: string | null;
  reserve: string | null;
  first_seen: string;
  last_seen: string;
  growth: number;
  approved_share: number;
  recurrences: number;
  case_id: string | null;
  from_class: string;
  to_class: string;
  metres: number;
};
