import { roleIds } from "#kernel/identity/role.ts";
import { defineRegister } from "#kernel/register/define.ts";
import { boolean, choice, longtext, text } from "#kernel/register/field.ts";
import { activities, verdicts, zoneKinds } from "./activity.ts";

/** 建设项目负面清单: what an activity may do in a zone, by which provision, and whether that was compared with its text. */
export const activityRule = defineRegister({
  id: "conservation.activity-rule",
  path: "activity-rules",
  title: { zh: "负面清单", en: "Negative list" },
  noun: { zh: "清单条目", en: "rule" },
  work: "conservation",
  label: "basis",
  sort: "activity",
  placed: false,
  dated: true,
  unique: [["activity", "zone"]],
  read: roleIds,
  write: ["region"],
  fields: {
    activity: choice({ zh: "活动", en: "Activity" }, activities, { required: true, list: true, fixed: true }),
    zone: choice({ zh: "分区", en: "Zone" }, zoneKinds, { required: true, list: true, fixed: true }),
    verdict: choice({ zh: "管控", en: "Verdict" }, verdicts, { required: true, list: true }),
    basis: text({ zh: "依据", en: "Basis" }, { required: true, list: true, maxLength: 200 }),
    conditions: longtext({ zh: "条件", en: "Conditions" }, { maxLength: 2_000 }),
    verified: boolean({ zh: "已与原文核对", en: "Compared with its text" }, { required: true, list: true }),
  },
});
