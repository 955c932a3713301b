import type { Title } from "#kernel/title.ts";

/**
 * How a paper goes: 拟稿 → 会签 → 核稿 → 签发 → 编号 → 用印 → 分发 → 归档, as a pure reducer. Who does a step is said in roles of the paper
 * (its organ, an organ asked to agree), and four eyes are kept by person: neither the reviewer nor the issuer may be the drafter,
 * also when somebody acts in another's place.
 */
export const paperStates = {
  draft: { zh: "拟稿", en: "Draft" },
  countersign: { zh: "会签中", en: "Being countersigned" },
  review: { zh: "待核稿", en: "To be reviewed" },
  approval: { zh: "待签发", en: "To be issued" },
  issued: { zh: "待编号", en: "To be numbered" },
  numbered: { zh: "待用印", en: "To be sealed" },
  sealed: { zh: "待分发", en: "To be sent" },
  sent: { zh: "已分发", en: "Sent" },
  filed: { zh: "已归档", en: "Filed" },
  void: { zh: "已作废", en: "Void" },
} as const satisfies Record<string, Title>;
export type PaperState = keyof typeof paperStates;

export type PaperAct = Readonly<{
  title: Title;
  from: readonly PaperState[];
  /** organ: the paper's own or one above it; countersigner: an organ that was asked. */
  by: "organ" | "countersigner";
  /** The drafter may not do it. */
  notDrafter?: true;
  /** Somebody must say why. */
  reason?: true;
}>;

export const paperActs = {
  edit: { title: { zh: "修改", en: "Amend" }, from: ["draft"], by: "organ" },
  submit: { title: { zh: "提交", en: "Submit" }, from: ["draft"], by: "organ" },
  withdraw: {
    title: { zh: "撤回修改", en: "Take back" },
    from: ["countersign", "review", "approval"],
    by: "organ",
    reason: true,
  },
  agree: { title: { zh: "会签同意", en: "Agree" }, from: ["countersign"], by: "countersigner" },
  refuse: { title: { zh: "会签不同意", en: "Refuse" }, from: ["countersign"], by: "countersigner", reason: true },
  pass: { title: { zh: "核稿通过", en: "Pass review" }, from: ["review"], by: "organ", notDrafter: true },
  return: {
    title: { zh: "退回修改", en: "Return" },
    from: ["review", "approval"],
    by: "organ",
    notDrafter: true,
    reason: true,
  },
  issue: { title: { zh: "签发", en: "Issue" }, from: ["approval"], by: "organ", notDrafter: true },
  number: { title: { zh: "编号", en: "Number" }, from: ["issued"], by: "organ" },
  seal: { title: { zh: "用印", en: "Seal" }, from: ["numbered"], by: "organ" },
  send: { title: { zh: "分发", en: "Send" }, from: ["sealed"], by: "organ" },
  file: { title: { zh: "归档", en: "File" }, from: ["sealed", "sent"], by: "organ" },
  void: {
    title: { zh: "作废", en: "Make void" },
    from: ["draft", "countersign", "review", "approval"],
    by: "organ",
    reason: true,
  },
} as const satisfies Record<string, PaperAct>;
export type PaperActId = keyof typeof paperActs;

/** What the reducer knows of a paper and of who acts. */
export type FlowPaper = Readonly<{
  state: PaperState;
  /** The drafter, and in whose place that person drafted. */
  drafters: readonly string[];
  /** Organs asked to agree, in the state that their answers are in. */
  countersigners: readonly Readonly<{ organ: string; state: "planned" | "asked" | "agreed" | "refused" }>[];
}>;
export type FlowActor = Readonly<{
  /** The person, and the one in whose place the person acts. */
  persons: readonly string[];
  /** Stands for the paper's organ, or for one above it. */
  organ: boolean;
  /** The organ in whose name a countersigner answers; the paper's organ may write down what came on paper. */
  countersigner: string | undefined;
}>;

export type FlowRefusal = "state" | "capacity" | "four-eyes" | "reason" | "countersigner" | "answered";
export type FlowStep = Readonly<{ ok: true; to: PaperState }> | Readonly<{ ok: false; why: FlowRefusal }>;

/** Where an act takes the paper, or why it may not be done. */
export function stepPaper(
  paper: FlowPaper,
  act: PaperActId,
  actor: FlowActor,
  given: Readonly<{ reason?: string }> = {},
): FlowStep {
  const rule: PaperAct = paperActs[act];
  if (!rule.from.includes(paper.state)) return { ok: false, why: "state" };
  const capacity = rule.by === "organ" ? actor.organ : actor.countersigner !== undefined;
  if (!capacity) return { ok: false, why: "capacity" };
  if (rule.notDrafter && actor.persons.some((one) => paper.drafters.includes(one)))
    return { ok: false, why: "four-eyes" };
  if (rule.reason && !given.reason?.trim()) return { ok: false, why: "reason" };
  if (rule.by === "countersigner") return answered(paper, act, actor.countersigner as string);
  return { ok: true, to: next(paper, act) };
}

function answered(paper: FlowPaper, act: PaperActId, organ: string): FlowStep {
  const asked = paper.countersigners.find((one) => one.organ === organ);
  if (!asked) return { ok: false, why: "countersigner" };
  if (asked.state !== "asked") return { ok: false, why: "answered" };
  if (act === "refuse") return { ok: true, to: "draft" };
  const open = paper.countersigners.some((one) => one.organ !== organ && one.state !== "agreed");
  return { ok: true, to: open ? "countersign" : "review" };
}

function next({ countersigners }: FlowPaper, act: PaperActId): PaperState {
  if (act === "submit") return countersigners.length > 0 ? "countersign" : "review";
  const to: Partial<Record<PaperActId, PaperState>> = {
    edit: "draft",
    withdraw: "draft",
    return: "draft",
    pass: "approval",
    issue: "issued",
    number: "numbered",
    seal: "sealed",
    send: "sent",
    file: "filed",
    void: "void",
  };
  const state = to[act];
  if (!state) throw new Error(`the act ${act} leads nowhere`);
  return state;
}

/** The acts that may be done now, in the order of the flow. */
export const actsNow = (paper: FlowPaper, actor: FlowActor): PaperActId[] =>
  (Object.keys(paperActs) as PaperActId[]).filter((act) => stepPaper(paper, act, actor, { reason: "-" }).ok);

/** From here on the words stand still. */
export const isFixed = (state: PaperState): boolean => ["numbered", "sealed", "sent", "filed"].includes(state);
