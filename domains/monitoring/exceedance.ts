import { type ActField, defineCase, sameState } from "#kernel/case/define.ts";
import { longtext, note } from "#kernel/case/fields.ts";
import { officers } from "#kernel/identity/role.ts";

/**
 * 超标处置: an alarm is explained by the enterprise, verified by the bureau, and ends put right, settled, or as a clue for enforcement.
 * The bureau need not wait for the enterprise: it may verify at any time.
 */

const cause: ActField = {
  name: "cause",
  title: { zh: "原因", en: "Cause" },
  type: "choice",
  required: true,
  choices: [
    { value: "operation", title: { zh: "生产或治理设施异常", en: "Production or treatment out of order" } },
    { value: "start-stop", title: { zh: "启停炉、工况波动", en: "Start-up, shut-down or changing load" } },
    { value: "monitor", title: { zh: "监测设备故障或维护", en: "Monitor faulty or in maintenance" } },
    { value: "other", title: { zh: "其他", en: "Other" } },
  ],
};
const finding: ActField = {
  name: "finding",
  title: { zh: "核实结论", en: "Finding" },
  type: "choice",
  required: true,
  choices: [
    { value: "confirmed", title: { zh: "超标属实", en: "Exceedance confirmed" } },
    { value: "monitor-fault", title: { zh: "监测设备故障，数据无效", en: "Monitor faulty, data invalid" } },
    { value: "exempt", title: { zh: "属标记规则允许的时段", en: "Within a period that the mark rules allow" } },
    { value: "unfounded", title: { zh: "不属实", en: "Unfounded" } },
  ],
};

const handler = { by: "handler", roles: officers } as const;
const party = { by: "party", roles: ["enterprise"] } as const;

export const exceedance = defineCase({
  id: "monitoring.exceedance",
  version: 2,
  title: { zh: "超标处置", en: "Exceedance" },
  opens: { state: "notified", clocks: ["handling", "explaining"] },
  states: {
    notified: { title: { zh: "待企业确认", en: "Enterprise to acknowledge" }, category: "waiting" },
    explaining: { title: { zh: "待企业说明", en: "Enterprise to explain" }, category: "waiting" },
    verifying: { title: { zh: "待分局核实", en: "Bureau to verify" }, category: "open" },
    verified: { title: { zh: "已核实待处置", en: "Verified, to be decided" }, category: "decision" },
    rectifying: { title: { zh: "整改中", en: "Being put right" }, category: "waiting" },
    closed: { title: { zh: "已办结", en: "Closed" }, category: "closed" },
    referred: { title: { zh: "已转执法线索", en: "Passed to enforcement" }, category: "closed" },
    void: { title: { zh: "已撤销", en: "Void" }, category: "void" },
  },
  transitions: {
    assign: {
      from: ["notified", "explaining", "verifying", "verified", "rectifying"],
      to: sameState,
      title: { zh: "指定经办人", en: "Give to somebody" },
      ...handler,
      fields: [{ name: "person", title: { zh: "经办人", en: "Person" }, type: "person", required: true }],
      clocks: [],
      effects: [{ does: "assign", field: "person" }],
    },
    acknowledge: {
      from: ["notified"],
      to: "explaining",
      title: { zh: "确认收悉", en: "Acknowledge" },
      ...party,
      fields: [],
      clocks: [],
    },
    explain: {
      from: ["notified", "explaining"],
      to: "verifying",
      title: { zh: "提交说明", en: "Explain" },
      ...party,
      fields: [
        cause,
        longtext("explanation", { zh: "情况说明", en: "Explanation" }),
        longtext("evidence", { zh: "佐证材料说明", en: "Evidence" }),
        longtext("measures", { zh: "已采取的措施", en: "Measures taken" }, false),
      ],
      clocks: [{ clock: "explaining", does: "meet" }],
    },
    return: {
      from: ["verifying"],
      to: "explaining",
      title: { zh: "退回补充", en: "Return" },
      ...handler,
      fields: [note({ zh: "退回原因", en: "Reason" })],
      clocks: [{ clock: "explaining", does: "start" }],
      effects: [{ does: "notify", to: "party" }],
    },
    verify: {
      from: ["notified", "explaining", "verifying"],
      to: "verified",
      title: { zh: "核实", en: "Verify" },
      ...handler,
      fields: [finding, note({ zh: "核实情况", en: "What was found" })],
      clocks: [
        { clock: "explaining", does: "meet" },
        { clock: "rectifying", does: "meet" },
      ],
    },
    rectify: {
      from: ["verified"],
      to: "rectifying",
      title: { zh: "责令整改", en: "Order to put right" },
      ...handler,
      fields: [note({ zh: "整改要求", en: "What must be done" })],
      clocks: [
        { clock: "handling", does: "pause" },
        { clock: "rectifying", does: "start" },
      ],
      effects: [{ does: "notify", to: "party" }],
    },
    report: {
      from: ["rectifying"],
      to: "verifying",
      title: { zh: "报告整改完成", en: "Report done" },
      ...party,
      fields: [
        longtext("measures", { zh: "整改措施与结果", en: "Measures and result" }),
        longtext("evidence", { zh: "佐证材料说明", en: "Evidence" }),
      ],
      clocks: [
        { clock: "rectifying", does: "meet" },
        { clock: "handling", does: "resume" },
      ],
    },
    inspect: {
      from: ["rectifying"],
      to: "verifying",
      title: { zh: "现场复核", en: "Check on site" },
      ...handler,
      fields: [note({ zh: "复核情况", en: "What was found" })],
      clocks: [
        { clock: "rectifying", does: "meet" },
        { clock: "handling", does: "resume" },
      ],
    },
    resolve: {
      from: ["verified"],
      to: "closed",
      title: { zh: "办结", en: "Close" },
      ...handler,
      fields: [note({ zh: "处理结果", en: "Outcome" })],
      clocks: [],
      gate: { mode: "all", of: "supporters" },
      effects: [
        { does: "paper", kind: "closure-form" },
        { does: "notify", to: "party" },
      ],
    },
    refer: {
      from: ["verified"],
      to: "referred",
      title: { zh: "转执法线索", en: "Pass to enforcement" },
      ...handler,
      fields: [note({ zh: "线索情况", en: "The clue" })],
      clocks: [],
      gate: { mode: "all", of: "supporters" },
      effects: [{ does: "paper", kind: "closure-form" }],
    },
    void: {
      from: ["notified", "explaining", "verifying", "verified"],
      to: "void",
      title: { zh: "撤销", en: "Void" },
      ...handler,
      fields: [note({ zh: "撤销原因", en: "Reason" })],
      clocks: [],
    },
  },
  clocks: ["handling", "explaining", "rectifying"],
  due: "handling",
  asks: ["supporter"],
  number: ({ code, year, seq }) => `超标〔${year}〕${code}-${String(seq).padStart(4, "0")}号`,
});

/** Version 1 had the same states; version 2 draws up a paper at the end, can be given to somebody and asks others for help. */
export const sameStates: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(exceedance.states).map((state) => [state, state]),
);
