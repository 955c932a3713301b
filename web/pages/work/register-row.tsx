import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";

export function RegisterRowPage() {
  return (
    <div className="page">
      <PageHead title={t("记录", "Record")} />
    </div>
  );
}
