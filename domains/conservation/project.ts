import { officers } from "#kernel/identity/role.ts";
import { defineRegister } from "#kernel/register/define.ts";
import { area, choice, ref, text } from "#kernel/register/field.ts";
import { activities } from "./activity.ts";

/** 经批准的项目 and what stood there before the line was drawn: their ground is taken off a change before it becomes a clue. */
export const project = defineRegister({
  id: "conservation.project",
  path: "approved-projects",
  title: { zh: "已批准项目", en: "Approved projects" },
  noun: { zh: "已批准项目", en: "approved project" },
  work: "conservation",
  label: "name",
  dated: true,
  unique: [["document"]],
  read: [...officers],
  write: [...officers],
  fields: {
    name: text({ zh: "项目名称", en: "Project" }, { required: true, list: true, maxLength: 160 }),
    kind: choice(
      { zh: "性质", en: "Kind" },
      {
        approved: { zh: "经批准", en: "Approved" },
        legacy: { zh: "划定前已有（村庄、设施）", en: "Stood there before the line" },
      },
      { required: true, list: true },
    ),
    activity: choice({ zh: "活动类型", en: "Activity" }, activities, { required: true, list: true }),
    document: text({ zh: "批准文号", en: "Document" }, { required: true, list: true, maxLength: 120 }),
    authority: text({ zh: "批准机关", en: "Authority" }, { maxLength: 120 }),
    enterprise: ref({ zh: "建设单位", en: "Enterprise" }, "base.enterprise"),
    area: area({ zh: "批准范围", en: "Approved outline" }, { required: true, list: true }),
  },
});
