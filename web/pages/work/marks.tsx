import type { StateCategory } from "#kernel/case/category.ts";
import { clockText, dayText, durationText, timeText } from "#kernel/view/format.ts";
import { language, t } from "#kernel/view/language.view.tsx";
import { clockLights, type Status } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import type { CaseItem } from "../../contract.ts";
import { words } from "../../language.ts";
import "./case.css";

/** Where a case stands: whose turn it is decides the hue. */
const categories = {
  draft: { title: { zh: "草稿", en: "Draft" }, hue: "grey", shape: "ring" },
  open: { title: { zh: "办理中", en: "Open" }, hue: "orange", shape: "dot" },
  waiting: { title: { zh: "等待", en: "Waiting" }, hue: "blue", shape: "half" },
  decision: { title: { zh: "待决定", en: "To decide" }, hue: "orange", shape: "diamond" },
  closed: { title: { zh: "已办结", en: "Closed" }, hue: "grey", shape: "square" },
  void: { title: { zh: "已撤销", en: "Void" }, hue: "grey", shape: "cross" },
} as const satisfies Record<StateCategory, Status>;

export function CaseStateMark({ state }: Readonly<{ state: CaseItem["state"] }>) {
  const status: Status = categories[state.category as StateCategory] ?? categories.open;
  return <StatusMark status={status} word={words(state.title)} />;
}

/** The light of the legal clock with the working days that are left. */
export function ClockMark({ clock }: Readonly<{ clock: CaseItem["clock"] }>) {
  if (!clock) return <span className="absent">{t("不计时", "no clock")}</span>;
  return <StatusMark status={clockLights[clock.light]} word={clockWord(clock)} />;
}

export function clockWord({ light, remainingDays }: NonNullable<CaseItem["clock"]>): string {
  const days = Math.abs(remainingDays);
  if (light === "red") return days === 0 ? t("已逾期", "overdue") : t(`逾期 ${days} 日`, `${days} d overdue`);
  return days === 0 ? t("今日到期", "due today") : t(`剩 ${days} 日`, `${days} d left`);
}

/** 督办: an organ above watches this case, because a clock of it was not kept or because it said so. */
export function SupervisedTag({ since, by }: Readonly<{ since: string; by?: string | undefined }>) {
  const title = t(`自 ${timeText(since)} 起${by ?? ""}督办`, `${by ? `by ${by} ` : ""}since ${timeText(since)}`);
  return (
    <span className="case-supervised" title={title}>
      {t("督办", "supervised")}
    </span>
  );
}

/** A term that ends with its day is written so: 2026-12-01 24:00, not the midnight that begins the next. */
export function dueText(at: string): string {
  const epoch = Date.parse(at);
  return clockText(epoch) === "00:00" ? `${dayText(epoch - 1)} 24:00` : timeText(epoch);
}

/** 12 分前; with the full time on hover. */
export function Ago({ at, now = Date.now() }: Readonly<{ at: string; now?: number }>) {
  const ms = now - Date.parse(at);
  const text = ms < 60_000 ? t("刚刚", "just now") : t(`${durationText(ms, "zh")}前`, `${durationText(ms, "en")} ago`);
  return (
    <time dateTime={at} title={timeText(at, "second")}>
      {text}
    </time>
  );
}

/** What the platform's own name for a way of failing means to people. */
export const inWords = (title: Readonly<{ zh: string; en: string }> | null | undefined, code: string): string =>
  title ? title[language()] : code;
