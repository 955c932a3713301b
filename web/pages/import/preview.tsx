import { Button, Input, Radio } from "antd";
import { useState } from "react";
import type { ImportReply, StagedReply } from "#kernel/import/contract.ts";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { send, useSend } from "../../api.ts";
import type { Register } from "../work/answers.ts";
import { useOnceKey } from "../work/form-drawer.tsx";
import { Matching } from "./matching.tsx";
import { StagedRows } from "./staged-rows.tsx";
import { kindText } from "./words.ts";

type Props = Readonly<{ found: ImportReply; register: Register; retry: () => void }>;
const kinds = ["new", "changed", "same", "bad"] as const;

/** The third step: what the commit would do, row by row, and what stands in its way. */
export function Preview({ found, register, retry }: Props) {
  const counts = found.counts ?? { new: 0, changed: 0, same: 0, bad: 0 };
  const [kind, setKind] = useState<StagedReply["kind"]>(
    counts.bad > 0 ? "bad" : counts.changed > 0 ? "changed" : "new",
  );
  const [again, setAgain] = useState(false);
  if (again)
    return (
      <Matching
        found={found}
        register={register}
        retry={() => {
          setAgain(false);
          retry();
        }}
      />
    );
  return (
    <>
      {found.problem && (
        <div className="import-note import-bad" role="alert">
          {t(found.problem)}
        </div>
      )}
      <div className="import-counts" role="tablist" aria-label={t("预览", "Preview")}>
        {kinds.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={kind === one}
            className={`import-count import-${one}`}
            onClick={() => setKind(one)}
          >
            <b>{counts[one].toLocaleString()}</b>
            <span>{kindText(one)}</span>
          </button>
        ))}
      </div>
      <Section
        title={t(`${kindText(kind)}的行`, `${kindText(kind)} rows`)}
        aside={
          kind === "bad" && counts.bad > 0 ? (
            <span className="import-links">
              <a href={`/api/v1/imports/${found.id}/errors?format=xlsx`} download>
                {t("下载不合格行（XLSX）", "Bad rows (XLSX)")}
              </a>
              <a href={`/api/v1/imports/${found.id}/errors?format=csv`} download>
                CSV
              </a>
            </span>
          ) : undefined
        }
        flush
      >
        <StagedRows found={found} register={register} kind={kind} />
      </Section>
      <Commit found={found} retry={retry} onAgain={() => setAgain(true)} />
    </>
  );
}

function Commit({ found, retry, onAgain }: Readonly<{ found: ImportReply; retry: () => void; onAgain: () => void }>) {
  const bad = found.counts?.bad ?? 0;
  const good = (found.counts?.new ?? 0) + (found.counts?.changed ?? 0);
  const [onlyGood, setOnlyGood] = useState(false);
  const [reason, setReason] = useState(t(`导入 ${found.file.name}`, `Import of ${found.file.name}`));
  const key = useOnceKey();
  const commit = useSend(
    (body: object) => send<ImportReply>("POST", `/imports/${found.id}/commit`, body, { idempotencyKey: key(body) }),
    { stale: ["/imports"], onDone: retry },
  );
  const may = found.own && good > 0 && (bad === 0 || onlyGood) && reason.trim().length > 1;
  return (
    <Section title={t("写入", "Write")}>
      <div className="import-options">
        {commit.error && <ProblemNote error={commit.error} fieldTitle={() => ""} />}
        {bad > 0 && (
          <Radio.Group
            className="import-radios"
            value={onlyGood}
            onChange={(event) => setOnlyGood(event.target.value as boolean)}
            options={[
              {
                value: false,
                label: t(
                  `有 ${bad} 行不合格：改好文件后重新导入，现在什么都不写`,
                  `${bad} bad rows: correct the file first, write nothing now`,
                ),
              },
              {
                value: true,
                label: t(
                  `只写入合格的 ${good} 行，其余 ${bad} 行留在文件里`,
                  `Write the ${good} good rows, leave ${bad} out`,
                ),
              },
            ]}
          />
        )}
        <label className="import-choice" htmlFor="import-reason">
          <span>{t("原因", "Reason")}</span>
          <Input
            id="import-reason"
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
            style={{ maxWidth: 480 }}
          />
        </label>
        <div className="import-foot">
          <Button
            type="primary"
            disabled={!may}
            loading={commit.isPending}
            onClick={() => commit.mutate({ onlyGood, reason: reason.trim() })}
          >
            {good > 0 ? t(`写入 ${good} 行`, `Write ${good} rows`) : t("没有可写入的行", "Nothing to write")}
          </Button>
          {found.own && <Button onClick={onAgain}>{t("返回改列对应", "Back to the columns")}</Button>}
        </div>
      </div>
    </Section>
  );
}
