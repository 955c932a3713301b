import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";

export function CasePage() {
  return (
    <div className="page">
      <PageHead title={t("办件", "Case")} />
    </div>
  );
}
