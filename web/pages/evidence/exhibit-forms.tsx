import { Form, Input } from "antd";
import type { Exhibit } from "#kernel/evidence/contract.ts";
import { t } from "#kernel/view/language.view.tsx";
import { send, useSend } from "../../api.ts";
import { FormDrawer, mustFill, useOnceKey } from "../work/form-drawer.tsx";
import { exhibitTitle } from "./exhibit-words.ts";

type ExhibitFormProps = Readonly<{ item: Exhibit; onClose: () => void }>;

/** Crossing out: the number and the file stay, the reason is read beside them. */
export function WithdrawForm({ item, onClose }: ExhibitFormProps) {
  const key = useOnceKey();
  const withdraw = useSend(
    (body: { reason: string }) =>
      send<Exhibit>("POST", `/evidence/${item.id}/withdrawal`, body, { idempotencyKey: key(body) }),
    { stale: ["/evidence"] },
  );
  const title = t("撤回理由", "Reason");
  return (
    <FormDrawer<{ reason: string }>
      title={t(`撤回${exhibitTitle(item)}`, `Withdraw ${exhibitTitle(item)}`)}
      intro={t(
        "撤回后该证据划线保留：编号不再使用，文件、提交人和撤回理由仍可查看，不计入办理所需的证据数。撤回不可恢复。",
        "The exhibit stays, crossed out, with its number, file and reason, and no longer counts. This cannot be undone.",
      )}
      submit={t("撤回", "Withdraw")}
      danger
      titles={{ reason: title }}
      onSubmit={(values) => withdraw.mutateAsync(values)}
      onClose={onClose}
    >
      <Form.Item name="reason" label={title} rules={[mustFill(title)]} required>
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 8 }} maxLength={500} showCount />
      </Form.Item>
    </FormDrawer>
  );
}

export function DiscloseForm({ item, onClose }: ExhibitFormProps) {
  const disclose = useSend(() => send<Exhibit>("POST", `/evidence/${item.id}/disclosure`), { stale: ["/evidence"] });
  return (
    <FormDrawer<object>
      title={t(`向当事人披露${exhibitTitle(item)}`, `Disclose ${exhibitTitle(item)}`)}
      intro={t(
        "披露后当事人可以查看、下载这份证据。已披露的不能收回；如需隐去他人信息，请先制作遮盖件并披露遮盖件。",
        "The party may then read and download this exhibit. It cannot be taken back; to hide others' data, redact a copy first.",
      )}
      submit={t("披露", "Disclose")}
      titles={{}}
      onSubmit={() => disclose.mutateAsync(undefined)}
      onClose={onClose}
    >
      {null}
    </FormDrawer>
  );
}
