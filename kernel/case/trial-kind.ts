import { type CaseDefinition, defineCase, previousState, sameState } from "./define.ts";

/** A kind of case for the tests of the engine: it asks for everything that a definition can ask for. */
const title = (zh: string) => ({ zh, en: zh });
const note = { name: "note", title: title("说明"), type: "longtext", required: false } as const;
const handler = { by: "handler", roles: ["banner", "league"], fields: [note], clocks: [] } as const;
const paper = [{ does: "paper", kind: "closure-form" }] as const;

export const trial: CaseDefinition = defineCase({
  id: "test.trial",
  version: 1,
  title: title("试验"),
  opens: { state: "received", clocks: ["handling"] },
  states: {
    received: { title: title("待受理"), category: "waiting" },
    checking: { title: title("核查中"), category: "open" },
    deciding: { title: title("待审批"), category: "decision" },
    suspended: { title: title("已中止"), category: "open", suspends: true },
    closed: { title: title("已办结"), category: "closed" },
    void: { title: title("已撤销"), category: "void" },
  },
  transitions: {
    accept: {
      ...handler,
      from: ["received"],
      to: "checking",
      title: title("受理"),
      fields: [{ name: "person", title: title("经办人"), type: "person", required: true }],
      effects: [{ does: "assign", field: "person" }],
    },
    split: {
      ...handler,
      from: ["checking"],
      to: sameState,
      title: title("分出子案"),
      effects: [{ does: "spawn", definition: "test.part", concern: "part" }],
    },
    check: {
      ...handler,
      by: "assignee",
      from: ["checking"],
      to: "deciding",
      title: title("提交核查"),
      fields: [
        { name: "amount", title: title("面积"), type: "number", unit: "公顷", min: 0, required: true },
        { name: "on", title: title("核查日期"), type: "date", required: true },
        { name: "place", title: title("位置"), type: "point", required: false },
        { name: "lawful", title: title("是否合法"), type: "boolean", required: true },
        { name: "photos", title: title("照片"), type: "files", required: false },
        note,
      ],
      evidence: { atLeast: 1, kinds: ["photo"] },
      guard: "small",
      basis: [{ law: "行政处罚法", article: "第五十七条", verified: false }],
    },
    approve: {
      ...handler,
      from: ["deciding"],
      to: "closed",
      title: title("批准"),
      notBy: ["accept", "check"],
      gate: { mode: 2, of: "countersigners" },
      children: "ended",
      effects: [...paper, { does: "notify", to: "party" }],
    },
    longer: {
      ...handler,
      from: ["checking", "deciding"],
      to: sameState,
      title: title("延期"),
      fields: [{ name: "days", title: title("延长"), type: "number", required: true }, note],
      effects: [{ does: "extend", clock: "handling", field: "days" }],
    },
    suspend: { ...handler, from: ["received", "checking", "deciding"], to: "suspended", title: title("中止") },
    resume: { ...handler, from: ["suspended"], to: previousState, title: title("恢复") },
    void: { ...handler, from: ["received", "checking", "deciding", "suspended"], to: "void", title: title("撤销") },
  },
  clocks: ["handling"],
  due: "handling",
  asks: ["supporter", "countersigner"],
  number: ({ code, year, seq }) => `试〔${year}〕${code}-${seq}号`,
});

export const part: CaseDefinition = defineCase({
  id: "test.part",
  version: 1,
  title: title("子项"),
  opens: { state: "open", clocks: ["handling"] },
  states: {
    open: { title: title("办理中"), category: "open" },
    closed: { title: title("已办结"), category: "closed" },
    void: { title: title("已撤销"), category: "void" },
  },
  transitions: {
    close: {
      ...handler,
      from: ["open"],
      to: "closed",
      title: title("办结"),
      gate: { mode: "all", of: "supporters" },
      effects: paper,
    },
    void: { ...handler, from: ["open"], to: "void", title: title("撤销") },
  },
  clocks: ["handling"],
  due: "handling",
  asks: ["supporter"],
  number: ({ code, year, seq }) => `子〔${year}〕${code}-${seq}号`,
});
