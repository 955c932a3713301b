import { type ActField, defineCase } from "#kernel/case/define.ts";
import { longtext, note } from "#kernel/case/fields.ts";
import { officers } from "#kernel/identity/role.ts";

/**
 * 人类活动线索的核查与整改销号: every clue is looked at on the spot (有案必查). What is lawful closes at once with its papers; what is a problem stands in the
 * ledger until it is put right, assessed, reviewed by the league, made public and struck off. Seen again on a later image, the clue opens a new
 * case that names this one.
 */
const atSite = { atLeast: 1, kinds: ["photo"], position: true } as const;
const handler = { by: "handler", roles: officers, clocks: [] } as const;
const reviewer = { by: "handler", roles: ["league", "region"] } as const;
const guidance = { law: "国家级自然保护区生态环境问题整改销号的指导意见", article: "", verified: false } as const;
const supervision = { law: "生态保护红线生态环境监督办法（试行）", article: "", verified: false } as const;

const measure: ActField = {
  name: "measure",
  title: { zh: "整改类型", en: "Kind of measure" },
  type: "choice",
  required: true,
  choices: [
    { value: "withdraw", title: { zh: "退出", en: "Withdraw" } },
    { value: "put-right", title: { zh: "整治", en: "Put right" } },
    { value: "restore", title: { zh: "生态修复", en: "Restore" } },
  ],
};
const effect: ActField = {
  name: "effect",
  title: { zh: "成效", en: "Effect" },
  type: "choice",
  required: true,
  choices: [
    { value: "reached", title: { zh: "达到整改目标", en: "Aim reached" } },
    { value: "partly", title: { zh: "基本达到，须持续管护", en: "Nearly, care must go on" } },
  ],
};

/** 结案审批表, drawn up by the act that closes. */
const closureForm = { does: "paper", kind: "closure-form" } as const;
/** Every act into and out of the publicity: what the public sees follows the state in which the case then is. */
const published = { does: "publish", what: "conservation.closure" } as const;

