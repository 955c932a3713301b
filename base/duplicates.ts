import type { DuplicateRule } from "#kernel/merge/rule.ts";
import { enterprise } from "./enterprise.ts";

/**
 * 疑似重复企业. Characters 9–17 of a credit code (GB 32100) are the organisation code, which stays when the registering authority, and with it
 * the beginning of the code, changes.
 */
export const enterpriseDuplicates: DuplicateRule = {
  register: enterprise,
  code: { field: "uscc", from: 9, length: 9 },
  place: "location",
  references: [
    { table: "observation.device", column: "party", key: "id" },
    { table: "observation.series", column: "party", key: "id" },
    { table: "monitoring.alarm", column: "enterprise", key: "id" },
    { table: "case.case", column: "party", key: "id" },
    { table: "identity.person", column: "organ", key: "id" },
    { table: "identity.grant", column: "organ", key: "id" },
  ],
};
