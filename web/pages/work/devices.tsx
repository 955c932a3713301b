import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";

export function DevicesPage() {
  return (
    <div className="page">
      <PageHead title={t("数采仪", "Devices")} />
    </div>
  );
}
