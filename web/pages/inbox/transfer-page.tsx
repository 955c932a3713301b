import { Link, useParams } from "@tanstack/react-router";
import { Button, Input, Modal } from "antd";
import { useState } from "react";
import type { LinkReply, TransferDetail } from "#kernel/transfer/contract.ts";
import { DetailPage, Facts, Section } from "#kernel/view/detail-page.view.tsx";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { Timeline } from "#kernel/view/timeline.view.tsx";
import { BlockSkeleton } from "#kernel/view/waiting.view.tsx";
import { send, useGet, useSend } from "../../api.ts";
import { dueText } from "../work/marks.tsx";
import { type AnswerAct, AnswerDrawer, answerTitles, LetterDrawer } from "./answer-forms.tsx";
import { LinkShown } from "./link-shown.tsx";
import { uploadFor } from "./sent-file.ts";
import { PackageShown } from "./transfer-package.tsx";
import { channelWord, modeWord, outcomeWord, statusOf } from "./transfer-words.ts";
import "../work/work.css";

/** One transfer: from whom, to whom, how long, and what was passed; the acts of whoever reads it at the top. */
export function TransferPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const answer = useGet<TransferDetail>(`/transfers/${id}`);
  if (answer.data) return <TransferShown item={answer.data} />;
  return (
    <div className="page">
      {answer.error ? (
        <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        <BlockSkeleton height={480} />
      )}
    </div>
  );
}

function TransferShown({ item }: Readonly<{ item: TransferDetail }>) {
  return (
    <DetailPage
      head={{
        title: t(
          `${modeWord(item.mode)}：${item.from.name} → ${item.to.name}`,
          `${modeWord(item.mode)}: ${item.from.name} → ${item.to.name}`,
        ),
        sentence: item.case.title,
        back: <Link to="/transfers">← {t("移交台账", "Transfers")}</Link>,
        marks: (
          <>
            <StatusMark status={statusOf(item.state)} />
            <SampleTag sample={item.sample} />
          </>
        ),
        action: <TransferActs item={item} />,
      }}
      facts={
        <>
          <TransferFacts item={item} />
          <AnswersShown item={item} />
        </>
      }
    >
      <PackageShown item={item} address={(hash, download) => `/api/v1/files/${hash}${download ? "?download=1" : ""}`} />
    </DetailPage>
  );
}

/** What was agreed and what is waited for; the same on the guest's page. */
export function TransferFacts({ item, caseLink = true }: Readonly<{ item: TransferDetail; caseLink?: boolean }>) {
  const term = item.state === "accepted" ? item.outcomeTerm : item.answerTerm;
  return (
    <Section title={t("移交事项", "What is asked")}>
      <Facts
        facts={[
          { title: t("理由和要求", "Reason"), value: item.reason, wide: true },
          ...(item.basis ? [{ title: t("法律依据", "Legal basis"), value: item.basis, wide: true }] : []),
          ...(caseLink
            ? [
                {
                  title: t("案件", "Case"),
                  value: (
                    <Link to="/cases/$id" params={{ id: item.case.id }}>
                      {item.case.number}
                    </Link>
                  ),
                },
              ]
            : []),
          { title: t("移出单位", "From"), value: item.from.name },
          { title: t("接收单位", "To"), value: item.to.name },
          { title: t("移交时间", "Offered"), value: timeText(item.offered) },
          { title: t("经办", "By"), value: item.offeredBy },
          ...(item.due
            ? [
                {
                  title: item.state === "offered" ? t("答复应于", "Answer due") : t("反馈应于", "Outcome due"),
                  value: dueText(item.due),
                },
              ]
            : []),
          ...(item.due && term
            ? [{ title: t("怎样计算", "How counted"), value: t(term.explanation), wide: true }]
            : []),
          ...(item.bounce
            ? [{ title: t("退回次数", "Bounce"), value: t(`第 ${item.bounce} 次`, `no. ${item.bounce}`) }]
            : []),
          ...(item.escalatedTo ? [{ title: t("已报督办", "Supervised by"), value: item.escalatedTo.name }] : []),
          {
            title: t("移交包校验值", "Package"),
            value: <span className="mono small">SM3 {item.packageHash.slice(0, 24)}…</span>,
            wide: true,
          },
        ]}
      />
    </Section>
  );
}

