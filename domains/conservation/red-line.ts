import { officers, roleIds } from "#kernel/identity/role.ts";
import { defineRegister } from "#kernel/register/define.ts";
import { area, choice, date, text } from "#kernel/register/field.ts";

/** 生态保护红线图斑: what must not shrink, nor lose its function, nor change its nature. */
export const redLine = defineRegister({
  id: "conservation.red-line",
  path: "red-lines",
  title: { zh: "生态保护红线", en: "Red line" },
  noun: { zh: "红线图斑", en: "red-line parcel" },
  work: "conservation",
  label: "name",
  sort: "code",
  unique: [["code"]],
  read: roleIds,
  write: [...officers],
  fields: {
    code: text({ zh: "图斑编码", en: "Code" }, { required: true, list: true, fixed: true, maxLength: 40 }),
    name: text({ zh: "名称", en: "Name" }, { required: true, list: true, maxLength: 120 }),
    category: choice(
      { zh: "划定类别", en: "Category" },
      {
        function: { zh: "生态功能极重要", en: "Function of extreme importance" },
        sensitive: { zh: "生态极敏感脆弱", en: "Extremely sensitive" },
        reserve: { zh: "自然保护地", en: "Reserve" },
        other: { zh: "其他", en: "Other" },
      },
      { required: true, list: true },
    ),
    functionalType: choice(
      { zh: "主导功能", en: "Main function" },
      {
        water: { zh: "水源涵养", en: "Water retention" },
        soil: { zh: "水土保持", en: "Soil retention" },
        biodiversity: { zh: "生物多样性维护", en: "Biodiversity" },
        sand: { zh: "防风固沙", en: "Sand fixation" },
        erosion: { zh: "水土流失控制", en: "Erosion control" },
        desertification: { zh: "土地沙化控制", en: "Desertification control" },
      },
      { list: true },
    ),
    document: text({ zh: "批准文件", en: "Approved by" }, { maxLength: 200 }),
    approvedOn: date({ zh: "批准日期", en: "Approved on" }),
    area: area({ zh: "范围", en: "Outline" }, { required: true, list: true }),
  },
});
