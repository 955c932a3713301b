import type { Title } from "#kernel/title.ts";

/**
 * Five acts by which an item goes from one organ to another. They are different acts with different effects and keep different names:
 * what may change is a title; what may not is what an act does to the handling of the case and to its clocks.
 */
export type Mode = "referral" | "transfer" | "assignment" | "joint" | "return";

export type ModeRule = Readonly<{
  title: Title;
  /** One sentence for the person who chooses. */
  says: Title;
  /** What acceptance does: the receiver handles the case, or helps while the sender goes on handling it. */
  accepting: "takes-over" | "helps";
  /**
   * What acceptance does to the clocks of the case. `run-on`: they go on, whoever handles it. `stand-still`: they wait while another
   * authority has it. Besides, every mode with an outcome starts a clock of its own for it.
   */
  clocks: "run-on" | "stand-still";
  /** Whether the receiver owes a report of what became of it, and whether the case then comes back to the sender. */
  outcome: "none" | "reported" | "comes-back";
}>;

export const modes = {
  referral: {
    title: { zh: "转办", en: "Referral" },
    says: {
      zh: "转给有权办理的生态环境单位，由其接续办理，原时限继续计算。",
      en: "Goes on to the competent organ; clocks run on.",
    },
    accepting: "takes-over",
    clocks: "run-on",
    outcome: "none",
  },
  transfer: {
    title: { zh: "移送", en: "Transfer" },
    says: {
      zh: "连同证据移送其他主管部门；对方受理后本案办理时限中止，对方反馈处理结果后恢复并回到本单位。",
      en: "Passes with its evidence to another authority; clocks stand still until the outcome brings it back.",
    },
    accepting: "takes-over",
    clocks: "stand-still",
    outcome: "comes-back",
  },
  assignment: {
    title: { zh: "交办", en: "Assignment" },
    says: {
      zh: "上级交下级办理，另起反馈时限，办理结果须报回。",
      en: "A superior gives it to an organ below, which reports back.",
    },
    accepting: "takes-over",
    clocks: "run-on",
    outcome: "reported",
  },
  joint: {
    title: { zh: "会办", en: "Joint handling" },
    says: { zh: "仍由本单位主办，请对方协助并反馈意见。", en: "The sender goes on handling it; the other helps." },
    accepting: "helps",
    clocks: "run-on",
    outcome: "reported",
  },
  return: {
    title: { zh: "退回", en: "Return" },
    says: { zh: "受理后发现不属本单位职责，退回移出单位。", en: "What was taken over goes back to the sender." },
    accepting: "takes-over",
    clocks: "run-on",
    outcome: "none",
  },
} as const satisfies Record<Mode, ModeRule>;

/** What a sender may choose; a return begins with the receiver. */
export const offeredModes = ["referral", "transfer", "assignment", "joint"] as const satisfies readonly Mode[];
export type OfferedMode = (typeof offeredModes)[number];

export type TransferState = "offered" | "accepted" | "returned" | "expired" | "withdrawn" | "reported";
export const transferStates: Readonly<Record<TransferState, Title>> = {
  offered: { zh: "待答复", en: "Waiting for an answer" },
  accepted: { zh: "已受理", en: "Accepted" },
  returned: { zh: "已退回", en: "Returned" },
  expired: { zh: "逾期未答复", en: "Expired" },
  withdrawn: { zh: "已撤回", en: "Withdrawn" },
  reported: { zh: "已反馈结果", en: "Outcome reported" },
};

export const outcomeKinds: Readonly<Record<string, Title>> = {
  filed: { zh: "已立案查处", en: "Case opened" },
  punished: { zh: "已作出处理决定", en: "Decided" },
  criminal: { zh: "已立案侦查", en: "Criminal investigation" },
  rectified: { zh: "已整改到位", en: "Put right" },
  advised: { zh: "已出具意见", en: "Opinion given" },
  none: { zh: "不予立案或处理", en: "No proceedings" },
  other: { zh: "其他", en: "Other" },
  agreed: { zh: "会签同意", en: "Countersigned" },
  refused: { zh: "会签不同意", en: "Countersigning refused" },
};

/** The outcomes that answer a request to countersign: only who was asked for that gives them, in joint handling. */
export const countersignings = ["agreed", "refused"] as const;
export const isCountersigning = (kind: string): kind is (typeof countersignings)[number] =>
  countersignings.some((one) => one === kind);
/** What a receiver may report. */
export const outcomesOf = (mode: Mode): [kind: string, title: Title][] =>
  Object.entries(outcomeKinds).filter(([kind]) => mode === "joint" || !isCountersigning(kind));

export const channels: Readonly<Record<string, Title>> = {
  account: { zh: "账号", en: "account" },
  link: { zh: "凭链接", en: "by link" },
  letter: { zh: "盖章回函", en: "by stamped letter" },
  platform: { zh: "平台", en: "the platform" },
};

/** A bounce of this number goes to the organ that stands above both. */
export const escalatingBounce = 2;
