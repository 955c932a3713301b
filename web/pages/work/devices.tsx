import { Link, useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import type { DeviceItem } from "#kernel/observation/device.ts";
import { Absent } from "#kernel/view/absent.view.tsx";
import type { Column } from "#kernel/view/column.ts";
import { clockText, numberText, timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { type Chip, ListPage } from "#kernel/view/list-page.view.tsx";
import { connection } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import { send, usePages, usePerson, useSend } from "../../api.ts";
import { type Filters, useFilters } from "../../filters.ts";
import { subjectKinds } from "../../language.ts";
import {
  DeviceFields,
  type DeviceValues,
  deviceBody,
  deviceTitles,
  freshDevice,
  protocolWord,
} from "./device-form.tsx";
import { FormDrawer, useOnceKey } from "./form-drawer.tsx";
import { Ago } from "./marks.tsx";
import { SearchInput } from "./search-input.tsx";
import "./work.css";

/** Who may register devices; the server decides again. */
export const mayRegister = (roles: readonly string[]): boolean =>
  roles.some((role) => ["region", "league", "sysadmin"].includes(role));

/** Data loggers: who speaks, when last, how much of it was refused, and how well it keeps to the protocol. */
export function DevicesPage() {
  const [filters, setFilters] = useFilters();
  const { roles } = usePerson();
  const navigate = useNavigate();
  const { data, error, retry, updatedAt } = usePages<DeviceItem>("/devices", { q: filters.q, state: filters.state });
  const filtering = !!(filters.q || filters.state);
  return (
    <>
      <ListPage<DeviceItem>
        id="devices"
        head={{
          title: t("数采仪", "Devices"),
          sentence: data.loading ? undefined : sentenceOf(data.rows, data.more, updatedAt),
          action: mayRegister(roles) && (
            <Button type="primary" onClick={() => setFilters({ do: "new" })}>
              {t("登记设备", "Register a device")}
            </Button>
          ),
        }}
        columns={columnsOf(updatedAt || Date.now())}
        data={data}
        error={error}
        onRetry={retry}
        rowKey={(device) => device.mn}
        onOpen={(device) => void navigate({ to: "/devices/$mn", params: { mn: device.mn } })}
        chips={chipsOf(filters, setFilters)}
        filters={
          <SearchInput
            value={filters.q}
            onChange={(q) => setFilters({ q })}
            placeholder={t("MN、点位、企业", "MN, point, enterprise")}
            width={216}
          />
        }
        onClear={filtering ? () => setFilters({ q: undefined, state: undefined }) : undefined}
        exportName={t("数采仪", "devices")}
        empty={
          <Empty
            title={filtering ? t("没有符合筛选的设备", "No device matches") : t("还没有登记设备", "No devices yet")}
          />
        }
      />
      {filters.do === "new" && <NewDevice onClose={() => setFilters({ do: undefined })} />}
    </>
  );
}

function sentenceOf(rows: readonly DeviceItem[], more: boolean, updatedAt: number): string {
  const online = rows.filter((device) => device.online).length;
  const rejected = rows.reduce((sum, device) => sum + device.lastHour.rejected, 0);
  return t(
    `${more ? "已载入" : "共"} ${rows.length} 台，在线 ${online} 台，离线 ${rows.length - online} 台；近 1 小时拒收 ${numberText(rejected)} 包；${clockText(updatedAt)} 更新`,
    `${rows.length} ${more ? "loaded" : "in all"}, ${online} online, ${rows.length - online} offline; ${numberText(rejected)} packets refused in the last hour; as of ${clockText(updatedAt)}`,
  );
}

function chipsOf(filters: Filters, setFilters: (change: Filters) => void): Chip[] {
  return (["online", "offline"] as const).map((state) => ({
    id: state,
    title: t(connection[state].title),
    active: filters.state === state,
    onToggle: () => setFilters({ state: filters.state === state ? undefined : state }),
  }));
}

function columnsOf(now: number): Column<DeviceItem>[] {
  return [
    {
      id: "mn",
      title: t("设备编号 MN", "MN"),
      width: 224,
      value: (device) => device.mn,
      render: (device) => <span className="mono">{device.mn}</span>,
    },
    {
      id: "online",
      title: t("连接", "Link"),
      width: 76,
      value: (device) => t((device.online ? connection.online : connection.offline).title),
      render: (device) => <StatusMark status={device.online ? connection.online : connection.offline} />,
    },
    {
      id: "subject",
      title: t("监测对象", "Speaks for"),
      width: 168,
      value: (device) => device.subject?.name,
      render: (device) =>
        device.subject ? (
          <Link to="/subjects/$kind/$id" params={{ kind: device.subject.kind, id: device.subject.id }}>
            {device.subject.name}
          </Link>
        ) : (
          <span className="absent">{t("未对应", "none")}</span>
        ),
    },
    { id: "organ", title: t("企业", "Enterprise"), width: 228, value: (device) => device.organ?.name },
    {
      id: "kind",
      title: t("类型", "Kind"),
      width: 84,
      optional: true,
      value: (device) => (device.subject ? t(subjectKinds[device.subject.kind]) : ""),
    },
    {
      id: "lastReceived",
      title: t("最近数据包", "Last packet"),
      width: 116,
      value: (device) => (device.lastReceived ? timeText(device.lastReceived, "second") : ""),
      render: (device) => (device.lastReceived ? <Ago at={device.lastReceived} now={now} /> : <Absent />),
    },
    {
      id: "received",
      title: t("近 1 小时收到", "Last hour"),
      width: 112,
      align: "right",
      value: (device) => device.lastHour.received,
    },
    {
      id: "rejected",
      title: t("其中拒收", "Refused"),
      width: 84,
      align: "right",
      value: (device) => device.lastHour.rejected,
      render: (device) => (device.lastHour.rejected > 0 ? <b>{device.lastHour.rejected}</b> : 0),
    },
    {
      id: "score",
      title: t("规范性得分", "Score"),
      width: 96,
      align: "right",
      value: (device) => device.score,
      render: (device) => device.score ?? <Absent />,
    },
    { id: "region", title: t("区划", "Region"), width: 112, value: (device) => device.region.name },
    { id: "protocol", title: t("协议", "Protocol"), width: 116, value: (device) => protocolWord(device.protocol) },
    {
      id: "interval",
      title: t("间隔 (s)", "Interval (s)"),
      width: 84,
      align: "right",
      value: (device) => device.interval,
    },
    { id: "peer", title: t("来源地址", "Peer"), width: 148, optional: true, value: (device) => device.peer },
  ];
}

function NewDevice({ onClose }: Readonly<{ onClose: () => void }>) {
  const navigate = useNavigate();
  const key = useOnceKey();
  const make = useSend(
    (body: Record<string, unknown>) => send<{ mn: string }>("POST", "/devices", body, { idempotencyKey: key(body) }),
    { stale: ["/devices", "/unknown-devices", "/map/points", "/overview"] },
  );
  return (
    <FormDrawer<DeviceValues>
      title={t("登记设备", "Register a device")}
      intro={t(
        "登记后，这台设备发来的数据即被接收；登记前的来包在“未登记设备”中可查。",
        "Its packets are taken from then on.",
      )}
      submit={t("登记", "Register")}
      titles={deviceTitles()}
      initial={freshDevice}
      onSubmit={async (values) => {
        await make.mutateAsync(deviceBody(values));
        void navigate({ to: "/devices/$mn", params: { mn: String(values.mn) } });
      }}
      onClose={onClose}
    >
      {(form) => <DeviceFields form={form} purpose="new" />}
    </FormDrawer>
  );
}
