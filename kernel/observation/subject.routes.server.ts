import { z } from "zod";
import { listCases } from "#kernel/case/reading.server.ts";
import { roleIds } from "#kernel/identity/role.ts";
import { type Route, route } from "#kernel/identity/route.ts";
import { refuse } from "#kernel/refusal.ts";
import { day, isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { subjectKinds } from "./device.ts";
import { packetItemOf, packetsOf } from "./packet.server.ts";
import { readableSeries } from "./readable.server.ts";
import { seriesItems } from "./reading.server.ts";
import { judgeSubject, newestBySubject, readSubjects } from "./subject.server.ts";

const readers = roleIds.filter((role) => role !== "secadmin" && role !== "auditadmin");

/** What a page of one subject shows that this room does not know: given by whoever puts the product together. */
export type SubjectParts = Readonly<{
  /** Open alarms of a subject, as the alarm list shows them. */
  openAlarms(tx: Tx, actor: Actor, subject: string): Promise<readonly unknown[]>;
}>;

export function subjectRoutes(parts: SubjectParts): Route[] {
  return [
    route({
      id: "observation.map.points",
      method: "GET",
      path: "/api/v1/map/points",
      title: { zh: "一张图点位", en: "Points of the map" },
      access: readers,
      handle: async ({ platform, actor }) => {
        const subjects = await readSubjects(platform, actor);
        const values = await newestBySubject(platform, actor, subjects);
        const features = subjects.flatMap((subject) => {
          const { id, kind, name, mn, sample, lon, lat } = subject;
          if (lon === null || lat === null) return [];
          const { state, level, headline, time } = judgeSubject(platform, subject, values.get(id) ?? []);
          const region = { code: subject.region, name: subject.region_name };
          const properties = {
            id,
            kind,
            name,
            region,
            mn,
            state,
            level: level ?? null,
            headline: headline ?? null,
            time: time === undefined ? null : isoTime(time),
            sample,
          };
          return [{ type: "Feature", id, geometry: { type: "Point", coordinates: [lon, lat] }, properties }];
        });
        return { type: "FeatureCollection", features };
      },
    }),
    route({
      id: "observation.subject.read",
      method: "GET",
      path: "/api/v1/subjects/:kind/:id",
      title: { zh: "监测对象", en: "Monitored thing" },
      access: readers,
      params: z.object({ kind: z.enum(subjectKinds), id: z.uuid() }),
      row: "observation.subject",
      handle: async ({ platform, actor, params }) => {
        const [subject] = await readSubjects(platform, actor, params);
        if (!subject) return refuse("not-found", { values: { what: { zh: "监测对象", en: "The subject" } } });
        const now = platform.now();
        const [series, values, packets] = await Promise.all([
          readableSeries(platform, actor, { subject: subject.id }),
          newestBySubject(platform, actor, [subject]),
          packetsOf(platform.observe, {
            mns: subject.mn ? [subject.mn] : [],
            from: now - 30 * day,
            to: now + day,
            limit: 5,
          }),
        ]);
        const { alarms, cases } = await platform.postgres.transact(
          actor,
          async (tx) => ({
            alarms: await parts.openAlarms(tx, actor, subject.id),
            cases: await listCases(tx, actor, { subject: subject.id, limit: 20 }, now),
          }),
          { readOnly: true },
        );
        const { state, level, headline, judgement, time } = judgeSubject(
          platform,
          subject,
          values.get(subject.id) ?? [],
        );
        return {
          id: subject.id,
          kind: subject.kind,
          name: subject.name,
          region: { code: subject.region, name: subject.region_name },
          ...(subject.party ? { enterprise: { id: subject.party, name: subject.party_name ?? "" } } : {}),
          location: subject.lon === null || subject.lat === null ? null : { lon: subject.lon, lat: subject.lat },
          state,
          mn: subject.mn,
          sample: subject.sample,
          time: time === undefined ? null : isoTime(time),
          level: level ?? null,
          headline: headline ?? null,
          judgement: judgement ?? null,
          latest: await seriesItems(platform, actor, series),
          alarms,
          packets: packets.map(packetItemOf),
          cases: cases.items,
        };
      },
    }),
  ];
}
