import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import fastifyStatic from "@fastify/static";
import swagger from "@fastify/swagger";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { type DeviceTime, deviceTime } from "#kernel/field/device-time.ts";
import { roles } from "#kernel/identity/role.ts";
import type { Raw, Route } from "#kernel/identity/route.ts";
import { onBehalfCookie, sessionCookie } from "#kernel/identity/session.routes.server.ts";
import { type Session, sessionOf, type Wish } from "#kernel/identity/session.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { problemOf, Refusal, refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import { systemActor } from "#store/actor.ts";
import { readInput } from "./input.ts";

const bodyLimit = 20 * 1024 * 1024;
/** A chunk of a file comes as bytes. */
const bytesLimit = 4 * 1024 * 1024;

/** The HTTP face: every declared route behind sign-in, role and CSRF in that order, then the static pages. */
export async function openHttp(options: {
  platform: Platform;
  routes: readonly Route[];
  webFolder: string;
}): Promise<FastifyInstance> {
  const { platform, routes, webFolder } = options;
  const app = fastify({
    bodyLimit,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
  });
  // validation and serialisation are ours (readInput, the reply schema), so that a refusal can speak the reader's language
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  app.addContentTypeParser(
    "application/octet-stream",
    { parseAs: "buffer", bodyLimit: bytesLimit },
    (_request, bytes, done) => done(null, bytes),
  );
  app.setErrorHandler((error, request, reply) => answerError(platform, error as Error, request, reply));
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "赛罕 Saihan", version: platform.settings.version, description: "生态环境智慧监管平台" },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  app.get("/api/v1/openapi.json", { schema: { hide: true } }, () => app.swagger());
  await app.register(async (scope) => {
    for (const route of routes) register(scope, platform, route);
  });
  await servePages(app, platform, webFolder);
  return app;
}

function register(app: FastifyInstance, platform: Platform, route: Route): void {
  const status = route.status ?? 200;
  app.route({
    method: route.method,
    url: route.path,
    schema: {
      operationId: route.id,
      summary: route.title.zh,
      description: `${route.title.en}. ${route.access === "public" ? "Public." : `For: ${route.access.join(", ")}.`}`,
      tags: [route.id.split(".")[0] as string],
      ...(route.params ? { params: route.params } : {}),
      ...(route.query ? { querystring: route.query } : {}),
      ...(route.body ? { body: route.body } : {}),
      ...(route.reply ? { response: { [status]: route.reply } } : {}),
    },
    handler: (request, reply) => answer(platform, route, request, reply),
  });
}

async function answer(
  platform: Platform,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const cookies = cookiesOf(request);
  const session = route.access === "public" ? undefined : await admit(platform, route, request, cookies);
  const language = languageOf(request);
  const leaving = new AbortController();
  reply.raw.on("close", () => leaving.abort());
  const peer = request.ip;
  const outcome = await route.handle({
    actor: session
      ? { ...session.actor, peer, request: request.id, ...fromTheField(request, platform.now()) }
      : systemActor("public"),
    params: readInput(route.params, request.params),
    query: readInput(route.query, request.query),
    body: readInput(route.body, request.body),
    platform,
    language,
    signal: leaving.signal,
    peer,
    origin: originOf(request),
    cookies,
    idempotencyKey: headerOf(request, "idempotency-key"),
    header: (name) => headerOf(request, name),
  });
  if (isRaw(outcome)) return answerRaw(outcome, reply);
  reply.status(route.status ?? 200).header("cache-control", "no-store");
  return route.reply ? route.reply.parse(outcome) : outcome;
}

async function admit(
  platform: Platform,
  route: Route,
  request: FastifyRequest,
  cookies: Record<string, string>,
): Promise<Session> {
  const token = cookies[sessionCookie];
  const session =
    (token && (await sessionOf(platform, token, wishOf(request, cookies)))) ||
    refuse("sign-in.required", { extra: { settings: { demo: platform.settings.demo } } });
  const allowed = route.access as readonly string[];
  if (!session.actor.roles.some((role) => allowed.includes(role)))
    refuse("access.role", { values: { roles: named(allowed) } });
  if (route.method !== "GET" && headerOf(request, "x-csrf-token") !== session.csrf)
    refuse("csrf.missing", { field: "x-csrf-token" });
  return session;
}

/**
 * In whose name: a write says so itself. A read may also be told by the cookie that the browser keeps, because pictures, files and the live
 * stream are asked for without headers.
 */
function wishOf(request: FastifyRequest, cookies: Record<string, string>): Wish | undefined {
  const asked = headerOf(request, "x-on-behalf-of");
  if (asked !== undefined) return { principal: asked, remembered: false };
  const kept = request.method === "GET" ? cookies[onBehalfCookie] : undefined;
  return kept ? { principal: kept, remembered: true } : undefined;
}

/** A device that sends what it recorded earlier says when that was by its clock. */
function fromTheField(request: FastifyRequest, now: number): { device: DeviceTime } | undefined {
  const said = {
    sentAt: headerOf(request, "x-device-time"),
    recordedAt: headerOf(request, "x-recorded-at"),
    knownOffset: headerOf(request, "x-clock-offset"),
  };
  const device = deviceTime(said, now);
  return device && { device };
}

