import { Steps } from "antd";
import { usePhone } from "#kernel/view/card-list.view.tsx";
import { t } from "#kernel/view/language.view.tsx";

/** Where in the way of a file one stands. */
export function ImportSteps({ at, failed }: Readonly<{ at: 0 | 1 | 2 | 3; failed?: boolean }>) {
  const phone = usePhone();
  const titles = [t("选择文件", "File"), t("列对应", "Columns"), t("预览", "Preview"), t("写入", "Written")];
  if (phone)
    return (
      <p className="import-quiet">
        {t(`第 ${at + 1} 步，共 4 步：${titles[at]}`, `Step ${at + 1} of 4: ${titles[at]}`)}
      </p>
    );
  return (
    <Steps
      size="small"
      current={at}
      status={failed ? "error" : at === 3 ? "finish" : "process"}
      items={titles.map((title) => ({ title }))}
      className="import-steps"
    />
  );
}
