import { officers, roleIds } from "#kernel/identity/role.ts";
import { defineRegister } from "#kernel/register/define.ts";
import { choice, point, ref, text } from "#kernel/register/field.ts";

/** 排放口: where an enterprise lets gas or water out; numbered DA001, DW001 … by HJ 608. */
export const outfall = defineRegister({
  id: "base.outfall",
  path: "outfalls",
  title: { zh: "排放口", en: "Outfalls" },
  noun: { zh: "排放口", en: "outfall" },
  work: "source",
  label: "name",
  parties: ["enterprise"],
  unique: [["enterprise", "code"]],
  read: roleIds,
  write: officers,
  fields: {
    name: text({ zh: "名称", en: "Name" }, { required: true, list: true, maxLength: 120 }),
    code: text(
      { zh: "编号", en: "Number" },
      {
        required: true,
        list: true,
        maxLength: 6,
        problem: (value) =>
          /^D[AW]\d{3}$/.test(value)
            ? undefined
            : {
                zh: "排放口编号应为 DA 或 DW 加三位数字，如 DA001（HJ 608）。",
                en: "An outfall number is DA or DW and three digits, e.g. DA001 (HJ 608).",
              },
      },
    ),
    enterprise: ref({ zh: "企业", en: "Enterprise" }, "base.enterprise", { required: true, list: true }),
    site: ref({ zh: "厂区", en: "Site" }, "base.site"),
    kind: choice(
      { zh: "类别", en: "Kind" },
      { gas: { zh: "废气", en: "Gas" }, water: { zh: "废水", en: "Water" } },
      { required: true, list: true },
    ),
    status: choice(
      { zh: "状态", en: "State" },
      { "in-use": { zh: "在用", en: "In use" }, stopped: { zh: "停用", en: "Stopped" } },
      { required: true, list: true },
    ),
    receiving: text({ zh: "排放去向", en: "Discharges to" }, { maxLength: 120 }),
    location: point({ zh: "位置", en: "Position" }, { required: true }),
  },
});
