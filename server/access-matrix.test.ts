import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCalendar } from "#kernel/clock/calendar.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { type Role, roleIds } from "#kernel/identity/role.ts";
import type { Route } from "#kernel/identity/route.ts";
import { createRow } from "#kernel/register/store.server.ts";
import { offerTransfer } from "#kernel/transfer/transfer.server.ts";
import { seedId } from "#seed/ids.ts";
import { demoUsers, partnerId } from "#seed/organs.ts";
import { usccCheckCharacter } from "#standards/uscc.ts";
import { systemActor } from "#store/actor.ts";
import { relationalEngines } from "#store/kit.ts";
import { type Client, openExceedance, openTestPlatform, type TestPlatform } from "./kit.ts";
import { registers } from "./registers.ts";
import { routes } from "./routes.ts";
import { sampleRow } from "./sample-row.ts";
import { sampleWork } from "./sample-work.ts";

/**
 * Every route × role × region, from the routes themselves. A route that is added is walked without a line here; a new kind of row must say
 * how one is made, or the walk fails.
 */
const here = { region: "150121", enterprise: seedId("enterprise", 1) };
const elsewhere = { region: "150221", enterprise: seedId("enterprise", 900) };
type Place = typeof here;

describe.each(relationalEngines)("the access matrix, with PostgreSQL %s", (kind) => {
  let saihan: TestPlatform;
  const people = new Map<Role, Client>();
  /** Path parameters of one row here and one elsewhere, by kind of row. */
  const rows = new Map<string, { inside: Record<string, string>; outside: Record<string, string> }>();

  beforeAll(async () => {
    saihan = await openTestPlatform(kind);
    for (const user of demoUsers()) people.set(user.role, await saihan.signIn(user.username));
    const [inside, outside] = [await sow(here, 1), await sow(elsewhere, 2)];
    for (const [kind, params] of Object.entries(inside))
      rows.set(kind, { inside: params, outside: outside[kind] as Record<string, string> });
  });
  afterAll(() => saihan?.close());

  /** One row of every kind at a place, made through the same routes that people use. */
  async function sow(place: Place, n: number): Promise<Record<string, Record<string, string>>> {
    const region = people.get("region") as Client;
    const made = async (path: string, body: unknown): Promise<Record<string, string>> => {
      const reply = await region.send("POST", `/api/v1/${path}`, body);
      expect([path, reply.status, reply.text]).toEqual([path, 201, expect.anything()]);
      return { id: (reply.json as { id: string }).id };
    };
    const at = { region: place.region, location: { lon: 111.1, lat: 40.7 } };
    const first = `9115012100000000${n}`;
    const base: Record<string, Record<string, string>> = {
      "base.enterprise": await made("enterprises", {
        ...at,
        id: place.enterprise,
        name: `企业${n}`,
        uscc: first + usccCheckCharacter(first),
        management: "key",
        status: "running",
      }),
    };
    const owner = { ...at, enterprise: place.enterprise };
    base["base.site"] = await made("sites", { ...owner, name: "厂区" });
    base["base.outfall"] = await made("outfalls", {
      ...owner,
      name: "总排口",
      code: "DW001",
      kind: "water",
      status: "in-use",
    });
    const outfall = base["base.outfall"]?.id;
    const { location: _, ...owned } = owner;
    base["base.limit"] = await made("limits", {
      ...owned,
      outfall,
      factor: "w01018",
      averaging: "day",
      upper: 50,
      unit: "mg/L",
      standard: "示例许可证",
      validFrom: "2026-01-01",
      verified: false,
    });
    base["base.air-station"] = await made("air-stations", {
      ...at,
      name: "空气站",
      code: `A${n}`,
      control: "national",
      zoneClass: "II",
    });
    base["base.water-section"] = await made("water-sections", {
      ...at,
      name: "断面",
      code: `W${n}`,
      river: "大黑河",
      kind: "river",
      targetClass: 4,
      control: "national",
    });
    base["monitoring.mark"] = await made("marks", {
      ...owned,
      outfall,
      kind: "maintenance",
      begins: "2026-11-01T00:00:00+08:00",
      reason: "例行维护",
    });
    await sowOthers(base, place, n);
    const mn = `MATRIX000000000000000${n}`;
    await made("devices", { mn, password: "123456", protocol: "HJ212-2017", outfall });
    base["observation.device"] = { mn };
    base["observation.packet"] = await packetOf(mn);
    base["observation.series"] = { id: String(await seriesOf(mn, place, outfall as string)) };
    base["monitoring.alarm"] = { id: await alarmOf(mn, place, outfall as string) };
    base["monitoring.subject"] = { kind: "outfall", id: outfall as string };
    base["case.case"] = {
      id: await openExceedance(saihan.platform, {
        subject: outfall as string,
        concern: `${outfall}/matrix`,
        region: place.region,
        party: place.enterprise,
        organAt: place.region,
      }),
      act: "acknowledge",
    };
    base["evidence.item"] = { id: await exhibitOf(base["case.case"].id as string, n) };
    base["case.transfer"] = { id: await transferOf(base["case.case"].id as string, place) };
    const layers = [await sampleLayer(place, "前"), await sampleLayer(place, "后")] as const;
    return {
      ...base,
      ...(await sampleWork(saihan.platform, { region: place.region, party: place.enterprise, layers, n })),
    };
  }

  async function sampleLayer(place: Place, name: string): Promise<string> {
    const opened = await (people.get("region") as Client).send("POST", "/api/v1/conservation/layers", {
      region: place.region,
      name,
      coveredOn: "2026-08-01",
      source: "test",
      format: "vector",
      rmse: 1,
      edition: "saihan-1",
    });
    return (opened.json as { id: string }).id;
  }

  /** An exhibit that was disclosed, so that the party finds it too. */
  async function exhibitOf(owner: string, n: number): Promise<string> {
    const id = uuidv7();
    await saihan.platform.postgres.transact(systemActor("test"), (tx) =>
      sql`insert into evidence.item (id, owner_kind, owner, exhibit, hash, name, media_type, size, kind, recorded_at, recorded_by,
        recorded_by_name, disclosed_at)
      values (${id}, 'case', ${owner}, ${n}, ${String(n).repeat(64)}, '照片.jpg', 'image/jpeg', 1, 'photo', now(), 'test', 'test', now())`.execute(
        tx,
      ),
    );
    return id;
  }

  /** A row of every register that nobody made above, from its declaration; one that is not written over HTTP is written by the platform. */
  async function sowOthers(base: Record<string, Record<string, string>>, place: Place, n: number): Promise<void> {
    const byId = new Map(registers.map((register) => [register.id, register]));
    const system = systemActor("test");
    let waiting = registers.filter(({ id, placed }) => placed && !(id in base));
    for (let before = -1; waiting.length > 0 && waiting.length !== before; ) {
      before = waiting.length;
      for (const register of waiting) {
        const input = sampleRow(register, {
          region: place.region,
          n,
          lon: 111.1,
          lat: 40.7,
          idOf: (id) => base[id]?.id,
        });
        if (!input) continue;
        const { row } = await saihan.platform.postgres.transact(system, (tx) =>
          createRow(tx, byId, register, system, input, saihan.platform.now()),
        );
        base[register.id] = { id: row.id };
      }
      waiting = waiting.filter(({ id }) => !(id in base));
    }
  }

  async function seriesOf(mn: string, place: Place, outfall: string): Promise<number> {
    return saihan.platform.postgres.transact(systemActor("test"), async (tx) => {
      const made = await sql<{ id: number }>`
      insert into observation.series (device, mn, subject_kind, subject_id, factor, aggregate, cadence, name, unit, region, party)
      select id, mn, 'outfall', ${outfall}, 'w01018', 'Rtd', 'realtime', 'COD', 'mg/L', ${place.region}, ${place.enterprise}
      from observation.device where mn = ${mn} returning id`.execute(tx);
      return made.rows[0]?.id ?? 0;
    });
  }

  async function packetOf(mn: string): Promise<Record<string, string>> {
    const received = "2026-11-01T00:00:00.000001+08:00";
    await saihan.platform.observe.insert({
      table: "packet",
      columns: ["mn", "received", "raw", "encoding", "verdict"],
      rows: [[mn, Date.parse("2026-11-01T00:00:00+08:00") * 1000 + 1, "##", "text", "stored"]],
      token: mn,
    });
    return { mn, received };
  }

  async function alarmOf(mn: string, place: Place, outfall: string): Promise<string> {
    const id = uuidv7();
    await saihan.platform.postgres.transact(systemActor("test"), (tx) =>
      sql`insert into monitoring.alarm (id, rule, level, kind, subject_kind, subject_id, enterprise, region, mn, started, last, explanation_zh,
        explanation_en, created_at, updated_at)
      values (${id}, 'silence', 'alarm', 'silence', 'outfall', ${outfall}, ${place.enterprise}, ${place.region}, ${mn}, now(), now(), '', '', now(), now())`.execute(
        tx,
      ),
    );
    return id;
  }

  async function transferOf(caseId: string, place: Place): Promise<string> {
    const system = systemActor("test");
    return saihan.platform.postgres.transact(system, async (tx) => {
      const doing = { actor: system, now: saihan.platform.now(), calendar: await readCalendar(tx) };
      const to = partnerId(place.region, "forestry");
      return (await offerTransfer(tx, doing, { caseId, mode: "transfer", to, reason: "矩阵检查", evidence: [] })).id;
    });
  }

  const filled = (route: Route, params: Record<string, string>): string =>
    route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? nowhere[name] ?? "x"));
  const nowhere: Record<string, string> = {
    id: "019b7523-3400-7fff-8000-000000000000",
    grant: "019b7523-3400-7fff-8000-000000000001",
    mn: "NOBODY",
    kind: "outfall",
  };
  const ownerless = new Set(registers.filter(({ parties }) => parties.length === 0).map(({ id }) => id));
  const period = "span=hour&from=2026-11-01T00:00:00%2B08:00&to=2026-11-02T00:00:00%2B08:00";
  const closing = new Set(["session.close", "live"]);
  const bodyFor = (route: Route): unknown =>
    route.method === "GET" ? undefined : { baseVersion: 1, reason: "矩阵检查" };
  const ask = (client: Client, route: Route, params: Record<string, string>) =>
    client.send(
      route.method,
      filled(route, params) + (route.method === "GET" && route.id.startsWith("observation.") ? `?${period}` : ""),
      bodyFor(route),
    );

  describe.each(routes.map((route) => [route.id, route] as const))("%s", (_id, route) => {
    test("asks who is there, and admits the roles that it names", async () => {
      const anonymous = await saihan.anonymous.send(route.method, filled(route, {}), bodyFor(route));
      if (route.access === "public") return expect(anonymous.status).not.toBe(403);
      expect([anonymous.status, anonymous.code]).toEqual([401, "sign-in.required"]);
      for (const role of roleIds) {
        if (closing.has(route.id) && route.access.includes(role)) continue;
        const reply = await ask(people.get(role) as Client, route, {});
        if (route.access.includes(role))
          expect([role, reply.status, reply.code]).not.toEqual([role, 403, "access.role"]);
        else expect([role, reply.status, reply.code]).toEqual([role, 403, "access.role"]);
        expect([role, route.id, reply.status]).not.toEqual([role, route.id, 500]);
      }
    });

    if (route.row !== undefined && route.access !== "public")
      test("finds rows of the own territory or party, and no others", async () => {
        const row = rows.get(route.row as string);
        expect(row, `say in this test how a row of ${route.row} is made`).toBeDefined();
        if (!row) return;
        for (const role of roleIds.filter((id) => route.access.includes(id))) {
          const client = people.get(role) as Client;
          const whole = role === "region" || role === "sysadmin" || role === "secadmin" || role === "auditadmin";
          const outside = await ask(client, route, row.outside);
          // what is sent may be refused before the row is looked for; that tells nothing about the row
          if (whole) expect([role, outside.status]).not.toEqual([role, 404]);
          else
            expect([role, outside.status === 422 && route.method !== "GET" ? 404 : outside.status]).toEqual([
              role,
              404,
            ]);
          // a partner department has none: it finds what was shared with it
          if (role === "partner") continue;
          // an enterprise has no territory: it finds what it is a party to
          if (role === "enterprise" && ownerless.has(route.row as string)) continue;
          const inside = await ask(client, route, row.inside);
          expect([role, inside.status >= 500 || inside.status === 404]).toEqual([role, false]);
        }
      });
  });

  test("a write without the token of the session is refused, and nothing is written", async () => {
    const reply = await (people.get("region") as Client).send(
      "POST",
      "/api/v1/air-stations",
      { name: "x" },
      { "x-csrf-token": "wrong" },
    );
    expect([reply.status, reply.code]).toEqual([403, "csrf.missing"]);
  });
});
