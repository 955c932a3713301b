import { Link, useParams } from "@tanstack/react-router";
import { Button, Progress } from "antd";
import type { ImportReply } from "#kernel/import/contract.ts";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { BlockSkeleton } from "#kernel/view/waiting.view.tsx";
import { useGet } from "../../api.ts";
import type { Register } from "../work/answers.ts";
import { useRegisters } from "../work/ref-picker.tsx";
import { Matching } from "./matching.tsx";
import { Preview } from "./preview.tsx";
import { Result } from "./result.tsx";
import { ImportSteps } from "./steps.tsx";
import { stateText } from "./words.ts";
import "./import.css";

const working = (state: ImportReply["state"] | undefined) => state === "checking" || state === "committing";

/** One import from its file to its undoing: the step follows from its state, so that a reload or a colleague sees the same. */
export function ImportPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const first = useGet<ImportReply>(`/imports/${id}`);
  const busy = working(first.data?.state) && !first.data?.interrupted;
  // the same answer, asked for again while there is work under way
  useGet<ImportReply>(busy ? `/imports/${id}` : null, {}, { refreshMs: 1000, staleMs: 0 });
  const found = first.data;
  const registers = useRegisters();
  const register = registers.list.find((one) => one.id === found?.register);
  const retry = () => void first.refetch();
  if (!found || !register)
    return (
      <div className="page">
        {first.error ? <ProblemNote error={first.error} onRetry={retry} /> : <BlockSkeleton height={320} />}
      </div>
    );
  const at =
    found.state === "opened" || found.state === "failed"
      ? 1
      : found.state === "committed" || found.state === "undone"
        ? 3
        : 2;
  return (
    <div className="page import-page">
      <PageHead
        title={t(`导入${register.title.zh}`, `Import ${register.title.en}`)}
        sentence={`${found.file.name} · ${stateText(found)}`}
        back={<Link to="/imports">← {t("导入记录", "Imports")}</Link>}
      />
      <ImportSteps at={at} failed={found.state === "failed"} />
      <Step found={found} register={register} retry={retry} />
    </div>
  );
}

function Step({ found, register, retry }: Readonly<{ found: ImportReply; register: Register; retry: () => void }>) {
  const parts = { found, register, retry };
  if (found.interrupted) return <Interrupted {...parts} />;
  if (working(found.state)) return <Working found={found} />;
  if (found.state === "ready") return <Preview key={found.id} {...parts} />;
  if (found.state === "committed" || found.state === "undone") return <Result {...parts} />;
  return <Matching key={found.id} {...parts} />;
}

function Working({ found }: Readonly<{ found: ImportReply }>) {
  const { lines } = found.source;
  const share = found.state === "checking" && lines ? Math.min(100, Math.round((found.progress / lines) * 100)) : null;
  return (
    <Section>
      <div className="import-working" role="status">
        <Progress percent={share ?? 100} showInfo={share !== null} status="active" />
        <p>
          {found.state === "checking"
            ? t(
                `正在检查，已读 ${found.progress} 行。台账尚未改变。`,
                `Checking, ${found.progress} lines read. Nothing has changed yet.`,
              )
            : t(
                "正在一次写入全部行。中断时不会留下半份数据。",
                "Writing all rows at once. An interruption leaves nothing half done.",
              )}
        </p>
        <p className="import-quiet">
          {t("可以离开此页，稍后从“导入记录”回来。", "You may leave and come back from the list of imports.")}
        </p>
      </div>
    </Section>
  );
}

function Interrupted({
  found,
  register,
  retry,
}: Readonly<{ found: ImportReply; register: Register; retry: () => void }>) {
  return (
    <>
      <div className="import-note" role="alert">
        {found.state === "checking"
          ? t(
              "上次检查被中断（服务重启）。台账未变，请重新检查。",
              "The check was interrupted. Nothing changed; check again.",
            )
          : t(
              "上次写入被中断，没有写入任何行。可以再次提交，不会重复。",
              "The writing was interrupted and stored nothing. Submit again; nothing doubles.",
            )}
        <Button size="small" onClick={retry}>
          {t("刷新", "Reload")}
        </Button>
      </div>
      {found.state === "checking" ? (
        <Matching found={found} register={register} retry={retry} />
      ) : (
        <Preview found={found} register={register} retry={retry} />
      )}
    </>
  );
}
