import { Section } from "#kernel/view/detail-page.view.tsx";
import { t } from "#kernel/view/language.view.tsx";
import { clockLights, type Status } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { words } from "../../language.ts";
import type { CaseClock, CaseDetail } from "./answers.ts";
import { ClockExtension } from "./case-extension.tsx";
import { clockWord, dueText } from "./marks.tsx";

/** The legal clocks of a case; each can explain its date day by day. */
export function ClockBox({ item, over }: Readonly<{ item: CaseDetail; over: boolean }>) {
  const { clocks } = item;
  const running = clocks.filter((clock) => clock.state !== "met");
  const met = clocks.filter((clock) => clock.state === "met");
  return (
    <Section title={t("办理时限", "Clocks")} flush>
      {[...running, ...met].map((clock) => (
        <Clock key={clock.id} item={item} clock={clock} over={over} />
      ))}
    </Section>
  );
}

function Clock({ item, clock, over }: Readonly<{ item: CaseDetail; clock: CaseClock; over: boolean }>) {
  return (
    <div className="work-clock">
      <div className="work-clock-head">
        <strong>{words(clock.title)}</strong>
        <StatusMark status={statusOf(clock)} word={wordOf(clock, over)} />
      </div>
      <div className="work-clock-due">
        {clock.state === "met" ? t("原应于 ", "was due ") : t("应于 ", "due ")}
        <b>{dueText(clock.due)}</b>
        {clock.state === "met" ? "" : t(" 前办结", "")}
        {clock.extended > 0 && <span className="work-tag">{t("已延期", "extended")}</span>}
        {clock.provisional && <span className="work-tag">{t("暂定", "provisional")}</span>}
      </div>
      <details>
        <summary>{t("如何计算", "How it was counted")}</summary>
        <p>{t(clock.explanation)}</p>
        {clock.countedDays.length > 0 && (
          <ol className="work-days" aria-label={t("计入的日子", "Days counted")}>
            {clock.countedDays.map((date) => (
              <li key={date}>{date.slice(5)}</li>
            ))}
          </ol>
        )}
      </details>
      <ClockExtension item={item} clock={clock} />
    </div>
  );
}

const stopped: Status = { title: { zh: "已停止", en: "Stopped" }, hue: "grey", shape: "square" };
const paused: Status = { title: { zh: "中止计时", en: "Paused" }, hue: "grey", shape: "bar" };

function statusOf(clock: CaseClock): Status {
  if (clock.state === "paused") return paused;
  if (clock.state === "met" && clock.light !== "red") return stopped;
  return clockLights[clock.light];
}

function wordOf(clock: CaseClock, over: boolean): string {
  if (clock.state === "paused") return t("中止计时", "paused");
  if (clock.state === "met")
    return clock.light === "red"
      ? t("逾期完成", "met late")
      : over
        ? t("已停止计时", "stopped")
        : t("按期完成", "met in time");
  return clockWord(clock);
}
