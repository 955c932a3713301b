import { t } from "./language.view.tsx";

/** Stands beside a limit, a class or a rule that nobody compared with the text of its standard. One wording everywhere. */
export function Unverified({ verified = false }: Readonly<{ verified?: boolean }>) {
  if (verified) return null;
  return (
    <span className="unverified" title={t("尚未与标准或文件原文核对", "Not yet compared with the text of its source")}>
      {t("未核实", "unverified")}
    </span>
  );
}
