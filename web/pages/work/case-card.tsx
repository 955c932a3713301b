import { t } from "#kernel/view/language.view.tsx";
import { type CaseLine, reasonOf } from "./cases.tsx";
import { CaseStateMark, ClockMark, dueText } from "./marks.tsx";

/** A case on a phone: how much time is left stands first. */
export function CaseCard({ item }: Readonly<{ item: CaseLine }>) {
  const over = item.state.category === "closed" || item.state.category === "void";
  return (
    <div className="work-case-card">
      <div className="work-case-card-head">
        {over ? <span className="quiet">{t("已停止计时", "stopped")}</span> : <ClockMark clock={item.clock} />}
        <CaseStateMark state={item.state} />
      </div>
      <div className="card-title">
        {item.subject?.name} {reasonOf(item)}
      </div>
      <div className="quiet small">{item.enterprise?.name ?? item.region.name}</div>
      <div className="quiet small">
        {item.number}
        {item.due && !over && t(`，应于 ${dueText(item.due)} 前办结`, `, due ${dueText(item.due)}`)}
      </div>
    </div>
  );
}
