import { officers, roleIds } from "#kernel/identity/role.ts";
import { defineRegister } from "#kernel/register/define.ts";
import { choice, datetime, longtext, ref, text } from "#kernel/register/field.ts";

/**
 * 自动监测数据标记: an enterprise says, for a period, that an outfall stood still or its instrument was out of order. A dated fact with author and
 * reason: values under it are kept and shown, and are not judged. A late mark stays visible as late (createdAt against begins).
 */
export const mark = defineRegister({
  id: "monitoring.mark",
  path: "marks",
  title: { zh: "数据标记", en: "Data marks" },
  noun: { zh: "标记", en: "mark" },
  work: "source",
  label: "reason",
  sort: "begins",
  parties: ["enterprise"],
  read: roleIds,
  write: [...officers, "enterprise"],
  fields: {
    outfall: ref({ zh: "排放口", en: "Outfall" }, "base.outfall", { required: true, list: true, fixed: true }),
    enterprise: ref({ zh: "企业", en: "Enterprise" }, "base.enterprise", { required: true, fixed: true }),
    kind: choice(
      { zh: "类型", en: "Kind" },
      {
        stopped: { zh: "停运", en: "Stopped" },
        "start-up": { zh: "启停炉", en: "Start-up or shut-down" },
        maintenance: { zh: "维护", en: "Maintenance" },
        calibration: { zh: "校准", en: "Calibration" },
        fault: { zh: "故障", en: "Fault" },
        communication: { zh: "通讯中断", en: "Communication lost" },
      },
      { required: true, list: true },
    ),
    factor: text(
      { zh: "因子代码", en: "Factor code" },
      { list: true, maxLength: 12, help: { zh: "不填表示全部因子", en: "Empty means every factor" } },
    ),
    begins: datetime({ zh: "开始", en: "Begins" }, { required: true, list: true }),
    ends: datetime(
      { zh: "结束", en: "Ends" },
      { list: true, help: { zh: "不填表示尚未结束", en: "Empty while it lasts" } },
    ),
    reason: longtext({ zh: "原因", en: "Reason" }, { required: true, list: true, maxLength: 500 }),
  },
});
