import { officers, roleIds } from "#kernel/identity/role.ts";
import { defineRegister } from "#kernel/register/define.ts";
import { point, ref, text } from "#kernel/register/field.ts";

/** 厂区: a place where an enterprise produces; one enterprise may have several, in different banners. */
export const site = defineRegister({
  id: "base.site",
  path: "sites",
  title: { zh: "厂区", en: "Sites" },
  noun: { zh: "厂区", en: "site" },
  work: "source",
  label: "name",
  parties: ["enterprise"],
  unique: [["enterprise", "name"]],
  read: roleIds,
  write: officers,
  fields: {
    name: text({ zh: "名称", en: "Name" }, { required: true, list: true, maxLength: 120 }),
    enterprise: ref({ zh: "企业", en: "Enterprise" }, "base.enterprise", { required: true, list: true }),
    address: text({ zh: "地址", en: "Address" }, { list: true, maxLength: 200 }),
    location: point({ zh: "位置", en: "Position" }),
  },
});
