import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";

export function PacketPage() {
  return (
    <div className="page">
      <PageHead title={t("数据包", "Packet")} />
    </div>
  );
}
