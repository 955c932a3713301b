import { defineCase } from "#kernel/case/define.ts";
import { longtext, note } from "#kernel/case/fields.ts";
import { officers } from "#kernel/identity/role.ts";

/** 来文办理: what an incoming paper asks for, carried as a case once somebody says so. */
const handler = { by: "handler", roles: officers } as const;

export const matter = defineCase({
  id: "paper.matter",
  version: 1,
  title: { zh: "来文办理", en: "Incoming matter" },
  opens: { state: "handling", clocks: ["answer"] },
  states: {
    handling: { title: { zh: "承办中", en: "Being handled" }, category: "open" },
    review: { title: { zh: "待审核", en: "To be reviewed" }, category: "decision" },
    closed: { title: { zh: "已办结", en: "Closed" }, category: "closed" },
    void: { title: { zh: "不予办理", en: "Not taken up" }, category: "void" },
  },
  transitions: {
    report: {
      from: ["handling"],
      to: "review",
      title: { zh: "报送办理结果", en: "Report what was done" },
      ...handler,
      fields: [longtext("result", { zh: "办理结果", en: "Result" })],
      clocks: [],
    },
    return: {
      from: ["review"],
      to: "handling",
      title: { zh: "退回补办", en: "Return" },
      ...handler,
      notBy: ["report"],
      fields: [note({ zh: "退回原因", en: "Reason" })],
      clocks: [],
    },
    close: {
      from: ["review"],
      to: "closed",
      title: { zh: "审核办结", en: "Close" },
      ...handler,
      notBy: ["report"],
      fields: [],
      clocks: [],
      effects: [{ does: "paper", kind: "closure-form" }],
    },
    drop: {
      from: ["handling"],
      to: "void",
      title: { zh: "不予办理", en: "Do not take up" },
      ...handler,
      fields: [note({ zh: "原因", en: "Reason" })],
      clocks: [],
    },
  },
  clocks: ["answer"],
  due: "answer",
  number: ({ code, year, seq }) => `来文〔${year}〕${code}-${String(seq).padStart(4, "0")}号`,
});

/** No law fixes it: a rule of the platform, shown as such. */
export const matterTerm = {
  title: { zh: "来文办理时限", en: "Answering" },
  unit: "working-day",
  amount: 15,
  law: "平台规则，非法定",
  article: "",
  verified: false,
} as const;
