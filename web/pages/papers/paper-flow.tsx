import { type PaperState, paperStates } from "#kernel/paper/flow.ts";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import type { PaperDetail } from "./answers.ts";

const steps: readonly Readonly<{ act: string; zh: string; en: string; state: PaperState }>[] = [
  { act: "拟稿", zh: "拟稿", en: "Draft", state: "draft" },
  { act: "会签同意", zh: "会签", en: "Countersign", state: "countersign" },
  { act: "核稿通过", zh: "核稿", en: "Review", state: "review" },
  { act: "签发", zh: "签发", en: "Issue", state: "approval" },
  { act: "编号", zh: "编号", en: "Number", state: "issued" },
  { act: "用印", zh: "用印", en: "Seal", state: "numbered" },
  { act: "分发", zh: "分发", en: "Send", state: "sealed" },
  { act: "归档", zh: "归档", en: "File", state: "sent" },
];

/** The steps of a paper with who did each and when; the one that waits stands out. */
export function PaperFlow({ paper }: Readonly<{ paper: PaperDetail }>) {
  const order = Object.keys(paperStates) as PaperState[];
  const now = order.indexOf(paper.state.id);
  const shown = steps.filter(({ state }) => state !== "countersign" || paper.countersigners.length > 0);
  return (
    <ol className="paper-flow" aria-label={t("公文流程", "Flow of the paper")}>
      {shown.map((step) => {
        const passed = paper.state.id !== "void" && order.indexOf(step.state) < now;
        const done = passed ? paper.versions.findLast(({ act }) => act.zh === step.act) : undefined;
        const current = step.state === paper.state.id;
        return (
          <li
            key={step.state}
            className={current ? "now" : passed ? "done" : undefined}
            aria-current={current ? "step" : undefined}
          >
            <b>{t(step.zh, step.en)}</b>
            <span>{done ? done.by : current ? t("待办", "waiting") : ""}</span>
            <time>{done ? timeText(done.at).slice(5) : ""}</time>
          </li>
        );
      })}
    </ol>
  );
}
