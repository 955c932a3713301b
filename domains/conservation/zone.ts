import { officers, roleIds } from "#kernel/identity/role.ts";
import { defineRegister } from "#kernel/register/define.ts";
import { area, choice, ref, text } from "#kernel/register/field.ts";

/**
 * 功能分区 of a reserve, with the days on which it holds: national parks and nature reserves have a core and a general zone, nature parks a
 * general zone alone (法典 860, 861). The three zones of before the reform are kept as they were named.
 */
export const zone = defineRegister({
  id: "conservation.zone",
  path: "zones",
  title: { zh: "保护地功能分区", en: "Zones of reserves" },
  noun: { zh: "功能分区", en: "zone" },
  work: "conservation",
  label: "name",
  dated: true,
  unique: [["reserve", "name"]],
  read: roleIds,
  write: [...officers],
  fields: {
    name: text({ zh: "名称", en: "Name" }, { required: true, list: true, maxLength: 120 }),
    reserve: ref({ zh: "自然保护地", en: "Reserve" }, "conservation.reserve", {
      required: true,
      list: true,
      fixed: true,
    }),
    kind: choice(
      { zh: "分区", en: "Zone" },
      { core: { zh: "核心保护区", en: "Core" }, general: { zh: "一般控制区", en: "General control" } },
      { required: true, list: true },
    ),
    formerZone: choice(
      { zh: "原功能区", en: "Former zone" },
      {
        core: { zh: "核心区", en: "Core" },
        buffer: { zh: "缓冲区", en: "Buffer" },
        experimental: { zh: "实验区", en: "Experimental" },
      },
      { list: true, help: { zh: "整合优化前的三区划分，仅供查考", en: "Of the three zones before the reform" } },
    ),
    document: text({ zh: "批准文件", en: "Approved by" }, { maxLength: 200 }),
    area: area({ zh: "范围", en: "Outline" }, { required: true, list: true }),
  },
});