/** Who answered, from which office, by which way. */
export function AnswersShown({ item }: Readonly<{ item: TransferDetail }>) {
  if (item.answers.length === 0) return null;
  return (
    <Section title={t("答复与反馈", "Answers")}>
      <Timeline
        entries={[...item.answers].reverse().map((one) => ({
          key: one.at + one.act,
          at: one.at,
          what: one.outcome ? outcomeWord(one.outcome) : (answerTitles[one.act as AnswerAct]?.() ?? one.act),
          who: [
            one.signer ? `${one.signer.name} · ${one.signer.office} · ${one.signer.phone}` : one.by,
            channelWord(one.channel),
            one.letter && `${one.letter.number}（${one.letter.date}）`,
            one.letter && t(`${one.by} 登记`, `recorded by ${one.by}`),
          ]
            .filter(Boolean)
            .join(" · "),
          note: one.note ?? undefined,
        }))}
      />
    </Section>
  );
}

const stale = ["/transfers", "/cases", "/inbox", "/notices", "/evidence"];

function TransferActs({ item }: Readonly<{ item: TransferDetail }>) {
  const [open, setOpen] = useState<AnswerAct | "withdraw" | "letter" | null>(null);
  const [link, setLink] = useState<LinkReply | null>(null);
  const act = useSend(
    ({ verb, body }: { verb: string; body: unknown }) => send("POST", `/transfers/${item.id}/${verb}`, body),
    { stale },
  );
  const issue = useSend(() => send<LinkReply>("POST", `/transfers/${item.id}/link`), { stale, onDone: setLink });
  const close = () => setOpen(null);
  const may = (verb: TransferDetail["may"][number]) => item.may.includes(verb);
  const letterActs: AnswerAct[] = item.state === "accepted" ? ["outcome", "return"] : ["accept", "return"];
  return (
    <>
      {may("withdraw") && <Button onClick={() => setOpen("withdraw")}>{t("撤回", "Withdraw")}</Button>}
      {may("letter") && <Button onClick={() => setOpen("letter")}>{t("登记盖章回函", "Record a letter")}</Button>}
      {may("link") && (
        <Button
          loading={issue.isPending}
          title={
            item.link
              ? t(`现有链接 ${timeText(item.link.issued)} 发放，重新发放后失效`, "The present link will die")
              : undefined
          }
          onClick={() => issue.mutate(undefined)}
        >
          {item.link ? t("重新发放链接", "New link") : t("发放链接和验证码", "Issue a link")}
        </Button>
      )}
      {may("return") && <Button onClick={() => setOpen("return")}>{t("退回", "Return")}</Button>}
      {may("accept") && (
        <Button type="primary" onClick={() => setOpen("accept")}>
          {t("受理", "Accept")}
        </Button>
      )}
      {may("outcome") && (
        <Button type="primary" onClick={() => setOpen("outcome")}>
          {t("反馈处理结果", "Report the outcome")}
        </Button>
      )}
      {(open === "accept" || open === "return" || open === "outcome") && (
        <AnswerDrawer
          act={open}
          mode={item.mode}
          intro={item.case.title}
          upload={uploadFor()}
          onSubmit={({ signer: _, ...values }) => act.mutateAsync({ verb: open, body: bodyOf(open, values) })}
          onClose={close}
        />
      )}
      {open === "letter" && (
        <LetterDrawer
          to={item.to.name}
          mode={item.mode}
          acts={letterActs}
          upload={uploadFor()}
          onSubmit={(body) => act.mutateAsync({ verb: "letter", body })}
          onClose={close}
        />
      )}
      {open === "withdraw" && (
        <WithdrawBox onDone={close} onWithdraw={(reason) => act.mutateAsync({ verb: "withdraw", body: { reason } })} />
      )}
      {link && <LinkShown link={link} to={item.to.name} onClose={() => setLink(null)} />}
    </>
  );
}

type AnswerValues = Readonly<{ note?: string; reason?: string; kind?: string; files?: readonly unknown[] }>;
/** Only what the act takes. */
export const bodyOf = (act: AnswerAct, { note, reason, kind, files }: AnswerValues): Record<string, unknown> =>
  act === "accept" ? { note } : act === "return" ? { reason } : { kind, note, files: files ?? [] };

function WithdrawBox({
  onDone,
  onWithdraw,
}: Readonly<{ onDone: () => void; onWithdraw: (reason: string) => Promise<unknown> }>) {
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<unknown>(null);
  return (
    <Modal
      open
      title={t("撤回移交", "Withdraw")}
      okText={t("撤回", "Withdraw")}
      okButtonProps={{ danger: true, disabled: reason.trim().length < 2 }}
      onCancel={onDone}
      onOk={() => onWithdraw(reason.trim()).then(onDone, setProblem)}
    >
      {!!problem && <ProblemNote error={problem} />}
      <Input.TextArea
        autoFocus
        value={reason}
        maxLength={2000}
        aria-label={t("撤回理由", "Reason")}
        placeholder={t("撤回理由", "Reason")}
        autoSize={{ minRows: 3, maxRows: 6 }}
        onChange={(event) => setReason(event.target.value)}
      />
    </Modal>
  );
}
