import { Button, Drawer } from "antd";
import type { ReactNode } from "react";
import type { Column } from "#kernel/view/column.ts";
import { Facts, Section } from "#kernel/view/detail-page.view.tsx";
import { numberText, timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ListPage } from "#kernel/view/list-page.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import type { Status } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import { get, useGet, usePages, useSend } from "../../api.ts";
import { useFilters } from "../../filters.ts";
import type { AuditLine, Proof, Seal } from "./answers.ts";
import { actText, objectText, summaryText } from "./audit-words.ts";
import { useRegisters } from "./ref-picker.tsx";
import { SearchInput } from "./search-input.tsx";
import "./work.css";

const sealed: Status = { title: { zh: "已封存", en: "Sealed" }, hue: "green", shape: "square" };
const unsealed: Status = { title: { zh: "待封存", en: "Not yet" }, hue: "grey", shape: "ring" };

/** Every act of every person, one line each, chained and signed; the audit administrator's page. */
export function AuditPage() {
  const [filters, setFilters] = useFilters();
  const { data, error, retry } = usePages<AuditLine>("/audit", {
    actor: filters.actor,
    act: filters.act,
    object: filters.object,
  });
  const registers = useRegisters().list;
  const open = data.rows.find((line) => line.id === filters.open);
  const filtering = !!(filters.actor || filters.act || filters.object);
  const verify = useSend(() => get<Proof>("/audit/verify"));
  const acts = [
    ["session", t("登录", "Sign-in")],
    ["person", t("人员", "People")],
    ["grant", t("授权", "Grants")],
    ["case", t("办件", "Cases")],
    ["observation.device", t("设备", "Devices")],
    ["base", t("基础台账", "Base data")],
    ["monitoring.mark", t("数据标记", "Marks")],
  ] as const;
  return (
    <>
      <ListPage<AuditLine>
        id="audit"
        head={{
          title: t("审计", "Audit"),
          sentence: <SealSentence proof={verify.data} problem={verify.error} />,
          action: (
            <Button loading={verify.isPending} onClick={() => verify.mutate(undefined)}>
              {t("核验完整性", "Verify")}
            </Button>
          ),
        }}
        columns={columnsOf(
          (act) => actText(act, registers),
          (object) => objectText(object, registers),
        )}
        data={data}
        error={error}
        onRetry={retry}
        rowKey={(line) => line.id}
        onOpen={(line) => setFilters({ open: line.id })}
        chips={acts.map(([id, title]) => ({
          id,
          title,
          active: filters.act === id,
          onToggle: () => setFilters({ act: filters.act === id ? undefined : id }),
        }))}
        filters={
          <SearchInput
            value={filters.actor}
            onChange={(actor) => setFilters({ actor })}
            placeholder={t("操作人姓名", "Person")}
            width={168}
          />
        }
        onClear={filtering ? () => setFilters({ actor: undefined, act: undefined, object: undefined }) : undefined}
        exportName={t("审计记录", "audit")}
        empty={<Empty title={t("没有符合的审计记录", "No line matches")} />}
      />
      {open && (
        <LineDrawer
          line={open}
          act={actText(open.act, registers)}
          object={objectText(open.object, registers)}
          onObject={() => setFilters({ object: open.object, act: undefined, open: undefined })}
          onClose={() => setFilters({ open: undefined })}
        />
      )}
    </>
  );
}

