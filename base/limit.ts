import { officers, roleIds } from "#kernel/identity/role.ts";
import { defineRegister } from "#kernel/register/define.ts";
import { boolean, choice, date, number, ref, text } from "#kernel/register/field.ts";

/** 许可限值: what an outfall may let out, as the permit in force on a day says. Dated; an amendment is a new row with a new period. */
export const limit = defineRegister({
  id: "base.limit",
  path: "limits",
  title: { zh: "许可限值", en: "Permit limits" },
  noun: { zh: "限值", en: "limit" },
  work: "source",
  label: "standard",
  parties: ["enterprise"],
  unique: [["outfall", "factor", "averaging", "validFrom"]],
  read: roleIds,
  write: officers,
  fields: {
    outfall: ref({ zh: "排放口", en: "Outfall" }, "base.outfall", { required: true, list: true }),
    enterprise: ref({ zh: "企业", en: "Enterprise" }, "base.enterprise", { required: true }),
    factor: text({ zh: "因子代码", en: "Factor code" }, { required: true, list: true, maxLength: 12 }),
    averaging: choice(
      { zh: "时段", en: "Averaging" },
      { hour: { zh: "小时均值", en: "Hourly mean" }, day: { zh: "日均值", en: "Daily mean" } },
      { required: true, list: true },
    ),
    lower: number({ zh: "下限", en: "Lower limit" }, { list: true }),
    upper: number({ zh: "上限", en: "Upper limit" }, { list: true }),
    unit: text({ zh: "单位", en: "Unit" }, { required: true, list: true, maxLength: 20 }),
    standard: text({ zh: "依据", en: "Basis" }, { required: true, list: true, maxLength: 120 }),
    clause: text({ zh: "条款", en: "Clause" }, { maxLength: 120 }),
    validFrom: date({ zh: "生效", en: "Valid from" }, { required: true, list: true }),
    validTo: date({ zh: "失效", en: "Valid to" }, { list: true }),
    verified: boolean({ zh: "已核对原文", en: "Verified against the source" }, { required: true, list: true }),
  },
});
