import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";

export function AlarmsPage() {
  return (
    <div className="page">
      <PageHead title={t("报警", "Alarms")} />
    </div>
  );
}
