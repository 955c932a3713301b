import { useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { type PacketItem, rejections } from "#kernel/observation/packet.ts";
import type { Column } from "#kernel/view/column.ts";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { clockText, numberText, timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ListPage } from "#kernel/view/list-page.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import { send, useGet, usePages, usePerson, useSend } from "../../api.ts";
import type { Page } from "../../contract.ts";
import { useFilters } from "../../filters.ts";
import { PacketLines } from "../subject/packet-lines.tsx";
import "../subject/subject.css";
import type { UnknownDevice } from "./answers.ts";
import { DeviceFields, type DeviceValues, deviceBody, deviceTitles, freshDevice } from "./device-form.tsx";
import { mayRegister } from "./devices.tsx";
import { FormDrawer, useOnceKey } from "./form-drawer.tsx";
import { Ago } from "./marks.tsx";
import "./work.css";

/** Who speaks to the platform without being registered: one press away from being taken in. */
export function UnknownDevicesPage() {
  const [filters, setFilters] = useFilters();
  const { roles } = usePerson();
  const { data, error, retry, updatedAt } = usePages<UnknownDevice>("/unknown-devices");
  const adopting =
    data.rows.find((device) => device.mn === filters.adopt) ?? (filters.adopt ? { mn: filters.adopt } : undefined);
  const adopt = mayRegister(roles) ? (mn: string) => setFilters({ adopt: mn }) : undefined;
  return (
    <>
      <ListPage<UnknownDevice>
        id="unknown-devices"
        head={{
          title: t("未登记设备", "Unknown devices"),
          sentence: data.loading
            ? undefined
            : t(
                `${data.rows.length} 个设备编号正在发送数据而未登记，来包已留存，不应答；${clockText(updatedAt)} 更新`,
                `${data.rows.length} unregistered identifiers are sending; their packets are kept and not answered; as of ${clockText(updatedAt)}`,
              ),
        }}
        columns={columnsOf(updatedAt || Date.now(), adopt)}
        data={data}
        error={error}
        onRetry={retry}
        rowKey={(device) => device.mn}
        onOpen={adopt && ((device) => adopt(device.mn))}
        exportName={t("未登记设备", "unknown-devices")}
        empty={
          <Empty title={t("没有未登记的设备在发送数据", "No unregistered device is sending")}>
            {t("新设备接通后，会自动出现在这里，可一键登记。", "A new device shows here as soon as it speaks.")}
          </Empty>
        }
      />
      {adopting && adopt && <Adoption device={adopting} onClose={() => setFilters({ adopt: undefined })} />}
    </>
  );
}

function columnsOf(now: number, adopt: ((mn: string) => void) | undefined): Column<UnknownDevice>[] {
  return [
    {
      id: "mn",
      title: t("设备编号 MN", "MN"),
      width: 232,
      value: (device) => device.mn,
      render: (device) => <span className="mono">{device.mn}</span>,
    },
    {
      id: "count",
      title: t("来包数", "Packets"),
      width: 96,
      align: "right",
      value: (device) => device.count,
      render: (device) => numberText(device.count),
    },
    { id: "first", title: t("首次收到", "First"), width: 164, value: (device) => timeText(device.first, "second") },
    { id: "last", title: t("最近收到", "Last"), width: 164, value: (device) => timeText(device.last, "second") },
    {
      id: "ago",
      title: t("距今", "Ago"),
      width: 108,
      value: (device) => timeText(device.last),
      render: (device) => <Ago at={device.last} now={now} />,
    },
    { id: "peer", title: t("来源地址", "Peer"), width: 172, value: (device) => device.peer },
    { id: "reason", title: t("未接收的原因", "Why refused"), value: (device) => reasonText(device.reason) },
    ...(adopt
      ? [
          {
            id: "adopt",
            title: t("办理", "Act"),
            width: 88,
            always: true,
            value: () => "",
            render: (device: UnknownDevice) => (
              <Button type="link" size="small" onClick={() => adopt(device.mn)}>
                {t("登记", "Register")}
              </Button>
            ),
          },
        ]
      : []),
  ];
}

export function reasonText(code: string): string {
  const title = rejections[code as keyof typeof rejections];
  return title ? t(title) : code;
}

function Adoption({
  device,
  onClose,
}: Readonly<{ device: Pick<UnknownDevice, "mn"> & Partial<UnknownDevice>; onClose: () => void }>) {
  const navigate = useNavigate();
  const key = useOnceKey();
  const adopt = useSend(
    (body: Record<string, unknown>) =>
      send("POST", `/unknown-devices/${encodeURIComponent(device.mn)}/adoption`, body, {
        idempotencyKey: key([device.mn, body]),
      }),
    { stale: ["/devices", "/unknown-devices", "/map/points", "/overview"] },
  );
  const { region: _, ...fresh } = freshDevice;
  return (
    <FormDrawer<DeviceValues>
      title={t(`登记设备 ${device.mn}`, `Register ${device.mn}`)}
      intro={
        device.count
          ? t(
              `已留存 ${numberText(device.count)} 包，最近 ${timeText(device.last ?? "", "second")} 来自 ${device.peer ?? t("未知地址", "an unknown address")}。登记后，新到的数据即被接收。`,
              `${numberText(device.count)} packets kept. New ones are taken from then on.`,
            )
          : t("登记后，新到的数据即被接收。", "New packets are taken from then on.")
      }
      submit={t("登记", "Register")}
      titles={deviceTitles()}
      initial={fresh}
      onSubmit={async (values) => {
        await adopt.mutateAsync(deviceBody(values));
        void navigate({ to: "/devices/$mn", params: { mn: device.mn } });
      }}
      onClose={onClose}
    >
      {(form) => (
        <>
          <DeviceFields form={form} purpose="adopt" />
          <LastPackets mn={device.mn} />
        </>
      )}
    </FormDrawer>
  );
}

/** What the stranger sent last: its protocol can be read off before it is chosen. */
function LastPackets({ mn }: Readonly<{ mn: string }>) {
  const answer = useGet<Page<PacketItem>>("/packets", { mn, limit: 5 });
  const packets = answer.data?.items ?? [];
  if (packets.length === 0) return null;
  return (
    <Section title={t("最近来包", "Last packets")}>
      <PacketLines packets={packets.map((packet) => ({ ...packet, reason: reasonText(packet.reason) }))} empty="" />
    </Section>
  );
}
