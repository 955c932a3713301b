import { sql } from "kysely";
import { z } from "zod";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { page } from "#kernel/identity/contract.ts";
import { once } from "#kernel/identity/idempotency.server.ts";
import { type Route, route } from "#kernel/identity/route.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import { readDevice } from "./device.server.ts";
import { requestInput, requestItem } from "./device.ts";
import { keepers, mnParams, readers } from "./device-access.server.ts";
import { type Asked, linksOf } from "./links.server.ts";

const row = "observation.device";

/** What the platform asks of a device (反控), and what became of it. */
export const requestRoutes: Route[] = [
  route({
    id: "observation.request.list",
    method: "GET",
    path: "/api/v1/devices/:mn/requests",
    title: { zh: "下发的请求", en: "Requests to the device" },
    access: readers,
    params: mnParams,
    reply: page(requestItem),
    row,
    handle: ({ platform, actor, params }) =>
      platform.postgres.transact(
        actor,
        async (tx) => {
          const device = await readDevice(tx, params.mn);
          const { rows } =
            await sql<RequestRow>`select id, command, cn, qn, detail, state, sends, code, asked_at, asked_by, ended_at
            from observation.request where device = ${device.id} order by asked_at desc limit 100`.execute(tx);
          const items = rows.map(({ asked_at, asked_by, ended_at, ...rest }) => ({
            ...rest,
            askedAt: isoTime(asked_at.getTime()),
            askedBy: asked_by,
            endedAt: ended_at ? isoTime(ended_at.getTime()) : null,
          }));
          return { items, next: null };
        },
        { readOnly: true },
      ),
  }),
  route({
    id: "observation.request.create",
    method: "POST",
    path: "/api/v1/devices/:mn/requests",
    title: { zh: "向数采仪下发请求", en: "Ask a device" },
    access: keepers,
    params: mnParams,
    body: requestInput,
    status: 201,
    reply: z.object({ id: z.string() }),
    row,
    handle: async (call) => {
      const { platform, actor, params, body } = call;
      requireValue(body);
      const by = actor.kind === "person" ? actor.id : `system:${actor.name}`;
      let asked: Asked | undefined;
      const reply = await once(call, "observation.request.create", 201, async (tx) => {
        const { id, mn } = await readDevice(tx, params.mn);
        await recordAct(tx, actor, {
          act: "observation.request.create",
          object: `observation.device/${id}`,
          detail: { ...body },
        });
        // last in the transaction: a refusal leaves neither a line nor a used key behind
        asked = linksOf(platform).ask?.(mn, body.command, body.value, by);
        return asked ? { id: asked.id } : refuse("device.offline", { values: { mn } });
      });
      await asked?.saved();
      return reply;
    },
  }),
];

type RequestRow = Omit<z.input<typeof requestItem>, "askedAt" | "askedBy" | "endedAt"> & {
  asked_at: Date;
  asked_by: string;
  ended_at: Date | null;
};

const minuteIntervals: readonly (number | undefined)[] = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30];

function requireValue({ command, value }: z.output<typeof requestInput>): void {
  if (command === "realtime-interval" && !(value !== undefined && value >= 30 && value <= 3600))
    refuse("field.invalid", {
      field: "value",
      values: {
        problem: {
          zh: "实时数据间隔为 30～3600 秒（HJ 212-2017 表 4）。",
          en: "The real-time interval is 30 to 3600 seconds.",
        },
      },
    });
  if (command === "minute-interval" && !minuteIntervals.includes(value))
    refuse("field.invalid", {
      field: "value",
      values: {
        problem: {
          zh: "分钟数据间隔只能取 1、2、3、4、5、6、10、12、15、20、30。",
          en: "The minute interval is one of 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30.",
        },
      },
    });
  if (command === "timeouts" && !(value !== undefined && value >= 1 && value <= 99))
    refuse("field.invalid", {
      field: "value",
      values: { problem: { zh: "超时时间为 1～99 秒。", en: "The time-out is 1 to 99 seconds." } },
    });
}
