import { Segmented } from "antd";
import { useMemo } from "react";
import { day, hour, hourStart, isoTime } from "#kernel/time.ts";
import { type Column, csvOf } from "#kernel/view/column.ts";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { clockText, dayText, numberText, timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { saveFile } from "#kernel/view/save-file.view.tsx";
import { packetVerdicts } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { BlockSkeleton, Empty } from "#kernel/view/waiting.view.tsx";
import { useGet } from "../../api.ts";
import { useFilters } from "../../filters.ts";
import type { Ledger, LedgerHour } from "./answers.ts";
import { LedgerChart } from "./ledger-chart.tsx";
import { reasonText } from "./unknown-devices.tsx";

const spans = { "24h": day, "3d": 3 * day, "7d": 7 * day } as const;
type Span = keyof typeof spans;

export const rejectedOf = (counted: Pick<Ledger, "rejected">): number =>
  Object.values(counted.rejected).reduce((sum, count) => sum + count, 0);
/** Packets that the socket numbered and no row tells of. */
export const missingOf = (counted: Pick<Ledger, "received" | "stored" | "duplicate" | "rejected">): number =>
  counted.received - counted.stored - counted.duplicate - rejectedOf(counted);

/** Every packet that arrived, and what became of it: nothing may be unaccounted for. */
export function DeviceLedger({ mn }: Readonly<{ mn: string }>) {
  const [filters, setFilters] = useFilters();
  const span: Span = filters.span && filters.span in spans ? (filters.span as Span) : "24h";
  const period = useMemo(() => {
    const to = hourStart(Date.now()) + hour;
    return { from: isoTime(to - spans[span]), to: isoTime(to) };
  }, [span]);
  const answer = useGet<Ledger>(`/devices/${encodeURIComponent(mn)}/ledger`, period, { keep: true, refreshMs: 60_000 });
  return (
    <div className="work-stack">
      <Section
        title={t("收发核对", "Every packet accounted for")}
        aside={
          <Segmented<Span>
            size="small"
            value={span}
            onChange={(next) => setFilters({ span: next === "24h" ? undefined : next })}
            options={[
              { value: "24h", label: t("24 小时", "24 h") },
              { value: "3d", label: t("3 天", "3 d") },
              { value: "7d", label: t("7 天", "7 d") },
            ]}
          />
        }
      >
        {answer.error ? (
          <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />
        ) : answer.data ? (
          <>
            <Balance ledger={answer.data} />
            <LedgerChart hours={answer.data.hours} from={Date.parse(period.from)} to={Date.parse(period.to)} />
          </>
        ) : (
          <BlockSkeleton height={240} />
        )}
      </Section>
      {answer.data && <Hours mn={mn} hours={answer.data.hours} />}
    </div>
  );
}

/** The sum as a sentence, with the one word that matters first. */
function Balance({ ledger }: Readonly<{ ledger: Ledger }>) {
  const missing = missingOf(ledger);
  const balanced = missing === 0;
  const reasons = Object.entries(ledger.rejected).sort(([, a], [, b]) => b - a);
  return (
    <div className="work-balance">
      <StatusMark
        status={
          balanced
            ? { title: { zh: "平衡", en: "Balanced" }, hue: "green", shape: "dot" }
            : { title: { zh: "不平衡", en: "Not balanced" }, hue: "red", shape: "triangle" }
        }
      />
      <p>
        {t("收到", "Received")} <b>{numberText(ledger.received)}</b> = {t("已存", "stored")}{" "}
        <b>{numberText(ledger.stored)}</b> + {t("重复", "duplicate")} <b>{numberText(ledger.duplicate)}</b> +{" "}
        {t("拒收", "refused")} <b>{numberText(rejectedOf(ledger))}</b>
        {!balanced && (
          <>
            {" + "}
            {t("去向不明", "unaccounted")} <b>{numberText(missing)}</b>
          </>
        )}
      </p>
      {!balanced && (
        <p className="quiet small">
          {t(
            "去向不明的包可能正在入库；下一次更新后仍不平衡的，请按小时查明并通知运维。",
            "Packets may still be on their way into the store. If it stays, look at the hour and tell operations.",
          )}
        </p>
      )}
      {reasons.length > 0 && (
        <p className="quiet small">
          {t("拒收原因：", "Refused because: ")}
          {reasons.map(([code, count]) => `${reasonText(code)} ${numberText(count)}`).join(t("，", ", "))}
        </p>
      )}
    </div>
  );
}

function Hours({ mn, hours }: Readonly<{ mn: string; hours: readonly LedgerHour[] }>) {
  const rows = [...hours].reverse();
  if (rows.length === 0) {
    return (
      <Section title={t("逐小时", "By hour")}>
        <Empty title={t("所选时段没有收到数据包", "Nothing was received in this period")} />
      </Section>
    );
  }
  return (
    <Section
      flush
      title={t("逐小时", "By hour")}
      aside={
        <button type="button" className="work-link" onClick={() => saveFile(`${mn}.csv`, csvOf(csvColumns(), rows))}>
          {t("导出", "Export")}
        </button>
      }
    >
      <div className="work-scroll work-scroll-tall">
        <table className="work-table">
          <thead>
            <tr>
              <th>{t("小时", "Hour")}</th>
              <th className="number">{t("收到", "Received")}</th>
              <th className="number">{t("已存", "Stored")}</th>
              <th className="number">{t("重复", "Duplicate")}</th>
              <th className="number">{t("拒收", "Refused")}</th>
              <th>{t("拒收原因", "Reasons")}</th>
              <th>{t("核对", "Check")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <HourRow key={row.hour} row={row} />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function HourRow({ row }: Readonly<{ row: LedgerHour }>) {
  const missing = missingOf(row);
  const at = Date.parse(row.hour);
  return (
    <tr>
      <td className="work-nowrap">
        {dayText(at).slice(5)} {clockText(at)}—{clockText(at + hour)}
      </td>
      <td className="number">{numberText(row.received)}</td>
      <td className="number">{numberText(row.stored)}</td>
      <td className="number">{numberText(row.duplicate)}</td>
      <td className="number">{rejectedOf(row) > 0 ? <b>{numberText(rejectedOf(row))}</b> : 0}</td>
      <td>{reasonsOf(row)}</td>
      <td className="work-nowrap">
        {missing === 0 ? (
          <StatusMark status={packetVerdicts.stored} word={t("平衡", "balanced")} />
        ) : (
          <StatusMark
            status={{ ...packetVerdicts.rejected, shape: "triangle" }}
            word={t(`差 ${missing}`, `${missing} missing`)}
          />
        )}
      </td>
    </tr>
  );
}

const reasonsOf = (row: LedgerHour): string =>
  Object.entries(row.rejected)
    .filter(([, count]) => count > 0)
    .map(([code, count]) => `${reasonText(code)} ${count}`)
    .join(t("，", ", "));

const csvColumns = (): Column<LedgerHour>[] => [
  { id: "hour", title: t("小时", "Hour"), value: (row) => timeText(row.hour) },
  { id: "received", title: t("收到", "Received"), value: (row) => row.received },
  { id: "stored", title: t("已存", "Stored"), value: (row) => row.stored },
  { id: "duplicate", title: t("重复", "Duplicate"), value: (row) => row.duplicate },
  { id: "rejected", title: t("拒收", "Refused"), value: (row) => rejectedOf(row) },
  { id: "reasons", title: t("拒收原因", "Reasons"), value: reasonsOf },
  { id: "missing", title: t("去向不明", "Unaccounted"), value: missingOf },
];
