import { z } from "zod";
import { roleIds } from "./role.ts";

/** What the identity routes take and give; the browser imports the types. */
export const named = z.object({ id: z.string(), name: z.string() });
export const regionName = z.object({ code: z.string(), name: z.string() });
export const role = z.enum(roleIds as [string, ...string[]]);

export const signInBody = z.strictObject({ username: z.string().min(1).max(60), password: z.string().min(1).max(200) });

export const sessionReply = z.object({
  user: z.object({
    id: z.string(),
    username: z.string(),
    name: z.string(),
    organ: z.object({ id: z.string(), name: z.string(), kind: z.string() }),
    roles: z.array(z.string()),
    regions: z.array(regionName),
    /** In whose name the person acts at this moment; organ, roles and regions are then the other's. */
    onBehalfOf: named.nullable(),
    /** Colleagues in whose name the person may act now, and until when. */
    mayActFor: z.array(z.object({ id: z.string(), name: z.string(), until: z.string() })),
  }),
  settings: z.object({
    mapApproval: z.string().nullable(),
    demo: z.boolean(),
    version: z.string(),
    hj212Port: z.int(),
  }),
});
export type SessionReply = z.infer<typeof sessionReply>;

export const grantReply = z.object({
  id: z.string(),
  role: z.string(),
  organ: named,
  regions: z.array(regionName),
  from: z.string(),
  to: z.string().nullable(),
});
export const personReply = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string(),
  organ: named,
  grants: z.array(grantReply),
  disabled: z.boolean(),
  locked: z.boolean(),
  version: z.int(),
  sample: z.boolean(),
});
export type PersonReply = z.infer<typeof personReply>;

export const grantBody = z.strictObject({
  role,
  regions: z.array(z.string().regex(/^\d{6}$/)).max(200),
  reason: z.string().trim().min(2).max(500).optional(),
});
export const personBody = z.strictObject({
  username: z.string().regex(/^[a-z][a-z0-9._-]{2,39}$/),
  name: z.string().trim().min(1).max(40),
  organ: z.uuid(),
  password: z.string().max(200),
  grants: z.array(grantBody).min(1).max(10),
});
export const personAmendment = z.strictObject({
  baseVersion: z.int().positive().optional(),
  reason: z.string().trim().min(2).max(500).optional(),
  name: z.string().trim().min(1).max(40).optional(),
  disabled: z.boolean().optional(),
  unlock: z.literal(true).optional(),
  password: z.string().max(200).optional(),
});

export const delegationBody = z.strictObject({
  /** In whose name; the sender's own when left out. Another's is given by the security administrator only. */
  principal: z.uuid().optional(),
  delegate: z.uuid(),
  from: z.iso.datetime({ offset: true }),
  to: z.iso.datetime({ offset: true }),
  reason: z.string().trim().min(2).max(500),
});
export const delegationReply = z.object({
  id: z.string(),
  principal: named,
  delegate: named,
  organ: named,
  from: z.string(),
  to: z.string(),
  reason: z.string(),
  givenBy: z.string(),
  ended: z.object({ at: z.string(), by: z.string(), reason: z.string() }).nullable(),
  inForce: z.boolean(),
});
export type DelegationReply = z.infer<typeof delegationReply>;

export const handOverItem = z.object({ kind: z.string(), id: z.string(), title: z.string() });
export const handOverPreview = z.object({
  leaver: named,
  items: z.array(handOverItem),
});
export const handOverBody = z.strictObject({
  leaver: z.uuid(),
  successor: z.uuid(),
  reason: z.string().trim().min(2).max(500),
  /** The leaver's account is closed in the same act. */
  disable: z.boolean().default(false),
});

export const savedFilterBody = z.strictObject({
  list: z.string().regex(/^[a-z][a-z0-9.-]{1,59}$/),
  name: z.string().trim().min(1).max(20),
  filters: z.record(z.string().max(40), z.string().max(200)),
});
export const savedFilterReply = z.object({
  id: z.string(),
  list: z.string(),
  name: z.string(),
  filters: z.record(z.string(), z.string()),
});

export const ownPasswordBody = z.strictObject({ current: z.string().max(200), next: z.string().max(200) });

export const pageQuery = z.object({
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  q: z.string().trim().max(60).optional(),
});
export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });
