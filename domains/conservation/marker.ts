import { officers, roleIds } from "#kernel/identity/role.ts";
import { defineRegister } from "#kernel/register/define.ts";
import { choice, date, point, ref, text } from "#kernel/register/field.ts";

/** 勘界定标: a post or board that shows the line on the ground. */
export const marker = defineRegister({
  id: "conservation.marker",
  path: "markers",
  title: { zh: "界桩与标识牌", en: "Boundary markers" },
  noun: { zh: "界桩", en: "marker" },
  work: "conservation",
  label: "number",
  unique: [["number"]],
  read: roleIds,
  write: [...officers],
  fields: {
    number: text({ zh: "界桩号", en: "Number" }, { required: true, list: true, fixed: true, maxLength: 40 }),
    kind: choice(
      { zh: "类型", en: "Kind" },
      {
        post: { zh: "界桩", en: "Post" },
        monument: { zh: "界碑", en: "Monument" },
        board: { zh: "标识牌", en: "Board" },
      },
      { required: true, list: true },
    ),
    redLine: ref({ zh: "红线图斑", en: "Red-line parcel" }, "conservation.red-line", { list: true }),
    reserve: ref({ zh: "自然保护地", en: "Reserve" }, "conservation.reserve"),
    location: point({ zh: "位置", en: "Position" }, { required: true }),
    state: choice(
      { zh: "状况", en: "State" },
      {
        intact: { zh: "完好", en: "Intact" },
        damaged: { zh: "损坏", en: "Damaged" },
        missing: { zh: "缺失", en: "Missing" },
      },
      { required: true, list: true },
    ),
    checkedOn: date({ zh: "最近巡查", en: "Checked on" }, { list: true }),
    photo: text(
      { zh: "照片", en: "Photo" },
      { maxLength: 64, help: { zh: "照片文件的 SM3", en: "SM3 of the photo's file" } },
    ),
  },
});
