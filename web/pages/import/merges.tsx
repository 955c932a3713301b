import { Link } from "@tanstack/react-router";
import { Button, Form, Input } from "antd";
import { useState } from "react";
import type { MergeReply } from "#kernel/merge/contract.ts";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import { send, useGet, useSend } from "../../api.ts";
import { FormDrawer, useOnceKey } from "../work/form-drawer.tsx";

type Props = Readonly<{ register: string; onDone: () => void }>;

/** What was merged, by whom and why, with the way back. */
export function Merges({ register, onDone }: Props) {
  const { data, error, refetch } = useGet<{ items: MergeReply[] }>("/merges", { register, limit: 50 });
  const [undoing, setUndoing] = useState<MergeReply | null>(null);
  const key = useOnceKey();
  const undo = useSend(
    ({ id, reason }: { id: string; reason: string }) =>
      send<MergeReply>("POST", `/merges/${id}/undo`, { reason }, { idempotencyKey: key({ id, reason }) }),
    { stale: [""], onDone },
  );
  return (
    <Section title={t("合并记录", "Merges")}>
      {error && <ProblemNote error={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <Empty title={t("还没有合并过", "Nothing was merged yet")} />}
      <ul className="import-merges">
        {data?.items.map((merge) => (
          <li key={merge.id}>
            <div>
              <b>{merge.loser.name}</b> →{" "}
              <Link to="/registers/$id/$row" params={{ id: register, row: merge.survivor.id }}>
                {merge.survivor.name}
              </Link>{" "}
              <span className="import-quiet">
                {merge.kind === "duplicate"
                  ? t(`重复建档，转移引用 ${merge.moved} 处`, `duplicate, ${merge.moved} references moved`)
                  : t(`承继${merge.from ? `，自 ${merge.from}` : ""}`, `succession ${merge.from ?? ""}`)}
              </span>
              <div className="import-quiet">
                {merge.by} · {timeText(merge.at)} · {merge.reason}
              </div>
            </div>
            {merge.undoneAt ? (
              <span className="import-quiet">
                {t(`已于 ${timeText(merge.undoneAt)} 撤销`, `Undone ${timeText(merge.undoneAt)}`)}
                {merge.undo && merge.undo.left > 0
                  ? t(`，${merge.undo.left} 处已另有改动，保持现状`, `, ${merge.undo.left} changed since stay`)
                  : ""}
              </span>
            ) : (
              <Button size="small" onClick={() => setUndoing(merge)}>
                {t("撤销合并", "Undo")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {undoing && (
        <FormDrawer<{ reason: string }>
          title={t("撤销合并", "Undo the merge")}
          intro={t(
            `“${undoing.loser.name}”恢复在用，转移的 ${undoing.moved} 处引用退回。合并之后另有改动的保持现状。`,
            `“${undoing.loser.name}” is used again and its ${undoing.moved} references go back.`,
          )}
          submit={t("撤销", "Undo")}
          titles={{ reason: t("原因", "Reason") }}
          onSubmit={({ reason }) => undo.mutateAsync({ id: undoing.id, reason })}
          onClose={() => setUndoing(null)}
        >
          <Form.Item
            name="reason"
            label={t("原因", "Reason")}
            rules={[{ required: true, min: 2, message: t("请说明原因", "Say why") }]}
          >
            <Input.TextArea rows={3} maxLength={500} />
          </Form.Item>
        </FormDrawer>
      )}
    </Section>
  );
}
