import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";

export function DevicePage() {
  return (
    <div className="page">
      <PageHead title={t("设备", "Device")} />
    </div>
  );
}
