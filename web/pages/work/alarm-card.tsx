import { durationText, shortTimeText } from "#kernel/view/format.ts";
import { language, t } from "#kernel/view/language.view.tsx";
import { alarmLevels } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { Value } from "#kernel/view/value.view.tsx";
import type { Alarm } from "../../contract.ts";
import { words } from "../../language.ts";

/** An alarm on a phone: what, where, how much over which limit, since when. */
export function AlarmCard({ alarm, now }: Readonly<{ alarm: Alarm; now: number }>) {
  return (
    <div className="work-case-card">
      <div className="work-case-card-head">
        <StatusMark status={levelOf(alarm)} word={words(alarm.rule.title)} />
        <span className="quiet small">{shortTimeText(alarm.started, now)}</span>
      </div>
      <div className="card-title">{alarm.subject.name}</div>
      <div className="quiet small">{alarm.enterprise?.name ?? alarm.region.name}</div>
      <div>
        {alarm.factor?.name}{" "}
        {alarm.value !== null && (
          <Value value={alarm.value} unit={alarm.limit?.unit} over={alarm.kind === "over-limit"} />
        )}
        {alarm.limit && (
          <span className="quiet small">{t(` 限值 ${alarm.limit.value}`, ` limit ${alarm.limit.value}`)}</span>
        )}
      </div>
      <div className="quiet small">
        {stateText(alarm)} {lastedText(alarm, now)}
        {alarm.case && ` · ${alarm.case.number}`}
      </div>
    </div>
  );
}

export const levelOf = (alarm: Alarm) => alarmLevels[alarm.level] ?? alarmLevels.alarm;

/** Withdrawn: a later mark or correction took the ground from under it. */
export const stateWords = (): Readonly<Record<string, string>> => ({
  open: t("持续中", "open"),
  ended: t("已结束", "ended"),
  withdrawn: t("已撤回", "withdrawn"),
});

export function stateText(alarm: Alarm): string {
  const known = stateWords()[(alarm as Alarm & { state?: string }).state ?? ""];
  return known ?? (alarm.ended ? t("已结束", "ended") : t("持续中", "open"));
}

export function lastedText(alarm: Alarm, now: number): string {
  const end = alarm.ended ? Date.parse(alarm.ended) : now;
  return durationText(end - Date.parse(alarm.started), language());
}
