import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";

export function AuditPage() {
  return (
    <div className="page">
      <PageHead title={t("审计", "Audit")} />
    </div>
  );
}
