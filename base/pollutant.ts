import { roleIds } from "#kernel/identity/role.ts";
import { defineRegister } from "#kernel/register/define.ts";
import { boolean, choice, text } from "#kernel/register/field.ts";

/** 污染物字典: factor codes of HJ 212 with names and units; a code seen in the field and not here is kept and shown as it came. */
export const pollutant = defineRegister({
  id: "base.pollutant",
  path: "pollutants",
  title: { zh: "污染物字典", en: "Pollutants" },
  noun: { zh: "污染物", en: "pollutant" },
  work: "quality",
  label: "name",
  sort: "code",
  placed: false,
  unique: [["code"]],
  read: roleIds,
  write: [],
  fields: {
    code: text({ zh: "代码", en: "Code" }, { required: true, list: true, maxLength: 12 }),
    name: text({ zh: "名称", en: "Name" }, { required: true, list: true, maxLength: 80 }),
    oldCode: text({ zh: "2005 版代码", en: "Code of 2005" }, { list: true, maxLength: 12 }),
    medium: choice(
      { zh: "介质", en: "Medium" },
      {
        gas: { zh: "气", en: "Air" },
        water: { zh: "水", en: "Water" },
        noise: { zh: "声", en: "Noise" },
        process: { zh: "工况", en: "Process" },
      },
      { required: true, list: true },
    ),
    unit: text({ zh: "浓度单位", en: "Unit" }, { list: true, maxLength: 20 }),
    emissionUnit: text({ zh: "排放量单位", en: "Unit of emission" }, { maxLength: 20 }),
    source: text({ zh: "来源", en: "Source" }, { required: true, list: true, maxLength: 120 }),
    verified: boolean({ zh: "已核对原文", en: "Verified against the source" }, { required: true, list: true }),
  },
});
