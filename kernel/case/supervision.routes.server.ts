import { z } from "zod";
import { type Route, route } from "#kernel/identity/route.ts";
import { caseParams, changeCase } from "./change.server.ts";
import { superviseCase, supervisors } from "./supervision.server.ts";

const body = z.object({ note: z.string().trim().min(1).max(5_000) });

/** 督办 and 解除督办, by hand. The clock sets it too, when a term was missed and nobody acted. */
export const supervisionRoutes: Route[] = [
  route({
    id: "case.supervise",
    method: "POST",
    path: "/api/v1/cases/:id/supervision",
    title: { zh: "督办", en: "Supervise a case" },
    access: supervisors,
    params: caseParams,
    row: "case.case",
    body,
    handle: (call) =>
      changeCase(call, "case.supervise", (tx, by) =>
        superviseCase(tx, call.params.id, { act: "supervise", note: call.body.note }, by),
      ),
  }),
  route({
    id: "case.supervision.lift",
    method: "POST",
    path: "/api/v1/cases/:id/supervision/lift",
    title: { zh: "解除督办", en: "Lift the supervision of a case" },
    access: supervisors,
    params: caseParams,
    row: "case.case",
    body,
    handle: (call) =>
      changeCase(call, "case.supervision.lift", (tx, by) =>
        superviseCase(tx, call.params.id, { act: "lift", note: call.body.note }, by),
      ),
  }),
];
