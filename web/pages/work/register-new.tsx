import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";

export function RegisterNewPage() {
  return (
    <div className="page">
      <PageHead title={t("新增", "New")} />
    </div>
  );
}
