import { z } from "zod";
import { roleIds } from "#kernel/identity/role.ts";
import type { Call } from "#kernel/identity/route.ts";
import { refuse } from "#kernel/refusal.ts";
import type { Tx } from "#store/postgres.ts";
import { createDevice } from "./device.server.ts";
import type { deviceInput } from "./device.ts";

/** What the routes of devices, of requests to them and of unknown devices have in common. */
export const readers = roleIds.filter((role) => role !== "secadmin" && role !== "auditadmin");
/** Who registers devices and speaks to them. */
export const keepers = ["region", "league", "sysadmin"] as const;
export const mnParams = z.object({ mn: z.string().max(64) });

/** A device that stands already is a refusal, whoever keeps it: an MN is given once. */
export async function createOrRefuse(
  tx: Tx,
  call: Pick<Call, "actor">,
  input: z.output<typeof deviceInput>,
): Promise<void> {
  if ((await createDevice(tx, call.actor, input)) === "existing")
    refuse("field.taken", { field: "mn", values: { label: { zh: "设备唯一标识 MN", en: "MN" }, value: input.mn } });
}

export const created = z.object({ mn: z.string(), protocol: z.string() });
