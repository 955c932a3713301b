import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";

export function OrgansPage() {
  return (
    <div className="page">
      <PageHead title={t("机构", "Organs")} />
    </div>
  );
}
