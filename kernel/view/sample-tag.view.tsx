import { t } from "./language.view.tsx";

/** Stands wherever a synthetic record shows, so that nobody takes it for a real one. */
export function SampleTag({ sample = true }: Readonly<{ sample?: boolean }>) {
  return sample ? <span className="sample-tag">{t("示例数据", "Sample data")}</span> : null;
}
