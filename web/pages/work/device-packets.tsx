import { useNavigate } from "@tanstack/react-router";
import type { PacketItem } from "#kernel/observation/packet.ts";
import type { Column } from "#kernel/view/column.ts";
import { DataTable } from "#kernel/view/data-table.view.tsx";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { packetVerdicts } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import { usePages } from "../../api.ts";
import { useFilters } from "../../filters.ts";
import { reasonText } from "./unknown-devices.tsx";

const verdicts = ["stored", "duplicate", "rejected"] as const;

/** The packets of one device, newest first; each opens in the inspector. */
export function DevicePackets({ mn }: Readonly<{ mn: string }>) {
  const [filters, setFilters] = useFilters();
  const navigate = useNavigate();
  const { data, error, retry } = usePages<PacketItem>("/packets", { mn, verdict: filters.verdict });
  return (
    <Section
      flush
      title={t("数据包", "Packets")}
      aside={
        <div className="chips">
          {verdicts.map((verdict) => (
            <button
              key={verdict}
              type="button"
              aria-pressed={filters.verdict === verdict}
              onClick={() => setFilters({ verdict: filters.verdict === verdict ? undefined : verdict })}
            >
              {t(packetVerdicts[verdict].title)}
            </button>
          ))}
        </div>
      }
    >
      {error ? (
        <ProblemNote error={error} onRetry={retry} />
      ) : (
        <DataTable<PacketItem>
          label={t("数据包", "Packets")}
          columns={packetColumns()}
          data={data}
          rowKey={(packet) => packet.received}
          onOpen={(packet) =>
            void navigate({ to: "/packets/$mn/$received", params: { mn: packet.mn, received: packet.received } })
          }
          height="min(62vh, 720px)"
          empty={<Empty title={t("没有数据包", "No packets")} />}
        />
      )}
    </Section>
  );
}

/** What common command codes ask or bring. */
const commands: Readonly<Record<string, Readonly<{ zh: string; en: string }>>> = {
  "2011": { zh: "实时数据", en: "Real-time data" },
  "2051": { zh: "分钟数据", en: "Minute data" },
  "2061": { zh: "小时数据", en: "Hourly data" },
  "2031": { zh: "日数据", en: "Daily data" },
  "9011": { zh: "请求应答", en: "Answer to a request" },
  "9012": { zh: "执行结果", en: "Result of a request" },
  "9013": { zh: "通知应答", en: "Answer to a notice" },
  "9014": { zh: "数据应答", en: "Answer to data" },
  "9015": { zh: "心跳", en: "Heartbeat" },
};

export function commandText(cn: string | null): string {
  if (!cn) return "";
  const title = commands[cn];
  return title ? `${cn} ${t(title)}` : cn;
}

function packetColumns(): Column<PacketItem>[] {
  return [
    {
      id: "received",
      title: t("收到", "Received"),
      width: 150,
      value: (packet) => timeText(packet.received, "second"),
    },
    {
      id: "verdict",
      title: t("结果", "Verdict"),
      width: 84,
      value: (packet) => t(packetVerdicts[packet.verdict].title),
      render: (packet) => <StatusMark status={packetVerdicts[packet.verdict]} />,
    },
    { id: "cn", title: t("命令", "Command"), width: 168, value: (packet) => commandText(packet.cn) },
    {
      id: "dataTime",
      title: t("数据时间", "Data time"),
      width: 150,
      value: (packet) => (packet.dataTime ? timeText(packet.dataTime, "second") : ""),
    },
    { id: "readings", title: t("数值", "Values"), width: 64, align: "right", value: (packet) => packet.readings },
    {
      id: "violations",
      title: t("偏离", "Faults"),
      width: 64,
      align: "right",
      value: (packet) => packet.violations,
      render: (packet) => (packet.violations > 0 ? <b>{packet.violations}</b> : 0),
    },
    {
      id: "reason",
      title: t("说明", "Note"),
      width: 184,
      value: (packet) => (packet.reason ? reasonText(packet.reason) : ""),
    },
  ];
}
