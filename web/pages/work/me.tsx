import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";

export function MePage() {
  return (
    <div className="page">
      <PageHead title={t("我的账号", "Me")} />
    </div>
  );
}
