import { officers, roleIds } from "#kernel/identity/role.ts";
import { defineRegister } from "#kernel/register/define.ts";
import { choice, point, text } from "#kernel/register/field.ts";
import { controls } from "./control.ts";

/** 空气站: an automatic ambient air station, judged by GB 3095 and HJ 633. */
export const airStation = defineRegister({
  id: "base.air-station",
  path: "air-stations",
  title: { zh: "空气站", en: "Air stations" },
  noun: { zh: "空气站", en: "air station" },
  work: "quality",
  label: "name",
  unique: [["code"]],
  read: roleIds,
  write: officers,
  public: true,
  fields: {
    name: text({ zh: "名称", en: "Name" }, { required: true, public: true, list: true, maxLength: 120 }),
    code: text({ zh: "编号", en: "Number" }, { required: true, list: true, maxLength: 20 }),
    control: choice({ zh: "控制级别", en: "Control" }, controls, { required: true, public: true, list: true }),
    zoneClass: choice(
      { zh: "功能区", en: "Zone class" },
      { I: { zh: "一类区", en: "Class I" }, II: { zh: "二类区", en: "Class II" } },
      { required: true, public: true, list: true, help: { zh: "GB 3095 环境空气功能区", en: "Zone class of GB 3095" } },
    ),
    location: point({ zh: "位置", en: "Position" }, { required: true, public: true }),
  },
});
