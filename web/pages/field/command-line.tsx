import type { ReactNode } from "react";
import { clockText, timeText } from "#kernel/view/format.ts";
import { language, t } from "#kernel/view/language.view.tsx";
import type { Status } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { blocker, type Command, type State } from "../../field/queue.ts";

const marks: Readonly<Record<State, Status>> = {
  queued: { title: { zh: "待传", en: "Queued" }, hue: "blue", shape: "ring" },
  sending: { title: { zh: "上传中", en: "Sending" }, hue: "blue", shape: "half" },
  waiting: { title: { zh: "失败重试", en: "Waiting to retry" }, hue: "yellow", shape: "diamond" },
  sent: { title: { zh: "已传", en: "Sent" }, hue: "green", shape: "dot" },
  conflict: { title: { zh: "冲突", en: "Conflict" }, hue: "red", shape: "triangle" },
  refused: { title: { zh: "被拒", en: "Refused" }, hue: "orange", shape: "cross" },
  dropped: { title: { zh: "已弃用", en: "Dropped" }, hue: "grey", shape: "cross" },
};

type CommandLineProps = Readonly<{ command: Command; queue?: readonly Command[]; children?: ReactNode }>;

/** One record: state, what it is, when it was recorded, and what it waits for. */
export function CommandLine({ command, queue, children }: CommandLineProps) {
  const { label, state, deviceAt } = command;
  return (
    <div className="field-command">
      <div className="field-command-head">
        <StatusMark status={marks[state]} />
        <time dateTime={new Date(deviceAt).toISOString()}>{timeText(deviceAt)}</time>
      </div>
      <div>
        <strong>{label.what}</strong>
        {label.detail && <span className="field-command-detail">{label.detail}</span>}
      </div>
      <div className="quiet small">{label.subject}</div>
      <div className="quiet small">
        {queue && waitsFor(command, queue)}
        {children}
      </div>
    </div>
  );
}

function waitsFor(command: Command, queue: readonly Command[]): string {
  const before = blocker(queue, command);
  if (before && before.state !== "queued" && before.state !== "sending")
    return t(`等同一件的“${before.label.what}”先处理完 `, `waits for “${before.label.what}” of the same case `);
  if (command.state !== "waiting") return "";
  const why = command.trouble
    ? command.trouble[language()]
    : t("网络中断，未收到平台答复", "no answer from the platform");
  return t(
    `${why}；已试 ${command.attempts} 次，${clockText(command.notBefore, "second")} 再试 `,
    `${why}; tried ${command.attempts} times, again at ${clockText(command.notBefore, "second")} `,
  );
}
