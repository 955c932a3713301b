import { t } from "./language.view.tsx";

/** Stands wherever a synthetic record shows, so that nobody takes it for a real one. `some`: real ones stand beside it. */
export function SampleTag({ sample = true, some }: Readonly<{ sample?: boolean; some?: boolean }>) {
  if (!sample) return null;
  return (
    <span className="sample-tag">{some ? t("含示例数据", "Includes sample data") : t("示例数据", "Sample data")}</span>
  );
}
