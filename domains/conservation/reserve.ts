import { officers, roleIds } from "#kernel/identity/role.ts";
import { defineRegister } from "#kernel/register/define.ts";
import { area, choice, date, text } from "#kernel/register/field.ts";

/** 自然保护地: national parks are the main body, nature reserves the base, nature parks the complement (法典 859). */
export const reserve = defineRegister({
  id: "conservation.reserve",
  path: "reserves",
  title: { zh: "自然保护地", en: "Reserves" },
  noun: { zh: "自然保护地", en: "reserve" },
  work: "conservation",
  label: "name",
  sort: "code",
  unique: [["code"]],
  read: roleIds,
  write: [...officers],
  fields: {
    code: text({ zh: "编码", en: "Code" }, { required: true, list: true, fixed: true, maxLength: 40 }),
    name: text({ zh: "名称", en: "Name" }, { required: true, list: true, maxLength: 120 }),
    kind: choice(
      { zh: "类型", en: "Kind" },
      {
        "national-park": { zh: "国家公园", en: "National park" },
        "nature-reserve": { zh: "自然保护区", en: "Nature reserve" },
        "nature-park": { zh: "自然公园", en: "Nature park" },
      },
      { required: true, list: true },
    ),
    level: choice(
      { zh: "级别", en: "Level" },
      {
        national: { zh: "国家级", en: "National" },
        regional: { zh: "自治区级", en: "Regional" },
        league: { zh: "盟市级", en: "League" },
        banner: { zh: "旗县级", en: "Banner" },
      },
      { required: true, list: true },
    ),
    established: date({ zh: "设立日期", en: "Established" }, { list: true }),
    document: text({ zh: "批准文件", en: "Approved by" }, { maxLength: 200 }),
    manager: text({ zh: "管理机构", en: "Managed by" }, { maxLength: 120 }),
    area: area({ zh: "范围", en: "Outline" }, { required: true, list: true }),
  },
});
