import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";

export function RegisterPage() {
  return (
    <div className="page">
      <PageHead title={t("台账", "Register")} />
    </div>
  );
}
