import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";

export function UnknownDevicesPage() {
  return (
    <div className="page">
      <PageHead title={t("未登记设备", "Unknown")} />
    </div>
  );
}
