import { Button, Form, InputNumber, Radio, Select } from "antd";
import type { requestCommands } from "#kernel/observation/device.ts";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import type { Status } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { Empty, RowSkeleton } from "#kernel/view/waiting.view.tsx";
import { send, useGet, usePerson, useSend } from "../../api.ts";
import { useFilters } from "../../filters.ts";
import type { DeviceDetail, DeviceRequest } from "./answers.ts";
import { FormDrawer, mustChoose, mustFill, useOnceKey } from "./form-drawer.tsx";

type Command = (typeof requestCommands)[number];

const commandTitles: Readonly<Record<Command, Readonly<{ zh: string; en: string }>>> = {
  "time-sync": { zh: "校时", en: "Set the clock" },
  "realtime-interval": { zh: "设置实时数据间隔", en: "Interval of real-time data" },
  "minute-interval": { zh: "设置分钟数据间隔", en: "Interval of minute data" },
  timeouts: { zh: "设置超时与重发", en: "Timeouts and repeats" },
};

const states: Readonly<Record<DeviceRequest["state"], Status>> = {
  sent: { title: { zh: "已发出", en: "Sent" }, hue: "blue", shape: "half" },
  accepted: { title: { zh: "设备已受理", en: "Accepted" }, hue: "blue", shape: "dot" },
  done: { title: { zh: "执行成功", en: "Done" }, hue: "green", shape: "dot" },
  refused: { title: { zh: "设备拒绝", en: "Refused" }, hue: "red", shape: "cross" },
  failed: { title: { zh: "执行失败", en: "Failed" }, hue: "red", shape: "triangle" },
  unanswered: { title: { zh: "设备未应答", en: "No answer" }, hue: "violet", shape: "ring" },
};

/** What the platform asked of this device, and what it answered. */
export function DeviceRequests({ device, may }: Readonly<{ device: DeviceDetail; may: boolean }>) {
  const [filters, setFilters] = useFilters();
  const path = `/devices/${encodeURIComponent(device.mn)}/requests`;
  const answer = useGet<Readonly<{ items: readonly DeviceRequest[] }>>(path, {}, { refreshMs: 5000 });
  return (
    <Section
      flush
      title={t("平台发出的命令", "What was asked of the device")}
      aside={
        may && (
          <Button
            size="small"
            disabled={!device.online}
            title={device.online ? undefined : t("设备离线，无法下发", "The device is offline")}
            onClick={() => setFilters({ do: "ask" })}
          >
            {t("下发命令", "Ask")}
          </Button>
        )
      }
    >
      {answer.error ? (
        <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        <Asked items={answer.data?.items} />
      )}
      {filters.do === "ask" && may && (
        <AskDrawer path={path} mn={device.mn} onClose={() => setFilters({ do: undefined })} />
      )}
    </Section>
  );
}

/** The platform says who by id: one's own name is known here, another's is the audit's to tell. */
function askedBy(item: DeviceRequest, me: Readonly<{ id: string; name: string }>): string {
  if (item.askedBy.startsWith("system:")) return t("平台自动", "the platform");
  return item.askedBy === me.id ? me.name : t("其他人员", "someone else");
}

function Asked({ items }: Readonly<{ items: readonly DeviceRequest[] | undefined }>) {
  const me = usePerson();
  if (!items) return <RowSkeleton rows={4} />;
  if (items.length === 0) return <Empty title={t("还没有下发过命令", "Nothing was asked yet")} />;
  return (
    <div className="work-scroll">
      <table className="work-table">
        <thead>
          <tr>
            <th>{t("发出", "Asked")}</th>
            <th>{t("命令", "Command")}</th>
            <th>{t("结果", "Outcome")}</th>
            <th className="number">{t("发送次数", "Sends")}</th>
            <th>{t("完成", "Ended")}</th>
            <th>{t("下发人", "By")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id}>
              <td className="work-nowrap">{timeText(item.askedAt, "second")}</td>
              <td>
                {commandTitles[item.command as Command] ? t(commandTitles[item.command as Command]) : item.command}{" "}
                <span className="quiet small">CN {item.cn}</span>
              </td>
              <td className="work-nowrap">
                <StatusMark status={states[item.state]} />
                {item.code && item.code !== "1" && (
                  <span className="quiet small">{t(`（代码 ${item.code}）`, ` (code ${item.code})`)}</span>
                )}
              </td>
              <td className="number">{item.sends}</td>
              <td className="work-nowrap">{item.endedAt ? timeText(item.endedAt, "second") : ""}</td>
              <td>{askedBy(item, me)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const minutes = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30];
type Values = { command: Command; value?: number };

function AskDrawer({ path, mn, onClose }: Readonly<{ path: string; mn: string; onClose: () => void }>) {
  const key = useOnceKey();
  const ask = useSend((body: Values) => send("POST", path, body, { idempotencyKey: key(body) }), {
    stale: ["/devices"],
  });
  const titles = { command: t("命令", "Command"), value: t("数值", "Value") };
  return (
    <FormDrawer<Values>
      title={t(`向 ${mn} 下发命令`, `Ask ${mn}`)}
      intro={t(
        "命令经当前连接发往设备；10 秒内未应答会重发，最多 3 次。执行结果显示在列表中。",
        "Sent over the present link, repeated three times at most.",
      )}
      submit={t("下发", "Send")}
      titles={titles}
      initial={{ command: "time-sync" }}
      onSubmit={(values) => ask.mutateAsync(values.command === "time-sync" ? { command: values.command } : values)}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Form.Item name="command" label={titles.command} rules={[mustChoose(titles.command)]}>
            <Radio.Group
              className="work-radios"
              options={(Object.keys(commandTitles) as Command[]).map((command) => ({
                value: command,
                label: t(commandTitles[command]),
              }))}
              onChange={() => form.setFieldValue("value", undefined)}
            />
          </Form.Item>
          <Form.Item noStyle shouldUpdate={(before: Values, after: Values) => before.command !== after.command}>
            {() => <ValueItem command={form.getFieldValue("command") as Command} />}
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}

function ValueItem({ command }: Readonly<{ command: Command }>) {
  if (command === "realtime-interval")
    return (
      <Form.Item
        name="value"
        label={t("间隔（秒）", "Interval (s)")}
        rules={[{ ...mustFill(t("间隔", "Interval")), whitespace: false }]}
        extra="30–3600"
      >
        <InputNumber min={30} max={3600} precision={0} style={{ width: 160 }} />
      </Form.Item>
    );
  if (command === "minute-interval")
    return (
      <Form.Item name="value" label={t("间隔（分钟）", "Interval (min)")} rules={[mustChoose(t("间隔", "Interval"))]}>
        <Select style={{ width: 160 }} options={minutes.map((each) => ({ value: each, label: String(each) }))} />
      </Form.Item>
    );
  if (command === "timeouts")
    return (
      <Form.Item name="value" label={t("超时时间（秒）", "Timeout (s)")} extra={t("不填为 10 秒", "10 s when empty")}>
        <InputNumber min={1} max={3600} precision={0} style={{ width: 160 }} />
      </Form.Item>
    );
  return null;
}
