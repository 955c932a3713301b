import { Link } from "@tanstack/react-router";
import { durationText, shortTimeText } from "#kernel/view/format.ts";
import { language, t } from "#kernel/view/language.view.tsx";
import { alarmLevels } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { Value } from "#kernel/view/value.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import type { Alarm } from "../../contract.ts";
import { words } from "../../language.ts";

/** Alarms as lines: level, rule, where, how much over which limit, since when, and the case that deals with it. */
export function AlarmLines({
  alarms,
  empty,
  where,
}: Readonly<{ alarms: readonly Alarm[]; empty: string; where?: boolean }>) {
  if (alarms.length === 0) return <Empty title={empty} />;
  const now = Date.now();
  return (
    <ul className="alarm-lines">
      {alarms.map((alarm) => (
        <li key={alarm.id}>
          <div className="alarm-line-head">
            <StatusMark status={alarmLevels[alarm.level] ?? alarmLevels.alarm} />
            {where && <Where alarm={alarm} />}
            <time dateTime={alarm.started}>{shortTimeText(alarm.started, now)}</time>
          </div>
          <div className="alarm-line-what" title={t(alarm.explanation)}>
            <span>{words(alarm.rule.title)}</span>
            {alarm.case && (
              <Link to="/cases/$id" params={{ id: alarm.case.id }}>
                {alarm.case.number}
              </Link>
            )}
          </div>
          <div className="alarm-line-foot">
            <span>
              {alarm.factor && `${alarm.factor.name} `}
              {alarm.value !== null && (
                <Value value={alarm.value} unit={alarm.limit?.unit} over={alarm.kind === "over-limit"} />
              )}
              {alarm.limit && t(` 限 ${alarm.limit.value}`, ` limit ${alarm.limit.value}`)}
            </span>
            <span className="alarm-line-since">
              {alarm.ended ? t("已结束，历时 ", "ended after ") : t("已持续 ", "for ")}
              {durationText((alarm.ended ? Date.parse(alarm.ended) : now) - Date.parse(alarm.started), language())}
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Where({ alarm }: Readonly<{ alarm: Alarm }>) {
  return (
    <Link
      to="/subjects/$kind/$id"
      params={{ kind: alarm.subject.kind, id: alarm.subject.id }}
      className="alarm-line-where"
      title={[alarm.subject.name, alarm.enterprise?.name].filter(Boolean).join(" · ")}
    >
      {alarm.subject.name}
      {alarm.enterprise && <small>{alarm.enterprise.name}</small>}
    </Link>
  );
}
