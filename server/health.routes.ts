import { type Route, raw, route } from "#kernel/identity/route.ts";
import { healthOf } from "./health.ts";

export const healthRoutes: Route[] = [
  route({
    id: "health",
    method: "GET",
    path: "/healthz",
    title: { zh: "运行状况", en: "Health" },
    access: "public",
    handle: async ({ platform }) => {
      const { ready, parts } = await healthOf(platform);
      return raw({
        status: ready ? 200 : 503,
        headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" },
        body: JSON.stringify({ ready, parts }),
      });
    },
  }),
];
