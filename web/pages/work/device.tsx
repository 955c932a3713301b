import { Link, useParams } from "@tanstack/react-router";
import { Button, Tabs } from "antd";
import { DetailPage, Facts, Section } from "#kernel/view/detail-page.view.tsx";
import { numberText, timeText } from "#kernel/view/format.ts";
import { language, t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { connection } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { BlockSkeleton, Empty } from "#kernel/view/waiting.view.tsx";
import { send, useGet, usePerson, useSend } from "../../api.ts";
import { useFilters } from "../../filters.ts";
import { subjectKinds } from "../../language.ts";
import type { DeviceDetail } from "./answers.ts";
import { Conformance } from "./device-conformance.tsx";
import { DeviceFields, type DeviceValues, deviceBody, deviceTitles, protocolWord } from "./device-form.tsx";
import { DeviceLedger } from "./device-ledger.tsx";
import { DevicePackets } from "./device-packets.tsx";
import { DeviceRequests } from "./device-requests.tsx";
import { mayRegister } from "./devices.tsx";
import { FormDrawer, useOnceKey } from "./form-drawer.tsx";
import { Ago } from "./marks.tsx";
import { ReasonItem } from "./register-amend.tsx";
import "./work.css";

/** One device: whether anything was lost, how well it keeps to the protocol, and what it sent. */
export function DevicePage() {
  const { mn } = useParams({ strict: false }) as { mn: string };
  const answer = useGet<DeviceDetail>(`/devices/${encodeURIComponent(mn)}`);
  if (answer.data) return <DeviceShown device={answer.data} />;
  return (
    <div className="page">
      <PageHead title={mn} back={<Link to="/devices">← {t("数采仪", "Devices")}</Link>} />
      {answer.error ? (
        <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        <BlockSkeleton height={480} />
      )}
    </div>
  );
}

function DeviceShown({ device }: Readonly<{ device: DeviceDetail }>) {
  const [filters, setFilters] = useFilters();
  const { roles } = usePerson();
  const may = mayRegister(roles);
  const tabs = [
    { key: "now", label: t("收到多少", "What arrived"), children: <DeviceLedger mn={device.mn} /> },
    { key: "rules", label: t("是否合规", "Does it conform"), children: <Conformance device={device} /> },
    { key: "packets", label: t("发了什么", "What it sent"), children: <DevicePackets mn={device.mn} /> },
    { key: "requests", label: t("反控命令", "Requests"), children: <DeviceRequests device={device} may={may} /> },
  ];
  return (
    <DetailPage
      head={{
        title: <span className="mono">{device.mn}</span>,
        back: <Link to="/devices">← {t("数采仪", "Devices")}</Link>,
        marks: (
          <>
            <StatusMark status={device.online ? connection.online : connection.offline} />
            <SampleTag sample={device.sample} />
          </>
        ),
        sentence: <Sentence device={device} />,
        action: may && (
          <Button type="primary" onClick={() => setFilters({ do: "amend" })}>
            {t("修改档案", "Amend")}
          </Button>
        ),
      }}
      facts={
        <>
          <DeviceFacts device={device} />
          <Score device={device} />
        </>
      }
    >
      <Tabs
        activeKey={filters.tab ?? "now"}
        onChange={(tab) => setFilters({ tab: tab === "now" ? undefined : tab })}
        items={tabs}
      />
      {filters.do === "amend" && may && <AmendDevice device={device} onClose={() => setFilters({ do: undefined })} />}
    </DetailPage>
  );
}

function Sentence({ device }: Readonly<{ device: DeviceDetail }>) {
  const { received, rejected } = device.lastHour;
  return (
    <>
      {device.lastReceived ? (
        <>
          {t("最近数据包 ", "Last packet ")}
          <Ago at={device.lastReceived} />
        </>
      ) : (
        t("尚未收到数据包", "No packet yet")
      )}
      {t(
        `，近 1 小时收到 ${numberText(received)} 包，拒收 ${numberText(rejected)} 包`,
        `; last hour: ${numberText(received)} received, ${numberText(rejected)} refused`,
      )}
    </>
  );
}

function DeviceFacts({ device }: Readonly<{ device: DeviceDetail }>) {
  const none = <span className="absent">{t("未对应", "none")}</span>;
  const facts = [
    {
      title: t("监测对象", "Speaks for"),
      value: device.subject ? (
        <>
          <Link to="/subjects/$kind/$id" params={{ kind: device.subject.kind, id: device.subject.id }}>
            {device.subject.name}
          </Link>
          <span className="quiet small"> {t(subjectKinds[device.subject.kind])}</span>
        </>
      ) : (
        none
      ),
    },
    {
      title: t("企业", "Enterprise"),
      value: device.organ ? (
        <Link to="/registers/$id/$row" params={{ id: "base.enterprise", row: device.organ.id }}>
          {device.organ.name}
        </Link>
      ) : (
        none
      ),
    },
    { title: t("区划", "Region"), value: device.region.name },
    {
      title: t("协议", "Protocol"),
      value: `${protocolWord(device.protocol)}${device.encrypted ? t("，SM4 加密", ", SM4") : t("，明文", ", plain")}`,
    },
    { title: t("上报间隔", "Interval"), value: t(`${device.interval} 秒`, `${device.interval} s`) },
    {
      title: t("来源地址", "Peer"),
      value: device.peer ? (
        <span className="mono">{device.peer}</span>
      ) : (
        <span className="absent">{t("未连接", "not connected")}</span>
      ),
    },
    {
      title: t("允许来源", "Allowed from"),
      value:
        device.addresses.length > 0 ? (
          <span className="mono">{device.addresses.join("、")}</span>
        ) : (
          t("不限", "anywhere")
        ),
    },
    {
      title: t("最近收到", "Last"),
      value: device.lastReceived ? (
        timeText(device.lastReceived, "second")
      ) : (
        <span className="absent">{t("无数据", "no data")}</span>
      ),
    },
    { title: t("档案版本", "Version"), value: t(`第 ${device.version} 版`, String(device.version)) },
  ];
  return (
    <Section title={t("设备档案", "Profile")}>
      <Facts facts={facts} />
    </Section>
  );
}

/** The score with what is usual and how it came about. */
function Score({ device }: Readonly<{ device: DeviceDetail }>) {
  const { score } = device;
  return (
    <Section title={t("协议规范性（近 24 小时）", "Conformance (24 h)")}>
      {score ? (
        <div className="work-score">
          <b>{score.value}</b>
          <span>{t("分，满分 100", "of 100")}</span>
          <p>{score.explanation[language()]}</p>
          <p className="quiet small">
            {t(
              `无偏差 ${numberText(score.faultless)} 包 ÷ 读取 ${numberText(score.packets)} 包`,
              `${numberText(score.faultless)} of ${numberText(score.packets)} packets without fault`,
            )}
          </p>
        </div>
      ) : (
        <Empty title={t("近 24 小时没有数据包，无从评分", "No packets in 24 h")} />
      )}
    </Section>
  );
}

function AmendDevice({ device, onClose }: Readonly<{ device: DeviceDetail; onClose: () => void }>) {
  const key = useOnceKey();
  const amend = useSend(
    (body: Record<string, unknown>) =>
      send("PATCH", `/devices/${encodeURIComponent(device.mn)}`, body, { idempotencyKey: key(body) }),
    { stale: ["/devices", "/map/points", "/subjects"] },
  );
  const initial: Partial<DeviceValues> = {
    protocol: device.protocol,
    interval: device.interval,
    addresses: device.addresses,
    speaksFor: "none",
  };
  return (
    <FormDrawer<DeviceValues & { reason: string }>
      title={t(`修改档案 ${device.mn}`, `Amend ${device.mn}`)}
      intro={
        device.subject
          ? t(`现对应：${device.subject.name}`, `Speaks for ${device.subject.name}`)
          : t("现未对应监测对象", "Speaks for nothing yet")
      }
      submit={t("提交修改", "Submit")}
      titles={deviceTitles()}
      initial={initial}
      onSubmit={({ reason, ...values }) =>
        amend.mutateAsync({
          ...deviceBody(values),
          addresses: values.addresses ?? [],
          baseVersion: device.version,
          reason,
        })
      }
      onClose={onClose}
    >
      {(form) => (
        <>
          <DeviceFields form={form as never} purpose="amend" />
          <ReasonItem placeholder={t("例如：更换数采仪，更新访问密码", "E.g. the logger was replaced")} />
        </>
      )}
    </FormDrawer>
  );
}
