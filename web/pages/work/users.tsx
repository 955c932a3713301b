import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";

export function UsersPage() {
  return (
    <div className="page">
      <PageHead title={t("人员与授权", "People")} />
    </div>
  );
}
