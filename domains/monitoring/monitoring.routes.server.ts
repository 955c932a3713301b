import { type Route, route } from "#kernel/identity/route.ts";
import { alarmRoutes } from "./alarm.routes.server.ts";
import "./exceedance-cases.server.ts";
import "./field-work.server.ts";
import { mapRoutes, readers } from "./map.routes.server.ts";
import { overviewOf } from "./overview.server.ts";

/** Every route of the room. Importing it also tells the kernel of the room's cases. */
export const monitoringRoutes: Route[] = [
  route({
    id: "monitoring.overview",
    method: "GET",
    path: "/api/v1/overview",
    title: { zh: "总览", en: "Overview" },
    access: readers,
    handle: ({ platform, actor }) => overviewOf(platform, actor),
  }),
  ...alarmRoutes,
  ...mapRoutes,
];
