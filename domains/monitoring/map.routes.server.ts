import { sql } from "kysely";
import { z } from "zod";
import { listCases } from "#kernel/case/reading.server.ts";
import { roleIds } from "#kernel/identity/role.ts";
import { type Route, route } from "#kernel/identity/route.ts";
import { packetItemOf, packetsOf } from "#kernel/observation/packet.server.ts";
import { readableMns, readableSeries } from "#kernel/observation/readable.server.ts";
import { seriesItems } from "#kernel/observation/reading.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { day as dayMs, isoTime } from "#kernel/time.ts";
import { alarmItems } from "./alarm-reading.server.ts";
import type { Catalogue } from "./catalogue.server.ts";
import { catalogueOf } from "./catalogue.server.ts";
import { type State, stateOfOne, statesOf } from "./subject-state.server.ts";

/** Points of the map, and one subject with all that is known of it now. */
export const readers = roleIds.filter((role) => role !== "secadmin" && role !== "auditadmin");

const regionOf = (catalogue: Catalogue, code: string) => ({ code, name: catalogue.regions.get(code)?.name ?? code });

function pointOf(catalogue: Catalogue, { subject, mn, state, level, headline, time }: State) {
  const { id, kind, name, region, sample, lon, lat } = subject;
  return {
    type: "Feature",
    id,
    geometry: lon === undefined || lat === undefined ? null : { type: "Point", coordinates: [lon, lat] },
    properties: {
      id,
      kind,
      name,
      region: regionOf(catalogue, region),
      mn: mn ?? null,
      state,
      level: level ?? null,
      headline: headline ?? null,
      time: time === undefined ? null : isoTime(time),
      sample,
    },
  };
}

export const mapRoutes: Route[] = [
  route({
    id: "monitoring.map.points",
    method: "GET",
    path: "/api/v1/map/points",
    title: { zh: "地图点位", en: "Points of the map" },
    access: readers,
    handle: async ({ platform, actor }) => {
      const states = await statesOf(platform, actor);
      const catalogue = catalogueOf(platform);
      return { type: "FeatureCollection", features: states.map((state) => pointOf(catalogue, state)) };
    },
  }),
  route({
    id: "monitoring.subject.read",
    method: "GET",
    path: "/api/v1/subjects/:kind/:id",
    title: { zh: "监测对象", en: "One subject" },
    access: readers,
    params: z.object({ kind: z.enum(["outfall", "air-station", "water-section"]), id: z.uuid() }),
    row: "base.outfall",
    handle: async ({ platform, actor, params: { kind, id }, signal }) => {
      const table = {
        outfall: "base.outfall",
        "air-station": "base.air_station",
        "water-section": "base.water_section",
      }[kind as "outfall"];
      const now = platform.now();
      const found = await platform.postgres.transact(
        actor,
        async (tx) => {
          const { rows } = await sql`select id from ${sql.raw(table)} where id = ${id} and retired_at is null`.execute(
            tx,
          );
          if (rows.length === 0) refuse("not-found", { values: { what: { zh: "该监测对象", en: "This subject" } } });
          return {
            alarms: await alarmItems(
              tx,
              sql`a.subject_id = ${id} and a.ended is null and a.withdrawn_at is null`,
              sql`a.started desc, a.id desc`,
              50,
            ),
            cases: (
              await listCases(tx, actor, { subject: id, category: "draft,open,waiting,decision", limit: 20 }, now)
            ).items,
          };
        },
        { readOnly: true },
      );
      const state = await stateOfOne(platform, id);
      if (!state) refuse("not-found", { values: { what: { zh: "该监测对象", en: "This subject" } } });
      const { subject, mn, judgement } = state;
      const [series, mns] = await Promise.all([
        readableSeries(platform, actor, { subject: id }),
        mn === undefined ? [] : readableMns(platform, actor, mn),
      ]);
      const [latest, packets] = await Promise.all([
        seriesItems(platform, actor, series),
        packetsOf(platform.observe, { mns, from: now - 7 * dayMs, to: now + dayMs, limit: 5 }, signal),
      ]);
      return {
        ...pointOf(catalogueOf(platform), state).properties,
        enterprise: subject.enterprise ? { id: subject.enterprise, name: subject.enterpriseName ?? "" } : null,
        location:
          subject.lon === undefined || subject.lat === undefined ? null : { lon: subject.lon, lat: subject.lat },
        judgement: judgement ? { ...judgement, time: isoTime(judgement.time) } : null,
        latest,
        alarms: found.alarms,
        packets: packets.map(packetItemOf),
        cases: found.cases,
      };
    },
  }),
];
