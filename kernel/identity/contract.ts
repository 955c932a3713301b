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
export const ownPasswordBody = z.strictObject({ current: z.string().max(200), next: z.string().max(200) });

export const pageQuery = z.object({
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  q: z.string().trim().max(60).optional(),
});
export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });
