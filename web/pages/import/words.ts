import type { ImportReply } from "#kernel/import/contract.ts";
import { t } from "#kernel/view/language.view.tsx";

type Told = Pick<ImportReply, "state" | "counts" | "result">;

/** How far an import has come, in a few words. */
export function stateText({ state, result }: Told): string {
  switch (state) {
    case "opened":
      return t("待确认列对应", "Columns to be confirmed");
    case "checking":
      return t("检查中", "Being checked");
    case "ready":
      return t("已检查，尚未写入", "Checked, not written");
    case "committing":
      return t("写入中", "Being written");
    case "committed":
      return t(
        `已写入：新增 ${result?.created ?? 0}，变更 ${result?.amended ?? 0}`,
        `Written: ${result?.created ?? 0} new, ${result?.amended ?? 0} changed`,
      );
    case "undone":
      return result?.refused
        ? t(`已撤销 ${result.undone} 行，保留 ${result.refused} 行`, `${result.undone} undone, ${result.refused} kept`)
        : t("已全部撤销", "Undone");
    default:
      return t("未能读完", "Could not be read");
  }
}

export const kindText = (kind: "new" | "changed" | "same" | "bad"): string =>
  ({
    new: t("新增", "New"),
    changed: t("变更", "Changed"),
    same: t("无变化", "Same"),
    bad: t("不合格", "Bad"),
  })[kind];

/** The coordinate systems a person may choose from, the frequent ones first. */
export const datumChoices = (): { value: string; label: string }[] => [
  { value: "cgcs2000", label: t("CGCS2000 经纬度（国家大地 2000）", "CGCS2000 degrees") },
  { value: "wgs84", label: t("WGS 84 经纬度（GPS）", "WGS 84 degrees (GPS)") },
  { value: "gcj02", label: t("GCJ-02（高德、腾讯地图）", "GCJ-02 (Amap, Tencent)") },
  { value: "bd09", label: t("BD-09（百度地图）", "BD-09 (Baidu)") },
  ...[33, 34, 35, 36, 37, 38, 39, 40, 41, 42].map((zone) => ({
    value: `gk3-${zone}`,
    label: t(`CGCS2000 3 度带 ${zone} 带（带号在横坐标前）`, `CGCS2000 3-degree zone ${zone}`),
  })),
  ...[99, 102, 105, 108, 111, 114, 117, 120, 123, 126].map((meridian) => ({
    value: `gk3-${meridian}e`,
    label: t(`CGCS2000 3 度带 中央经线 ${meridian}°（无带号）`, `CGCS2000 3-degree CM ${meridian}E`),
  })),
];
