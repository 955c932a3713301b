import { officers, roleIds } from "#kernel/identity/role.ts";
import { defineRegister } from "#kernel/register/define.ts";
import { choice, integer, point, text } from "#kernel/register/field.ts";
import { controls } from "./control.ts";

/** 水质断面: a section of a river or a point in a lake, judged by GB 3838 against its target class. */
export const waterSection = defineRegister({
  id: "base.water-section",
  path: "water-sections",
  title: { zh: "水质断面", en: "Water sections" },
  noun: { zh: "断面", en: "water section" },
  work: "quality",
  label: "name",
  unique: [["code"]],
  read: roleIds,
  write: officers,
  public: true,
  fields: {
    name: text({ zh: "名称", en: "Name" }, { required: true, public: true, list: true, maxLength: 120 }),
    code: text({ zh: "编号", en: "Number" }, { required: true, list: true, maxLength: 20 }),
    river: text({ zh: "水体", en: "Water body" }, { required: true, public: true, list: true, maxLength: 60 }),
    kind: choice(
      { zh: "类型", en: "Kind" },
      { river: { zh: "河流", en: "River" }, lake: { zh: "湖库", en: "Lake" } },
      { required: true, public: true, list: true },
    ),
    targetClass: integer(
      { zh: "目标类别", en: "Target class" },
      {
        required: true,
        public: true,
        list: true,
        min: 1,
        max: 5,
        help: { zh: "1–5 即 Ⅰ–Ⅴ 类", en: "1–5 for classes I–V" },
      },
    ),
    control: choice({ zh: "控制级别", en: "Control" }, controls, { required: true, list: true }),
    location: point({ zh: "位置", en: "Position" }, { required: true, public: true }),
  },
});