export const clueCase = defineCase({
  id: "conservation.clue",
  version: 1,
  title: { zh: "生态破坏线索核查整改", en: "Clue of encroachment" },
  opens: { state: "pending", clocks: ["checking"] },
  states: {
    pending: { title: { zh: "待核查", en: "To be sent out" }, category: "waiting" },
    onsite: { title: { zh: "现场核查", en: "Being checked on site" }, category: "waiting" },
    ledger: { title: { zh: "问题台账", en: "In the ledger of problems" }, category: "waiting" },
    plan: { title: { zh: "整改方案会签", en: "Plan being agreed" }, category: "waiting" },
    rectifying: { title: { zh: "整改中", en: "Being put right" }, category: "waiting" },
    assessing: { title: { zh: "成效评估", en: "Being assessed" }, category: "waiting" },
    reviewing: { title: { zh: "盟市审核", en: "Reviewed by the league" }, category: "waiting" },
    publicity: { title: { zh: "公示", en: "Made public" }, category: "waiting" },
    lawful: { title: { zh: "属合法，已办结", en: "Lawful" }, category: "closed" },
    unfounded: { title: { zh: "不属实，已办结", en: "Unfounded" }, category: "closed" },
    closed: { title: { zh: "已销号", en: "Struck off" }, category: "closed" },
  },
  transitions: {
    send: {
      from: ["pending"],
      to: "onsite",
      title: { zh: "派发核查", en: "Send out" },
      ...handler,
      fields: [note({ zh: "核查要求", en: "What to look at" }, false)],
      effects: [{ does: "set", field: "state", to: "checking" }],
    },
    lawful: {
      from: ["onsite"],
      to: "lawful",
      title: { zh: "属合法", en: "Lawful" },
      ...handler,
      evidence: { atLeast: 2, kinds: ["photo", "document", "scan"] },
      guard: "lawful",
      fields: [
        { name: "document", title: { zh: "批准文号", en: "Document" }, type: "text", required: true },
        note({ zh: "合法依据与核查情况", en: "Why it is lawful" }),
      ],
      effects: [
        { does: "set", field: "confidence", to: "verified" },
        { does: "set", field: "state", to: "lawful" },
        closureForm,
      ],
    },
    unfounded: {
      from: ["onsite"],
      to: "unfounded",
      title: { zh: "不属实", en: "Unfounded" },
      ...handler,
      evidence: atSite,
      fields: [note({ zh: "核查情况", en: "What was found" })],
      effects: [{ does: "set", field: "state", to: "unfounded" }, closureForm],
    },
    problem: {
      from: ["onsite"],
      to: "ledger",
      title: { zh: "属问题，列入台账", en: "A problem" },
      ...handler,
      evidence: atSite,
      basis: [supervision],
      fields: [
        { name: "party", title: { zh: "责任主体", en: "Who is answerable" }, type: "text", required: true },
        note({ zh: "问题描述", en: "The problem" }),
      ],
      clocks: [
        { clock: "checking", does: "meet" },
        { clock: "planning", does: "start" },
      ],
      effects: [
        { does: "set", field: "confidence", to: "verified" },
        { does: "set", field: "state", to: "problem" },
      ],
    },
    plan: {
      from: ["ledger"],
      to: "plan",
      title: { zh: "提交整改方案", en: "Submit the plan" },
      ...handler,
      fields: [
        measure,
        longtext("plan", { zh: "整改方案", en: "The plan" }),
        { name: "until", title: { zh: "整改期限", en: "Until" }, type: "date", required: true },
      ],
    },
    replan: {
      from: ["plan"],
      to: "ledger",
      title: { zh: "退回修改方案", en: "Return the plan" },
      ...handler,
      fields: [note({ zh: "退回原因", en: "Reason" })],
    },
    agree: {
      from: ["plan"],
      to: "rectifying",
      title: { zh: "方案经三部门同意，开始整改", en: "Agreed by the three departments" },
      ...handler,
      gate: { mode: "all", of: "countersigners" },
      guard: "threeDepartments",
      basis: [guidance],
      fields: [],
      clocks: [
        { clock: "planning", does: "meet" },
        { clock: "rectifying", does: "start" },
      ],
    },
    report: {
      from: ["rectifying"],
      to: "assessing",
      title: { zh: "报告整改完成", en: "Report done" },
      ...handler,
      evidence: { ...atSite, atLeast: 2 },
      fields: [longtext("measures", { zh: "落实情况", en: "What was done" })],
      clocks: [
        { clock: "rectifying", does: "meet" },
        { clock: "assessing", does: "start" },
      ],
    },
    assess: {
      from: ["assessing"],
      to: "reviewing",
      title: { zh: "成效评估合格", en: "Assessed" },
      ...handler,
      fields: [effect, longtext("assessment", { zh: "评估意见", en: "Assessment" })],
      clocks: [
        { clock: "assessing", does: "meet" },
        { clock: "reviewing", does: "start" },
      ],
    },
    fail: {
      from: ["assessing"],
      to: "rectifying",
      title: { zh: "评估不合格，继续整改", en: "Not enough yet" },
      ...handler,
      fields: [note({ zh: "不合格之处", en: "What is missing" })],
      clocks: [
        { clock: "assessing", does: "meet" },
        { clock: "rectifying", does: "start" },
      ],
    },
    approve: {
      from: ["reviewing"],
      to: "publicity",
      title: { zh: "审核通过，公示", en: "Approve, make public" },
      ...reviewer,
      notBy: ["report", "assess"],
      basis: [guidance],
      fields: [note({ zh: "审核意见", en: "Opinion" }, false)],
      clocks: [
        { clock: "reviewing", does: "meet" },
        { clock: "publicity", does: "start" },
      ],
      effects: [published],
    },
    reject: {
      from: ["reviewing"],
      to: "rectifying",
      title: { zh: "驳回", en: "Reject" },
      ...reviewer,
      fields: [note({ zh: "驳回原因", en: "Reason" })],
      clocks: [
        { clock: "reviewing", does: "meet" },
        { clock: "rectifying", does: "start" },
      ],
    },
    object: {
      from: ["publicity"],
      to: "assessing",
      title: { zh: "公示有异议，重新评估", en: "Objection, assess again" },
      ...reviewer,
      fields: [note({ zh: "异议内容", en: "The objection" })],
      clocks: [
        { clock: "publicity", does: "meet" },
        { clock: "assessing", does: "start" },
      ],
      effects: [published],
    },
    close: {
      from: ["publicity"],
      to: "closed",
      title: { zh: "销号", en: "Strike off" },
      ...reviewer,
      guard: "publicityOver",
      basis: [guidance],
      fields: [note({ zh: "销号意见", en: "Opinion" }, false)],
      clocks: [],
      effects: [{ does: "set", field: "state", to: "closed" }, closureForm, published],
    },
  },
  clocks: ["checking", "planning", "rectifying", "assessing", "reviewing", "publicity"],
  due: "checking",
  asks: ["countersigner", "supporter"],
  number: ({ code, year, seq }) => `生态核查〔${year}〕${code}-${String(seq).padStart(4, "0")}号`,
});
