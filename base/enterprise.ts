import { officers, roleIds } from "#kernel/identity/role.ts";
import { defineRegister } from "#kernel/register/define.ts";
import { choice, point, text } from "#kernel/register/field.ts";
import { usccProblem } from "#standards/uscc.ts";

/** 企业 (排污单位): one file per enterprise; everything else points here. Its id is also the id of its organ. */
export const enterprise = defineRegister({
  id: "base.enterprise",
  path: "enterprises",
  title: { zh: "企业", en: "Enterprises" },
  noun: { zh: "企业", en: "enterprise" },
  work: "source",
  label: "name",
  parties: ["id"],
  unique: [["uscc"]],
  read: roleIds,
  write: officers,
  fields: {
    name: text({ zh: "名称", en: "Name" }, { required: true, list: true, maxLength: 120 }),
    uscc: text(
      { zh: "统一社会信用代码", en: "Unified social credit code" },
      {
        required: true,
        list: true,
        maxLength: 18,
        problem: usccProblem,
        help: { zh: "18 位，末位为校验码", en: "18 characters, the last one is a check character" },
      },
    ),
    permitCode: text({ zh: "排污许可证编号", en: "Permit number" }, { list: true, maxLength: 22 }),
    industry: text({ zh: "行业", en: "Industry" }, { list: true, maxLength: 60 }),
    management: choice(
      { zh: "管理类别", en: "Management class" },
      {
        key: { zh: "重点管理", en: "Key" },
        simplified: { zh: "简化管理", en: "Simplified" },
        registered: { zh: "登记管理", en: "Registered" },
      },
      { required: true, list: true },
    ),
    status: choice(
      { zh: "生产状态", en: "Operation" },
      {
        running: { zh: "在产", en: "Running" },
        suspended: { zh: "停产", en: "Suspended" },
        closed: { zh: "关闭", en: "Closed" },
      },
      { required: true, list: true },
    ),
    address: text({ zh: "地址", en: "Address" }, { maxLength: 200 }),
    contact: text({ zh: "环保联系人", en: "Contact" }, { maxLength: 40 }),
    phone: text({ zh: "联系电话", en: "Telephone" }, { maxLength: 30 }),
    location: point({ zh: "位置", en: "Position" }),
  },
});
