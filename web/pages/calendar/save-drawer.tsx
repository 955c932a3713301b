import { Checkbox, Form, Input } from "antd";
import { useEffect, useState } from "react";
import type { CalendarPreview, MovedReply } from "#kernel/clock/contract.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { send, useSend } from "../../api.ts";
import { FormDrawer, mustFill, useOnceKey } from "../work/form-drawer.tsx";
import { dueText } from "../work/marks.tsx";
import type { Edits } from "./year.ts";

type SaveForm = { source: string; reason: string; verified?: boolean };
type SaveProps = Readonly<{
  year: number;
  edits: Edits;
  /** The notice of the year is thereby complete. */
  announce: boolean;
  onDone: (reply: MovedReply) => void;
  onClose: () => void;
}>;

/** On which notice the change stands, and what it moves: said before it is saved. */
export function SaveDrawer({ year, edits, announce, onDone, onClose }: SaveProps) {
  const key = useOnceKey();
  const change: CalendarPreview = {
    days: Object.entries(edits).map(([date, edit]) => ({ date, ...edit })),
    ...(announce ? { announces: year } : {}),
  };
  const save = useSend(
    (values: SaveForm) => {
      const body = { ...change, ...values, verified: values.verified ?? false };
      return send<MovedReply>("POST", "/calendar/changes", body, { idempotencyKey: key(body) });
    },
    { stale: ["/calendar", "/cases"], onDone },
  );
  const [source, reason] = [t("通知文件", "Notice"), t("变更原因", "Reason")];
  return (
    <FormDrawer<SaveForm>
      title={announce ? t(`${year} 年放假安排已齐`, `The notice of ${year} is complete`) : t("保存日历变更", "Save")}
      submit={t("保存并重新计算", "Save and count again")}
      titles={{ source, reason, verified: t("核对", "Checked") }}
      onSubmit={(values) => save.mutateAsync(values)}
      onClose={onClose}
    >
      <Effect change={change} />
      <Form.Item name="source" label={source} required rules={[mustFill(source)]}>
        <Input maxLength={200} placeholder={t("文件名称与文号", "Title and number")} />
      </Form.Item>
      <Form.Item name="verified" valuePropName="checked">
        <Checkbox>{t("已与通知原文核对", "Compared with the text of the notice")}</Checkbox>
      </Form.Item>
      <Form.Item name="reason" label={reason} required rules={[mustFill(reason)]}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={1000} />
      </Form.Item>
    </FormDrawer>
  );
}

function Effect({ change }: Readonly<{ change: CalendarPreview }>) {
  const [reply, setReply] = useState<MovedReply>();
  const [error, setError] = useState<unknown>();
  const text = JSON.stringify(change);
  useEffect(() => {
    let here = true;
    send<MovedReply>("POST", "/calendar/preview", JSON.parse(text)).then(
      (answer) => here && setReply(answer),
      (problem: unknown) => here && setError(problem),
    );
    return () => {
      here = false;
    };
  }, [text]);
  if (error) return <ProblemNote error={error} />;
  return (
    <div className="calendar-moved" role="status">
      {!reply && t("正在试算影响的办件…", "Counting what moves…")}
      {reply?.clocks === 0 && t("没有办件的到期日因此改变。", "No date of a case moves.")}
      {reply && reply.clocks > 0 && (
        <>
          <strong>
            {t(
              `${reply.cases} 件办件的 ${reply.clocks} 个时限将改变到期日`,
              `${reply.clocks} clocks of ${reply.cases} cases get another date`,
            )}
          </strong>
          <ul>
            {reply.moved.map((one, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: examples in the order of the answer
              <li key={index}>
                {t(one.title)}：{dueText(one.from)} → {dueText(one.to)}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