/** How much is chained and whether the head is signed; after a check, what it proved. */
function SealSentence({ proof, problem }: Readonly<{ proof: Proof | undefined; problem: unknown }>) {
  const seal = useGet<Seal>("/audit/seal", {}, { refreshMs: 15_000 });
  if (problem) return <ProblemNote error={problem} />;
  if (proof) {
    const good = proof.problems.length === 0;
    return (
      <>
        <StatusMark
          status={
            good
              ? { ...sealed, title: { zh: "核验无误", en: "Proved" } }
              : { title: { zh: "核验发现问题", en: "Problems" }, hue: "red", shape: "triangle" }
          }
        />{" "}
        {good
          ? t(
              `${numberText(proof.sealed)} 条首尾相连，${proof.heads} 次签名有效；${numberText(proof.unsealed)} 条待封存`,
              `${numberText(proof.sealed)} lines in one chain, ${proof.heads} signatures; ${numberText(proof.unsealed)} not yet sealed`,
            )
          : proof.problems
              .slice(0, 3)
              .map((one) => t(one.zh, one.en))
              .join(t("；", "; "))}
      </>
    );
  }
  const state = seal.data;
  if (!state) return t("正在读取封存状态", "Reading the seal");
  const head = state.head
    ? t(
        `，链首 ${timeText(state.head.at, "second")}${state.head.signed ? "，已签名" : "，当日签名待生成"}`,
        `; head of ${timeText(state.head.at, "second")}${state.head.signed ? ", signed" : ", not signed yet"}`,
      )
    : "";
  return t(
    `已封存 ${numberText(state.sealed)} 条，待封存 ${numberText(state.unsealed)} 条${head}`,
    `${numberText(state.sealed)} sealed, ${numberText(state.unsealed)} not yet${head}`,
  );
}

function columnsOf(actWord: (act: string) => string, objectWord: (object: string) => string): Column<AuditLine>[] {
  return [
    { id: "at", title: t("时间", "Time"), width: 172, value: (line) => timeText(line.at, "second") },
    { id: "actor", title: t("操作人", "Person"), width: 168, value: (line) => line.actor.name },
    { id: "act", title: t("事项", "Act"), width: 176, value: (line) => actWord(line.act) },
    { id: "object", title: t("对象", "Object"), width: 220, value: (line) => objectWord(line.object) },
    { id: "detail", title: t("内容", "Content"), width: 380, value: (line) => summaryText(line.detail) },
    { id: "peer", title: t("来源地址", "From"), width: 128, value: (line) => line.peer },
    {
      id: "sealed",
      title: t("封存", "Seal"),
      width: 92,
      value: (line) => t((line.sealed ? sealed : unsealed).title),
      render: (line) => <StatusMark status={line.sealed ? sealed : unsealed} />,
    },
    {
      id: "hash",
      title: "SM3",
      width: 200,
      optional: true,
      value: (line) => line.hash,
      render: (line) => <span className="mono small">{line.hash}</span>,
    },
  ];
}

type LineDrawerProps = Readonly<{
  line: AuditLine;
  act: string;
  object: string;
  onObject: () => void;
  onClose: () => void;
}>;

function LineDrawer({ line, act, object, onObject, onClose }: LineDrawerProps) {
  const mono = (text: string): ReactNode => <span className="mono work-hash">{text}</span>;
  return (
    <Drawer open size={560} onClose={onClose} rootClassName="work-drawer" title={act}>
      <div className="work-stack">
        <Facts
          facts={[
            { title: t("时间", "Time"), value: timeText(line.at, "second") },
            { title: t("操作人", "Person"), value: line.actor.name },
            {
              title: t("来源地址", "From"),
              value: line.peer ?? <span className="absent">{t("平台内部", "inside the platform")}</span>,
            },
            {
              title: t("对象", "Object"),
              value: (
                <>
                  {object}
                  <div>{mono(line.object)}</div>
                  <button type="button" className="work-link" onClick={onObject}>
                    {t("只看此对象的记录", "All acts on it")}
                  </button>
                </>
              ),
            },
            { title: t("事项代码", "Code"), value: <code>{line.act}</code> },
            {
              title: t("封存", "Seal"),
              value: (
                <>
                  <StatusMark status={line.sealed ? sealed : unsealed} />
                  {line.position !== null &&
                    t(` 第 ${numberText(line.position)} 条`, ` no. ${numberText(line.position)}`)}
                </>
              ),
            },
            { title: t("SM3 摘要", "SM3"), value: mono(line.hash), wide: true },
          ]}
        />
        <Section title={t("记录的内容", "What was recorded")}>
          <pre className="work-raw">{JSON.stringify(line.detail, null, 2)}</pre>
        </Section>
      </div>
    </Drawer>
  );
}
