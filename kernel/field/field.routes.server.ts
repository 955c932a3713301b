import { officers } from "#kernel/identity/role.ts";
import { type Route, route } from "#kernel/identity/route.ts";
import { personOf } from "#kernel/identity/session.server.ts";
import { fieldTasksReply } from "./contract.ts";
import { fieldTasks } from "./tasks.server.ts";

/** What a person takes along. Writes of the field go through the same routes as all others, with a key, a version and the device's time. */
export const fieldRoutes: Route[] = [
  route({
    id: "field.tasks",
    method: "GET",
    path: "/api/v1/field/tasks",
    title: { zh: "现场任务（含离线填报所需的全部内容）", en: "Field tasks with all that their forms need" },
    access: [...officers, "partner"],
    reply: fieldTasksReply,
    handle: ({ platform, actor }) =>
      platform.postgres.transact(actor, (tx) => fieldTasks(tx, personOf(actor), platform.now()), { readOnly: true }),
  }),
];
