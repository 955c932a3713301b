import { t } from "./language.view.tsx";

/**
 * The words of absence. Zero is a value and is written as one; the other four each say something else, so no dash stands for all.
 * `below` means under the detection limit, which is named when known.
 */
export type Absence = "below" | "no-data" | "stopped" | "unmonitored";

export function absenceText(kind: Absence, limit?: string): string {
  if (kind === "below")
    return limit ? t(`未检出（< ${limit}）`, `not detected (< ${limit})`) : t("未检出", "not detected");
  if (kind === "stopped") return t("停运", "stopped");
  if (kind === "unmonitored") return t("未监测", "not monitored");
  return t("无数据", "no data");
}

export function Absent({ kind = "no-data", limit }: Readonly<{ kind?: Absence; limit?: string }>) {
  return <span className="absent">{absenceText(kind, limit)}</span>;
}
