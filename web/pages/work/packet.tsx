import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import type { PacketDetail } from "#kernel/observation/packet.ts";
import { Facts, Section } from "#kernel/view/detail-page.view.tsx";
import { timeText } from "#kernel/view/format.ts";
import { language, t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { packetVerdicts } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { BlockSkeleton } from "#kernel/view/waiting.view.tsx";
import { useGet } from "../../api.ts";
import type { DeviceDetail } from "./answers.ts";
import { commandText } from "./device-packets.tsx";
import { PacketFields, PacketMeasurements, Unread } from "./packet-parsed.tsx";
import { PacketRaw, shownText } from "./packet-raw.tsx";
import { reasonText } from "./unknown-devices.tsx";
import "./work.css";

/** One packet as it arrived at the left, as it was read at the right, and every departure from the standard with its place. */
export function PacketPage() {
  const { mn, received } = useParams({ strict: false }) as { mn: string; received: string };
  const answer = useGet<PacketDetail>(`/packets/${encodeURIComponent(mn)}/${encodeURIComponent(received)}`);
  const back = (
    <Link to="/devices/$mn" params={{ mn }} search={{ tab: "packets" } as never}>
      ← {t("设备", "Device")} {mn}
    </Link>
  );
  if (answer.data) return <PacketShown key={answer.data.received} packet={answer.data} back={back} />;
  return (
    <div className="page">
      <PageHead title={t("数据包", "Packet")} back={back} />
      {answer.error ? (
        <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        <BlockSkeleton height={480} />
      )}
    </div>
  );
}

function PacketShown({ packet, back }: Readonly<{ packet: PacketDetail; back: React.ReactNode }>) {
  // What the reader points at in the parsed half is lit up in the raw text.
  const [lit, setLit] = useState<string | null>(null);
  // An unknown device has no record; then nothing is said of it.
  const device = useGet<DeviceDetail>(`/devices/${encodeURIComponent(packet.mn)}`).data;
  const rejected = packet.verdict === "rejected";
  return (
    <div className="page">
      <PageHead
        title={t(`数据包 ${timeText(packet.received, "second")}`, `Packet of ${timeText(packet.received, "second")}`)}
        back={back}
        marks={
          <>
            <StatusMark status={packetVerdicts[packet.verdict]} />
            <SampleTag sample={device?.sample ?? false} />
          </>
        }
        sentence={[device?.subject?.name, sentenceOf(packet)].filter(Boolean).join(" · ")}
        action={<Neighbours packet={packet} />}
      />
      {rejected && (
        <div className="work-rejected" role="note">
          <strong>{t("此包被拒收", "This packet was refused")}</strong>
          <span>{packet.reasonTitle ? packet.reasonTitle[language()] : reasonText(packet.reason)}</span>
          <span className="quiet">
            {t(
              "原文已留存，未应答设备，其中数值不参与统计与判定。",
              "Kept word for word, not answered; its values are not used.",
            )}
          </span>
        </div>
      )}
      <div className="work-packet">
        <div className="work-stack">
          <Section
            title={t("原文", "As it arrived")}
            aside={<CopyRaw raw={packet.encoding === "text" ? shownText(packet.raw) : packet.raw} />}
          >
            <PacketRaw raw={packet.raw} encoding={packet.encoding} lit={lit} />
            {/PW=/.test(packet.raw) && (
              <p className="quiet small">{t("访问密码已遮蔽。", "The password is masked.")}</p>
            )}
          </Section>
          <Violations packet={packet} onLight={setLit} />
          <Section title={t("留存依据", "Kept as")}>
            <Facts facts={factsOf(packet)} />
          </Section>
        </div>
        <div className="work-stack">
          <PacketMeasurements packet={packet} onLight={setLit} />
          <PacketFields packet={packet} onLight={setLit} />
          {packet.unread.length > 0 && <Unread runs={packet.unread} />}
        </div>
      </div>
    </div>
  );
}

function sentenceOf(packet: PacketDetail): string {
  const parts = [
    commandText(packet.cn) || t("命令未能识别", "no command"),
    t(`${packet.measurements.length} 个数值`, `${packet.measurements.length} values`),
    packet.violations.length > 0
      ? t(`${packet.violations.length} 处偏离标准`, `${packet.violations.length} departures`)
      : t("符合标准", "conforms"),
    ...(packet.unread.length > 0
      ? [t(`${packet.unread.length} 段未能解析`, `${packet.unread.length} runs not read`)]
      : []),
  ];
  return parts.join(t("，", ", "));
}

function factsOf(packet: PacketDetail) {
  return [
    { title: t("收到时间", "Received"), value: <span className="mono">{packet.received}</span> },
    { title: t("来源地址", "Peer"), value: <span className="mono">{packet.peer}</span> },
    {
      title: t("结果", "Verdict"),
      value: (
        <>
          <StatusMark status={packetVerdicts[packet.verdict]} />
          {packet.reason && (
            <span className="quiet small">
              {" "}
              {packet.reasonTitle ? packet.reasonTitle[language()] : reasonText(packet.reason)}
            </span>
          )}
        </>
      ),
    },
    { title: t("SM3 摘要", "SM3"), value: <span className="mono work-hash">{packet.hash}</span>, wide: true },
  ];
}

function CopyRaw({ raw }: Readonly<{ raw: string }>) {
  const [done, setDone] = useState(false);
  // Without a secure context (plain http on an office network) browsers offer no clipboard.
  if (!navigator.clipboard) return null;
  return (
    <Button
      size="small"
      onClick={() =>
        void navigator.clipboard.writeText(raw).then(() => {
          setDone(true);
          setTimeout(() => setDone(false), 1500);
        })
      }
    >
      {done ? t("已复制", "Copied") : t("复制", "Copy")}
    </Button>
  );
}

function Violations({ packet, onLight }: Readonly<{ packet: PacketDetail; onLight: (text: string | null) => void }>) {
  return (
    <Section
      title={t(
        `偏离标准之处（${packet.violations.length}）`,
        `Departures from the standard (${packet.violations.length})`,
      )}
    >
      {packet.violations.length === 0 ? (
        <p className="quiet">{t("没有发现偏离。", "None found.")}</p>
      ) : (
        <ul className="work-violations">
          {packet.violations.map((violation, index) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: a packet is never changed, and the same violation may stand twice
              key={index}
              onMouseEnter={() => onLight(violation.place)}
              onMouseLeave={() => onLight(null)}
            >
              <code>{placeText(violation.place)}</code>
              <span>{violation[language()]}</span>
              <small className="quiet">{violation.code}</small>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** "byte 12" → 第 12 字节 */
function placeText(place: string): string {
  const at = /^byte (\d+)$/.exec(place)?.[1];
  if (at) return t(`第 ${at} 字节`, place);
  return place === "LEN" ? t("长度 LEN", "LEN") : place;
}

/** The packet before and the packet after this one of the same device. */
function Neighbours({ packet }: Readonly<{ packet: PacketDetail }>) {
  const navigate = useNavigate();
  const { mn, previous, next } = packet;
  const open = (received: string | null) =>
    received && void navigate({ to: "/packets/$mn/$received", params: { mn, received } });
  return (
    <>
      <Button disabled={!previous} onClick={() => open(previous)}>
        ← {t("上一包", "Previous")}
      </Button>
      <Button disabled={!next} onClick={() => open(next)}>
        {t("下一包", "Next")} →
      </Button>
    </>
  );
}
