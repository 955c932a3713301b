import { Link } from "@tanstack/react-router";
import type { PacketDetail } from "#kernel/observation/packet.ts";
import { Absent } from "#kernel/view/absent.view.tsx";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { timeText } from "#kernel/view/format.ts";
import { language, t } from "#kernel/view/language.view.tsx";
import { Flag, Value } from "#kernel/view/value.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import { useGet } from "../../api.ts";
import { aggregates, wordOf } from "../../language.ts";
import type { DeviceDetail } from "./answers.ts";

type PartProps = Readonly<{ packet: PacketDetail; onLight: (text: string | null) => void }>;
type Measurement = PacketDetail["measurements"][number];

/** The values that were read, one line each; a line lights its items in the raw text. */
export function PacketMeasurements({ packet, onLight }: PartProps) {
  const { measurements } = packet;
  const times = new Set(measurements.map((one) => one.time));
  const oneTime = times.size === 1 ? [...times][0] : undefined;
  const device = useGet<DeviceDetail>(`/devices/${encodeURIComponent(packet.mn)}`);
  const subject = device.data?.subject;
  return (
    <Section
      flush
      title={t(`数值（${measurements.length}）`, `Values (${measurements.length})`)}
      aside={oneTime && t(`数据时间 ${timeText(oneTime, "second")}`, `Data time ${timeText(oneTime, "second")}`)}
    >
      {measurements.length === 0 ? (
        <Empty title={t("这个包不含监测数值", "This packet carries no values")} />
      ) : (
        <div className="work-scroll">
          <table className="work-table">
            <thead>
              <tr>
                <th>{t("因子", "Factor")}</th>
                <th>{t("统计", "Kind")}</th>
                <th className="number">{t("数值", "Value")}</th>
                <th>{t("单位", "Unit")}</th>
                <th>{t("标记", "Flag")}</th>
                {!oneTime && <th>{t("数据时间", "Data time")}</th>}
              </tr>
            </thead>
            <tbody>
              {measurements.map((one) => (
                <tr
                  key={`${one.factor}/${one.aggregate}/${one.time}`}
                  onMouseEnter={() => onLight(one.factor)}
                  onMouseLeave={() => onLight(null)}
                >
                  <td>
                    <FactorName one={one} subject={subject} stored={packet.verdict === "stored"} />{" "}
                    <span className="quiet small mono">{one.factor}</span>
                  </td>
                  <td>{wordOf(aggregates, one.aggregate)}</td>
                  <td className="number">{one.value === null ? <Absent /> : <Value value={one.value} />}</td>
                  <td>{one.unit}</td>
                  <td>
                    {one.flag === "N" ? (
                      <span className="quiet">{t("N 正常", "N normal")}</span>
                    ) : one.flag ? (
                      <Flag flag={one.flag} />
                    ) : (
                      <span className="absent">{t("未给", "none")}</span>
                    )}
                  </td>
                  {!oneTime && <td className="work-nowrap">{timeText(one.time, "second")}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}

function FactorName({
  one,
  subject,
  stored,
}: Readonly<{ one: Measurement; subject: DeviceDetail["subject"] | undefined; stored: boolean }>) {
  const name = one.name || one.factor;
  if (!subject || !stored) return name;
  return (
    <Link
      to="/subjects/$kind/$id"
      params={{ kind: subject.kind, id: subject.id }}
      search={{ factor: one.factor } as never}
    >
      {name}
    </Link>
  );
}

/** The fields before the data area, with what the standard calls them. */
export function PacketFields({ packet, onLight }: PartProps) {
  if (packet.segments.length === 0) {
    return (
      <Section title={t("字段", "Fields")}>
        <Empty title={t("没有能解析的字段", "No field could be read")} />
      </Section>
    );
  }
  return (
    <Section flush title={t("字段", "Fields")}>
      <div className="work-scroll">
        <table className="work-table">
          <thead>
            <tr>
              <th>{t("名称", "Name")}</th>
              <th>{t("含义", "Meaning")}</th>
              <th>{t("内容", "Content")}</th>
            </tr>
          </thead>
          <tbody>
            {packet.segments.map((segment, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a field may stand twice in a packet, which never changes
              <tr key={index} onMouseEnter={() => onLight(segment.name)} onMouseLeave={() => onLight(null)}>
                <td className="mono work-nowrap">{segment.name}</td>
                <td>
                  {segment.title ? (
                    segment.title[language()]
                  ) : (
                    <span className="absent">{t("标准中没有", "not in the standard")}</span>
                  )}
                </td>
                <td className="mono work-break">{segment.value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

/** Runs of the text that nothing could be made of: shown, never dropped. */
export function Unread({ runs }: Readonly<{ runs: readonly string[] }>) {
  return (
    <Section title={t(`未能解析（${runs.length}）`, `Not read (${runs.length})`)}>
      <p className="quiet small">
        {t(
          "以下内容不符合任何已知写法，原样列出；其中的数值没有采用。",
          "These runs fit no known form; no value was taken from them.",
        )}
      </p>
      <ul className="work-unread">
        {runs.map((run, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same run may stand twice
          <li key={index}>
            <code>{run}</code>
          </li>
        ))}
      </ul>
    </Section>
  );
}
