import { Form, Input } from "antd";
import { useEffect } from "react";
import type { ImportReply } from "#kernel/import/contract.ts";
import { t } from "#kernel/view/language.view.tsx";
import { problemText } from "#kernel/view/problem-note.view.tsx";
import { send, useSend } from "../../api.ts";
import { FormDrawer } from "../work/form-drawer.tsx";

type Outcome = Readonly<{ undone: number; refused: number }>;
type Props = Readonly<{ found: ImportReply; onClose: () => void; onDone: () => void }>;

/** Says first how many rows would be taken back and how many cannot; then does it. */
export function UndoDrawer({ found, onClose, onDone }: Props) {
  const path = `/imports/${found.id}/undo`;
  const preview = useSend((reason: string) => send<Outcome>("POST", path, { reason, preview: true }));
  const undo = useSend((reason: string) => send<Outcome>("POST", path, { reason, preview: false }), {
    stale: [""],
    onDone,
  });
  const { mutate } = preview;
  useEffect(() => mutate(t("预览", "preview")), [mutate]);
  const told = preview.data
    ? preview.data.refused === 0
      ? t(
          `全部 ${preview.data.undone} 行可以撤销：新增的停用，变更的恢复原值。`,
          `All ${preview.data.undone} rows can be taken back.`,
        )
      : t(
          `${preview.data.undone} 行可以撤销；${preview.data.refused} 行之后被人修改或引用过，将保持现状并逐行列出。`,
          `${preview.data.undone} rows can be taken back; ${preview.data.refused} were changed or used since and stay.`,
        )
    : preview.error
      ? problemText(preview.error)
      : t("正在核对每一行…", "Looking at every row…");
  return (
    <FormDrawer<{ reason: string }>
      title={t("撤销整次导入", "Undo the import")}
      intro={told}
      submit={t("撤销", "Undo")}
      danger
      titles={{ reason: t("原因", "Reason") }}
      onSubmit={({ reason }) => undo.mutateAsync(reason)}
      onClose={onClose}
    >
      <Form.Item
        name="reason"
        label={t("原因", "Reason")}
        rules={[{ required: true, min: 2, message: t("请说明原因", "Say why") }]}
      >
        <Input.TextArea rows={3} maxLength={500} />
      </Form.Item>
    </FormDrawer>
  );
}
