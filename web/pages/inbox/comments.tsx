import { Button, Input, Select } from "antd";
import { useState } from "react";
import type { CommentReply } from "#kernel/inbox/contract.ts";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { send, useGet, usePerson, useSend } from "../../api.ts";
import type { Named } from "../../contract.ts";
import { useOnceKey } from "../work/form-drawer.tsx";
import "./inbox.css";

type Colleague = Named & Readonly<{ organ: Named }>;

/** What people say to each other about a case; the enterprise that it is about does not read it. */
export function Comments({ owner }: Readonly<{ owner: Readonly<{ kind: "case"; id: string }> }>) {
  const { roles } = usePerson();
  const talks = roles.some((role) => ["region", "league", "banner", "partner"].includes(role));
  const answer = useGet<Readonly<{ items: readonly CommentReply[] }>>(talks ? "/comments" : null, { case: owner.id });
  const withdraw = useSend((id: string) => send("POST", `/comments/${id}/withdraw`), { stale: ["/comments"] });
  if (!talks) return null;
  const items = answer.data?.items ?? [];
  return (
    <Section title={t(`留言（${items.length}）`, `Comments (${items.length})`)}>
      {answer.error && <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />}
      {withdraw.error && <ProblemNote error={withdraw.error} />}
      <ul className="comment-list">
        {items.map((one) => (
          <li key={one.id}>
            <div className="comment-head">
              <b>{one.by.name}</b>
              <span>{one.by.organ}</span>
              <time dateTime={one.at}>{timeText(one.at)}</time>
              {one.own && (
                <Button type="link" size="small" onClick={() => withdraw.mutate(one.id)}>
                  {t("撤回", "Withdraw")}
                </Button>
              )}
            </div>
            <p className={one.text === null ? "quiet" : undefined}>
              {one.text ?? t("已由本人撤回", "withdrawn by its author")}
              {one.mentions.length > 0 && (
                <span className="quiet"> @{one.mentions.map(({ name }) => name).join(" @")}</span>
              )}
            </p>
          </li>
        ))}
      </ul>
      <CommentForm caseId={owner.id} />
    </Section>
  );
}

function CommentForm({ caseId }: Readonly<{ caseId: string }>) {
  const [text, setText] = useState("");
  const [mentions, setMentions] = useState<string[]>([]);
  const key = useOnceKey();
  const people = useGet<Readonly<{ items: readonly Colleague[] }>>(
    "/colleagues",
    { case: caseId },
    { staleMs: 60_000 },
  );
  const add = useSend(
    () => {
      const body = { case: caseId, text: text.trim(), mentions };
      return send("POST", "/comments", body, { idempotencyKey: key(body) });
    },
    {
      stale: ["/comments"],
      onDone: () => {
        setText("");
        setMentions([]);
      },
    },
  );
  return (
    <div className="comment-form">
      {add.error && <ProblemNote error={add.error} />}
      <Input.TextArea
        value={text}
        maxLength={2000}
        autoSize={{ minRows: 2, maxRows: 8 }}
        aria-label={t("留言", "Comment")}
        placeholder={t("留言给经办本案的同事（企业看不到）", "To those who work on this case")}
        onChange={(event) => setText(event.target.value)}
      />
      <div>
        <Select
          mode="multiple"
          value={mentions}
          onChange={setMentions}
          placeholder={t("提醒谁看", "Tell whom")}
          optionFilterProp="label"
          maxTagCount="responsive"
          options={(people.data?.items ?? []).map((one) => ({
            value: one.id,
            label: `${one.name} · ${one.organ.name}`,
          }))}
        />
        <Button loading={add.isPending} disabled={text.trim() === ""} onClick={() => add.mutate(undefined)}>
          {t("发布留言", "Post")}
        </Button>
      </div>
    </div>
  );
}
