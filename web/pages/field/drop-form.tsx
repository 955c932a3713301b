import { Button, Input } from "antd";
import { useState } from "react";
import { t } from "#kernel/view/language.view.tsx";
import type { Command } from "../../field/queue.ts";
import { apply } from "../../field/store.ts";

type DropFormProps = Readonly<{ account: string; command: Command; onClose: () => void }>;

/** Drops a record with a reason; it stays in the list of dropped records. */
export function DropForm({ account, command, onClose }: DropFormProps) {
  const [reason, setReason] = useState("");
  const drop = () => void apply(account, { is: "drop", id: command.id, reason, now: Date.now() }).then(onClose);
  return (
    <div className="field-drop">
      <label htmlFor={`drop-${command.id}`}>
        {t("弃用原因（留存在本机记录中）", "Why it is dropped (kept on this device)")}
      </label>
      <Input
        id={`drop-${command.id}`}
        size="large"
        value={reason}
        maxLength={200}
        onChange={(event) => setReason(event.target.value)}
      />
      <div className="field-choices-row">
        <Button size="large" danger onClick={drop} disabled={reason.trim() === ""}>
          {t("确定弃用", "Drop it")}
        </Button>
        <Button size="large" onClick={onClose}>
          {t("不弃用", "Keep it")}
        </Button>
      </div>
    </div>
  );
}
