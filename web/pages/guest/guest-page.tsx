import { useParams } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { useCallback, useEffect, useState } from "react";
import type { TransferDetail } from "#kernel/transfer/contract.ts";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { problemFrom } from "#kernel/view/problem.ts";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { BlockSkeleton } from "#kernel/view/waiting.view.tsx";
import { get, send } from "../../api.ts";
import { productName } from "../../language.ts";
import { Mark } from "../../layout/icons.tsx";
import { type AnswerAct, AnswerDrawer, answerTitles } from "../inbox/answer-forms.tsx";
import { uploadFor } from "../inbox/sent-file.ts";
import { PackageShown } from "../inbox/transfer-package.tsx";
import { AnswersShown, bodyOf, TransferFacts } from "../inbox/transfer-page.tsx";
import { modeWord, statusOf } from "../inbox/transfer-words.ts";
import "../work/work.css";
import "./guest.css";

/** The door for a receiver without an account: the code first, then the one transfer of this link, and its answer. No session, no menu. */
export function GuestPage() {
  const { token } = useParams({ strict: false }) as { token: string };
  const [item, setItem] = useState<TransferDetail | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [asking, setAsking] = useState(false);
  const read = useCallback(async () => {
    setProblem(null);
    try {
      setItem(await get<TransferDetail>(`/guest/${token}/transfer`));
      setAsking(false);
    } catch (error) {
      if (problemFrom(error).code === "guest.code-needed") setAsking(true);
      else setProblem(error);
    }
  }, [token]);
  useEffect(() => void read(), [read]);
  return (
    <div className="guest">
      <header className="guest-head">
        <Mark />
        <b>{t(productName.long)}</b>
        <span>{t("部门间案件移交", "Transfers between departments")}</span>
      </header>
      <main>
        {!!problem && <ProblemNote error={problem} onRetry={() => void read()} />}
        {!problem && asking && <CodeForm token={token} onOpen={() => void read()} />}
        {!problem && !asking && !item && <BlockSkeleton height={320} />}
        {!problem && !asking && item && <GuestTransfer item={item} token={token} onDone={() => void read()} />}
      </main>
      <footer className="guest-foot">
        {t(
          "本页面凭链接和验证码使用，仅可办理这一件移交。请勿转发。",
          "This page serves one transfer by link and code. Do not pass it on.",
        )}
      </footer>
    </div>
  );
}

function CodeForm({ token, onOpen }: Readonly<{ token: string; onOpen: () => void }>) {
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const open = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await send("POST", `/guest/${token}/open`, { code });
      onOpen();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
      setCode("");
    }
  };
  return (
    <form
      className="guest-code"
      onSubmit={(event) => {
        event.preventDefault();
        void open();
      }}
    >
      <h1>{t("请输入 6 位验证码", "Enter the 6-digit code")}</h1>
      <p>
        {t(
          "验证码由移出单位另行告知。连续输错 5 次链接将锁定。",
          "The sender told it to you apart from the link. Five wrong tries lock the link.",
        )}
      </p>
      {!!problem && <ProblemNote error={problem} />}
      <Input
        autoFocus
        size="large"
        value={code}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        aria-label={t("验证码", "Code")}
        onChange={(event) => setCode(event.target.value.replace(/\D/g, ""))}
      />
      <Button type="primary" size="large" block htmlType="submit" loading={busy} disabled={code.length !== 6}>
        {t("查看移交内容", "Open")}
      </Button>
    </form>
  );
}

type Signer = { name: string; office: string; phone: string };

function GuestTransfer({ item, token, onDone }: Readonly<{ item: TransferDetail; token: string; onDone: () => void }>) {
  const [act, setAct] = useState<AnswerAct | null>(null);
  const [signer, setSigner] = useState<Signer>();
  const acts = item.may.filter((one): one is AnswerAct => one in answerTitles);
  const submit = async (chosen: AnswerAct, values: Parameters<typeof bodyOf>[1] & { signer?: Signer }) => {
    await send("POST", `/guest/${token}/${chosen}`, { ...bodyOf(chosen, values), signer: values.signer });
    setSigner(values.signer);
    onDone();
  };
  return (
    <>
      <div className="guest-title">
        <h1>
          {t(
            `${item.from.name}向${item.to.name}${modeWord(item.mode)}`,
            `${item.from.name} to ${item.to.name}: ${modeWord(item.mode)}`,
          )}
        </h1>
        <p>{item.case.title}</p>
        <StatusMark status={statusOf(item.state)} />
        {item.outcome && (
          <p>{t(`已于 ${timeText(item.outcome.at)} 反馈处理结果，谢谢。`, "The outcome was reported; thank you.")}</p>
        )}
      </div>
      {acts.length > 0 && (
        <div className="guest-acts">
          {acts.map((one) => (
            <Button key={one} size="large" type={one === "return" ? "default" : "primary"} onClick={() => setAct(one)}>
              {answerTitles[one]()}
            </Button>
          ))}
        </div>
      )}
      <TransferFacts item={item} caseLink={false} />
      <AnswersShown item={item} />
      <PackageShown
        item={item}
        address={(hash, download) => `/api/v1/guest/${token}/files/${hash}${download ? "?download=1" : ""}`}
      />
      <p className="guest-print">
        <Button onClick={() => print()}>{t("打印", "Print")}</Button>
      </p>
      {act && (
        <AnswerDrawer
          act={act}
          mode={item.mode}
          signed
          intro={item.case.title}
          upload={uploadFor(token)}
          remembered={signer}
          onSubmit={(values) => submit(act, values)}
          onClose={() => setAct(null)}
        />
      )}
    </>
  );
}
