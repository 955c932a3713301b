import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import type { Route } from "#kernel/identity/route.ts";
import { deviceRoutes } from "#kernel/observation/device.routes.server.ts";
import { readingRoutes } from "#kernel/observation/reading.routes.server.ts";
import { requestRoutes } from "#kernel/observation/request.routes.server.ts";
import { strangerRoutes } from "#kernel/observation/stranger.routes.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { type Actor, systemActor } from "#store/actor.ts";
import { eventually, relationalEngines } from "#store/kit.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import { frameOf, freshQn, openPlatform, packetOf, Sender } from "./kit.ts";
import { packetRoutes } from "./packet.routes.server.ts";

const routes = [...deviceRoutes, ...requestRoutes, ...strangerRoutes, ...readingRoutes, ...packetRoutes];
const mn = "010000A8900016F000169DC1";
const station = "01900000-0000-7000-8000-000000000001";
const person = (scope: string, role: string): Actor => ({
  kind: "person",
  id: "01900000-0000-7000-8000-00000000000a",
  name: "测试",
  scopes: [scope],
  roles: [role],
  organ: undefined,
});
const region = person("r:150000", "region");
const elsewhere = person("r:150200", "league");

describe.each(relationalEngines)("devices and packets by their routes, with PostgreSQL %s", (kind) => {
  let opened: Awaited<ReturnType<typeof openPlatform>>;
  let platform: Platform;
  let gateway: Gateway;

  /** Calls a route as the shell does, checking its answer against the declared reply. */
  async function call(
    actor: Actor,
    id: string,
    input: { params?: object; query?: object; body?: object } = {},

    // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
  ): Promise<any> {
    const route = routes.find((one) => one.id === id) as Route;
    const read = (schema: z.ZodType | undefined, value: object | undefined) =>
      schema ? schema.parse(value ?? {}) : {};
    const reply = await route.handle({
      actor,
      platform,
      params: read(route.params, input.params),
      query: read(route.query, input.query),
      body: read(route.body, input.body),
      language: "zh",
      signal: new AbortController().signal,
      peer: "127.0.0.1",
      cookies: {},
      idempotencyKey: undefined,
    } as never);
    return route.reply ? route.reply.parse(reply) : reply;
  }

  beforeAll(async () => {
    opened = await openPlatform({ kind });
    platform = opened.platform;
    await platform.postgres.transact(systemActor("test"), (tx) =>
      sql`insert into base.air_station (id, region, name, code, control, zone_class, location, created_by, updated_by)
      values (${station}, '150100', '示例站', 'X1', 'region', 'II', st_setsrid(st_makepoint(111.7, 40.8), 4490), 'test', 'test')`.execute(
        tx,
      ),
    );
    gateway = await startGateway({ platform, port: 0, host: "127.0.0.1" });
  });
  afterAll(async () => {
    await gateway?.stop();
    await opened?.close();
  });

  test("a registered device, from its first packet to every screen", async () => {
    const body = { mn, password: "123456", protocol: "HJ212-2017", station, key: "0000000000000000", interval: 60 };
    expect(await call(region, "observation.device.create", { body })).toEqual({ mn, protocol: "HJ212-2017" });
    await expect(call(region, "observation.device.create", { body })).rejects.toMatchObject({ code: "field.taken" });
    await expect(
      call(elsewhere, "observation.device.create", { body: { ...body, mn: "OTHER1" } }),
    ).rejects.toMatchObject({ code: "field.reference" });

    const sender = new Sender(gateway.port);
    const qn = freshQn();
    const time = Math.floor(Date.now() / 60_000) * 60_000;
    sender.send(frameOf(packetOf(mn, { qn, st: "22", time, values: { a34004: "61", a34002: "80.5", a21026: "12" } })));
    expect(await sender.answered(qn)).toBe(true);

    // The platform sets the clock of a device that connects; the device takes the request and does it.
    expect(await sender.until(() => sender.answers.some(({ cn }) => cn === "1012"))).toBe(true);
    const asked = sender.answers.find(({ cn }) => cn === "1012")?.qn as string;
    const answer = (cn: string, name: string) =>
      frameOf({ ...packetOf(mn, { qn: asked, cn, st: "91", flag: 4 }), cp: [[[name, "1"]]] });
    sender.send(answer("9011", "QnRtn"));
    sender.send(answer("9012", "ExeRtn"));
    const requests = await eventually(
      () => call(region, "observation.request.list", { params: { mn } }),
      ({ items }) => items.length > 0,
    );
    expect(requests.items).toMatchObject([{ cn: "1012", command: "time-sync", state: "done", code: "1", sends: 1 }]);

    const list = await call(region, "observation.device.list");
    expect(list.items).toMatchObject([
      {
        mn,
        online: true,
        subject: { kind: "air-station", id: station, name: "示例站" },
        lastHour: { received: 3, rejected: 0 },
      },
    ]);
    const device = await call(region, "observation.device.read", { params: { mn } });
    expect(device).toMatchObject({ encrypted: true, version: 1, peer: "127.0.0.1" });
    const ledger = await call(region, "observation.device.ledger", { params: { mn } });
    expect(ledger).toMatchObject({ received: 3, stored: 3, duplicate: 0, rejected: {} });

    const packets = await call(region, "observation.packet.list", { query: { mn } });
    const first = packets.items.at(-1);
    expect(first).toMatchObject({ qn, verdict: "stored", readings: 3 });
    const packet = await call(region, "observation.packet.read", { params: { mn, received: first.received } });
    expect(packet.readings).toHaveLength(3);
    expect(packet.raw).toMatch(/^##\d{4}QN=/);
    expect(packet.segments[0]).toMatchObject({ name: "QN", value: qn });

    const readings = await call(region, "observation.reading.list", { query: { mn, factor: "a34004" } });
    expect(readings.items).toMatchObject([{ value: 61, unit: "µg/m³", flag: "N", received: first.received }]);
    const series = await call(region, "observation.series.list", { query: { subject: station } });
    expect(series.items).toHaveLength(3);
    const id = series.items[0].id;
    expect((await call(region, "observation.series.readings", { params: { id } })).items).toHaveLength(1);
    expect((await call(region, "observation.series.spans", { params: { id }, query: { span: "hour" } })).items).toEqual(
      [],
    );

    const changed = await call(region, "observation.device.amend", {
      params: { mn },
      body: { baseVersion: 1, reason: "更换密码", password: "abcdef" },
    });
    expect(changed.version).toBe(2);
    await expect(
      call(region, "observation.device.amend", { params: { mn }, body: { baseVersion: 1, reason: "再改" } }),
    ).rejects.toMatchObject({ code: "version.conflict" });
    sender.close();
  });

  test("another league sees nothing of it, by any way", async () => {
    expect((await call(elsewhere, "observation.device.list")).items).toEqual([]);
    for (const id of ["observation.device.read", "observation.device.ledger", "observation.request.list"])
      await expect(call(elsewhere, id, { params: { mn } })).rejects.toMatchObject({ code: "not-found" });
    expect((await call(elsewhere, "observation.packet.list", { query: { mn } })).items).toEqual([]);
    const mine = await call(region, "observation.packet.list", { query: { mn } });
    await expect(
      call(elsewhere, "observation.packet.read", { params: { mn, received: mine.items[0].received } }),
    ).rejects.toMatchObject({ code: "not-found" });
    expect((await call(elsewhere, "observation.reading.list", { query: { mn } })).items).toEqual([]);
    expect((await call(elsewhere, "observation.series.list", { query: { subject: station } })).items).toEqual([]);
    await expect(call(elsewhere, "observation.series.readings", { params: { id: 1 } })).rejects.toMatchObject({
      code: "not-found",
    });
    expect((await call(elsewhere, "observation.stranger.list")).items).toEqual([]);
  });

  test("a stranger is seen, adopted, and served", async () => {
    const stranger = "STRANGER00000001";
    const sender = new Sender(gateway.port);
    sender.send(frameOf(packetOf(stranger, { qn: freshQn() })));
    await eventually(() => gateway.counters.rejected > 0);
    expect((await call(region, "observation.stranger.list")).items).toMatchObject([
      { mn: stranger, count: 1, reason: "unknown-mn" },
    ]);
    await call(region, "observation.stranger.adopt", { params: { mn: stranger }, body: { region: "150100" } });
    expect((await call(region, "observation.stranger.list")).items).toEqual([]);
    const qn = freshQn();
    await sender.insist(frameOf(packetOf(stranger, { qn })), qn);
    await expect(
      call(region, "observation.request.create", { params: { mn: "NOBODY" }, body: { command: "time-sync" } }),
    ).rejects.toMatchObject({ code: "not-found" });
    const made = await call(region, "observation.request.create", {
      params: { mn: stranger },
      body: { command: "realtime-interval", value: 60 },
    });
    expect(made.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await sender.until(() => sender.answers.some(({ cn }) => cn === "1062"))).toBe(true);
    sender.close();
  });
});
