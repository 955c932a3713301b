import type { FastifyInstance } from "fastify";
import { sql } from "kysely";
import { preparePollutants } from "#base/pollutants.server.ts";
import { exceedance } from "#domains/monitoring/exceedance.ts";
import { openCase } from "#kernel/case/case.server.ts";
import { prepareClock, readCalendar } from "#kernel/clock/calendar.server.ts";
import { openKitPlatform } from "#kernel/kit.server.ts";
import { preparePlaces } from "#kernel/place/divisions.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { systemActor } from "#store/actor.ts";
import type { RelationalEngine } from "#store/kit.ts";
import { prepareDemo } from "./demo.ts";
import { openHttp } from "./http.ts";
import { routes } from "./routes.ts";

/** The platform's HTTP face on real engines, without sockets or workers: for tests that ask many routes. */
export type Reply = Readonly<{
  status: number;
  text: string;
  bytes: Uint8Array;
  json: unknown;
  code: string | undefined;
  headers: Record<string, unknown>;
}>;
export type Client = Readonly<{
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
}>;
export type TestPlatform = Readonly<{
  platform: Platform;
  anonymous: Client;
  signIn(username: string, password?: string): Promise<Client>;
  close(): Promise<void>;
}>;

export const testPassword = "demo-2345-test";

export async function openTestPlatform(
  kind: RelationalEngine = "embedded",
  now: () => number = Date.now,
): Promise<TestPlatform> {
  const { platform, close } = await openKitPlatform({ kind, now, demo: true });
  await preparePlaces(platform);
  await preparePollutants(platform);
  await prepareClock(platform);
  await prepareDemo(platform, testPassword);
  const app = await openHttp({ platform, routes, webFolder: platform.settings.dataFolder });
  await app.ready();
  return {
    platform,
    anonymous: clientOf(app, {}),
    signIn: async (username, password = testPassword) => {
      const opened = await app.inject({ method: "POST", url: "/api/v1/session", payload: { username, password } });
      if (opened.statusCode !== 204) throw new Error(`sign-in as ${username}: ${opened.statusCode} ${opened.body}`);
      const cookies = opened.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
      const csrf = opened.cookies.find(({ name }) => name === "saihan_csrf")?.value ?? "";
      return clientOf(app, { cookie: cookies, "x-csrf-token": csrf });
    },
    close: async () => {
      await app.close();
      await close();
    },
  };
}

/** Opens an exceedance case with the branch of 土默特左旗 about a subject. */
export function openExceedance(
  platform: Platform,
  about: Readonly<{
    subject: string;
    concern: string;
    region?: string;
    party?: string | null;
    at?: number;
    organAt?: string;
  }>,
): Promise<string> {
  const { subject, concern, region = "150121", party = null, at = platform.now(), organAt = "150121" } = about;
  return platform.postgres.transact(systemActor("test"), async (tx) => {
    const organ = await sql<{
      id: string;
    }>`select id from organ.organ where region = ${organAt} and kind = 'branch'`.execute(tx);
    const opened = await openCase(tx, systemActor("test"), {
      definition: exceedance.id,
      title: "超标",
      concern,
      region,
      organ: organ.rows[0]?.id as string,
      party,
      subject: { kind: "outfall", id: subject, name: "总排口" },
      at,
      sample: true,
      note: "",
      detail: {},
      calendar: await readCalendar(tx),
    });
    return opened.id;
  });
}

const clientOf = (app: FastifyInstance, standing: Record<string, string>): Client => ({
  send: async (method, path, body, headers = {}) => {
    const reply = await app.inject({
      method: method as "GET",
      url: path,
      headers: { ...standing, ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const json =
      /json/.test(String(reply.headers["content-type"])) && reply.body !== "" ? JSON.parse(reply.body) : undefined;
    const { statusCode: status, body: text, rawPayload: bytes, headers: answered } = reply;
    return { status, text, bytes, json, code: json?.code, headers: answered };
  },
});