const named = (allowed: readonly string[]) => {
  const titles = allowed.map((role) => roles[role as keyof typeof roles]);
  return { zh: titles.map((title) => title.zh).join("、"), en: titles.map((title) => title.en).join(", ") };
};

const isRaw = (outcome: unknown): outcome is Raw =>
  typeof outcome === "object" && outcome !== null && (outcome as Raw).raw === true;

function answerRaw(outcome: Raw, reply: FastifyReply): FastifyReply {
  reply.status(outcome.status ?? 200);
  for (const [name, value] of Object.entries(outcome.headers)) reply.header(name, value);
  const { body } = outcome;
  if (body === undefined || typeof body === "string") return reply.send(body ?? "");
  if (body instanceof Uint8Array) return reply.send(Buffer.from(body));
  return reply.send(Readable.from(body));
}

function answerError(
  platform: Platform,
  error: Error & { statusCode?: number; code?: string },
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const language = languageOf(request);
  const send = (refusal: Refusal) =>
    reply
      .status(refusal.status)
      .header("content-type", "application/problem+json; charset=utf-8")
      .send(JSON.stringify({ ...problemOf(refusal, language), request: request.id }));
  if (error instanceof Refusal) return send(error);
  if (error.statusCode === 413)
    return send(new Refusal("too-large", { values: { limit: isBytes(request) ? "4 MB" : "20 MB" } }));
  if (error.statusCode !== undefined && error.statusCode < 500)
    return send(
      new Refusal("field.invalid", {
        values: {
          problem: { zh: `请求无法读取：${error.message}`, en: `The request cannot be read: ${error.message}` },
        },
      }),
    );
  platform.log(`error ${request.id} ${request.method} ${request.url}: ${error.stack ?? error.message}`);
  if (isEngineLoss(error)) return send(new Refusal("engine.unavailable"));
  return reply
    .status(500)
    .header("content-type", "application/problem+json; charset=utf-8")
    .send(
      JSON.stringify({
        type: "urn:saihan:fault",
        status: 500,
        code: "fault",
        title:
          language === "zh"
            ? "平台出错了，未保存任何内容。请把编号告诉管理员。"
            : "The platform failed; nothing was stored. Tell the administrator the number.",
        zh: "平台出错了，未保存任何内容。请把编号告诉管理员。",
        en: "The platform failed; nothing was stored. Tell the administrator the number.",
        request: request.id,
      }),
    );
}

const isEngineLoss = (error: { code?: string; message: string }): boolean =>
  /ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|57P0\d|08\d\d\d/.test(error.code ?? "") ||
  /Connection terminated|terminating connection/.test(error.message);

async function servePages(app: FastifyInstance, platform: Platform, folder: string): Promise<void> {
  const page = join(folder, "index.html");
  const built = existsSync(page);
  if (built)
    await app.register(fastifyStatic, {
      root: folder,
      wildcard: false,
      index: false,
      // files under assets/ carry a hash in their name
      setHeaders: (reply, path) => {
        reply.header("cache-control", path.includes("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
      },
    });
  app.setNotFoundHandler((request, reply) => {
    const wantsPage =
      request.method === "GET" &&
      !/^\/(api|ogc|sta)\//.test(request.url) &&
      (request.headers.accept ?? "").includes("text/html");
    if (wantsPage && built) return reply.header("cache-control", "no-cache").sendFile("index.html");
    const refusal = new Refusal("route.unknown", { values: { path: request.url.slice(0, 200) } });
    return reply
      .status(404)
      .header("content-type", "application/problem+json; charset=utf-8")
      .send(JSON.stringify(problemOf(refusal, languageOf(request))));
  });
  app.addHook("onSend", async (_request, reply) => {
    reply.header("x-content-type-options", "nosniff");
    // devices measure their clocks by it
    reply.header("x-server-time", isoTime(platform.now()));
    reply.header("referrer-policy", "same-origin");
    reply.header("x-frame-options", "SAMEORIGIN");
    reply.header(
      "content-security-policy",
      "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; connect-src 'self'; font-src 'self' data:; frame-ancestors 'self'",
    );
  });
}

const isBytes = (request: FastifyRequest): boolean =>
  /^application\/octet-stream/.test(request.headers["content-type"] ?? "");

/** As the caller wrote it, also behind a proxy. Only ever given back to that caller, in links. */
const originOf = (request: FastifyRequest): string => {
  const protocol = headerOf(request, "x-forwarded-proto") === "https" ? "https" : request.protocol;
  return `${protocol}://${headerOf(request, "x-forwarded-host") ?? request.host}`;
};

const headerOf = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === "string" && value !== "" ? value : undefined;
};

const languageOf = (request: FastifyRequest): "zh" | "en" =>
  /^en\b/i.test(request.headers["accept-language"] ?? "") ? "en" : "zh";

function cookiesOf(request: FastifyRequest): Record<string, string> {
  const cookies: Record<string, string> = {};
  for (const part of (request.headers.cookie ?? "").split(";")) {
    const at = part.indexOf("=");
    if (at > 0) cookies[part.slice(0, at).trim()] = part.slice(at + 1).trim();
  }
  return cookies;
}
