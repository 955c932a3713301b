import { z } from "zod";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { decideExtension, type Extended, extendClock } from "#kernel/clock/extension.server.ts";
import { officers } from "#kernel/identity/role.ts";
import { type Route, route } from "#kernel/identity/route.ts";
import { refuse } from "#kernel/refusal.ts";
import { endText, isoTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { Tx } from "#store/postgres.ts";
import { actingAs } from "./acting.server.ts";
import { addEvent, type CaseRow, lockCase } from "./case.server.ts";
import { followDue } from "./case-clocks.server.ts";
import { type ChangedBy, caseParams, changeCase } from "./change.server.ts";
import { mustBeOpen } from "./joint.server.ts";
import { caseKind } from "./registry.server.ts";
import { whoMay } from "./step.ts";
import { tell } from "./telling.server.ts";

const access = [...officers, "partner"] as const;

/** 延期: asked for by the handling organ, decided by another person of it or of one above. */
export const extensionRoutes: Route[] = [
  route({
    id: "case.extension.ask",
    method: "POST",
    path: "/api/v1/cases/:id/extensions",
    title: { zh: "申请延期", en: "Ask for more time" },
    access,
    params: caseParams,
    row: "case.case",
    body: z.object({
      clock: z.string().max(40),
      amount: z.number().int().positive(),
      reason: z.string().trim().min(1).max(5_000),
    }),
    handle: (call) =>
      changeCase(call, "case.extension.ask", async (tx, by) => {
        const { clock, amount, reason } = call.body;
        const row = await handled(tx, call.params.id, by);
        const made = await extendClock(tx, { caseId: row.id, kind: clock, amount, reason }, by);
        await told(tx, row, made, by, reason);
      }),
  }),
  route({
    id: "case.extension.decide",
    method: "POST",
    path: "/api/v1/cases/:id/extension-decisions",
    title: { zh: "批准或驳回延期", en: "Decide on more time" },
    access,
    params: caseParams,
    row: "case.case",
    body: z.object({ extension: z.uuid(), grant: z.boolean(), note: z.string().trim().max(5_000).optional() }),
    handle: (call) =>
      changeCase(call, "case.extension.decide", async (tx, by) => {
        const { extension, grant, note } = call.body;
        const row = await handled(tx, call.params.id, by);
        const made = await decideExtension(tx, { caseId: row.id, id: extension, grant, note: note || undefined }, by);
        await told(tx, row, made, by, note);
      }),
  }),
];

async function handled(tx: Tx, id: string, { actor }: ChangedBy): Promise<CaseRow> {
  const row = await lockCase(tx, id);
  mustBeOpen(row);
  const as = await actingAs(tx, actor, row);
  if (!as.handler && !as.lead) refuse("access.role", { values: { roles: whoMay("handler") } });
  return row;
}

const titles: Readonly<Record<Extended["state"], (clock: Title) => Title>> = {
  asked: ({ zh, en }) => ({ zh: `申请延长${zh}`, en: `More time asked for: ${en}` }),
  granted: ({ zh, en }) => ({ zh: `准予延长${zh}`, en: `More time granted: ${en}` }),
  refused: ({ zh, en }) => ({ zh: `不予延长${zh}`, en: `More time refused: ${en}` }),
};
const units = { "working-day": "个工作日", "natural-day": "日", hour: "小时" } as const;

async function told(tx: Tx, row: CaseRow, made: Extended, by: ChangedBy, note: string | undefined): Promise<void> {
  const { actor, now } = by;
  const { clock, state, dueAt, amount } = made;
  const title = titles[state]({ zh: clock.title_zh, en: clock.title_en });
  if (state === "granted") await followDue(tx, caseKind(row.definition), row.id);
  await addEvent(tx, {
    caseId: row.id,
    version: row.version,
    at: now,
    actor,
    act: `extension-${state}`,
    title,
    ...(note ? { note } : {}),
    detail: {
      amount: { title: { zh: "延长", en: "More" }, value: amount, shown: `${amount} ${units[clock.unit]}` },
      due: { title: { zh: "到期", en: "Due" }, value: isoTime(dueAt), shown: endText(dueAt) },
      ...(clock.extension_rule ? { basis: [clock.extension_rule] } : {}),
    },
  });
  await recordAct(tx, actor, {
    act: `case.extension.${state}`,
    object: `case.case/${row.id}`,
    detail: { number: row.number, clock: clock.kind, amount },
  });
  await tell(tx, row, state === "asked" ? "handler" : "assignee", { title, at: now, key: `extension:${state}:${now}` });
}
