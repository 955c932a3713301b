import { Form, type FormInstance, Input, InputNumber, Radio, Select } from "antd";
import { mnPattern, notations, type Protocol, protocols } from "#kernel/observation/device.ts";
import { t } from "#kernel/view/language.view.tsx";
import type { Named, SubjectKind } from "../../contract.ts";
import { subjectKinds } from "../../language.ts";
import { type FieldTitles, mustChoose, mustFill } from "./form-drawer.tsx";
import { RefPicker } from "./ref-picker.tsx";
import { RegionPicker } from "./region-picker.tsx";

/** What a person fills in about a device; the empty ones are not sent. */
export type DeviceValues = {
  mn?: string;
  protocol: Protocol;
  password?: string;
  key?: string;
  notation?: string;
  interval?: number;
  addresses?: string[];
  speaksFor: SubjectKind | "none";
  outfall?: Named;
  station?: Named;
  section?: Named;
  region?: string;
};

export const deviceTitles = (): FieldTitles => ({
  mn: t("设备编号 MN", "MN"),
  protocol: t("通讯协议", "Protocol"),
  password: t("访问密码 PW", "Password"),
  key: t("SM4 密钥", "SM4 key"),
  notation: t("密文写法", "Notation of cipher text"),
  interval: t("上报间隔（秒）", "Interval (s)"),
  addresses: t("允许的来源地址", "Allowed addresses"),
  speaksFor: t("监测对象", "Speaks for"),
  outfall: t("排放口", "Outfall"),
  station: t("空气站", "Air station"),
  section: t("水质断面", "Water section"),
  region: t("行政区划", "Region"),
  reason: t("变更原因", "Reason"),
});

export const protocolWord = (protocol: string): string => protocol.replace("HJ212-", "HJ 212-");

const subjectFields = [
  { kind: "outfall", name: "outfall", register: "base.outfall" },
  { kind: "air-station", name: "station", register: "base.air-station" },
  { kind: "water-section", name: "section", register: "base.water-section" },
] as const;

const notationTitles: Readonly<Record<(typeof notations)[number], string>> = {
  bytes: "原始字节",
  braces: "花括号包裹",
  hex: "十六进制",
  base64: "Base64",
};

type DeviceFieldsProps = Readonly<{
  form: FormInstance<DeviceValues>;
  /** new: with the MN; adopt: the MN is known; amend: secrets stay unless typed anew. */
  purpose: "new" | "adopt" | "amend";
}>;

/** The inputs of a device: how it speaks, what it speaks for, from where it may speak. */
export function DeviceFields({ form, purpose }: DeviceFieldsProps) {
  const titles = deviceTitles();
  const protocol = Form.useWatch("protocol", form);
  const amending = purpose === "amend";
  return (
    <>
      {purpose === "new" && (
        <Form.Item
          name="mn"
          label={titles.mn}
          extra={t(
            "1–32 位字母、数字、- 或 _，须与数采仪设置一致",
            "1–32 letters, digits, - or _, as set on the device",
          )}
          rules={[
            mustFill(titles.mn ?? ""),
            {
              pattern: mnPattern,
              message: t("只能是 1–32 位字母、数字、- 或 _。", "1–32 letters, digits, - or _ only."),
            },
          ]}
          validateFirst
        >
          <Input className="mono" maxLength={32} autoFocus />
        </Form.Item>
      )}
      <Form.Item name="protocol" label={titles.protocol} rules={[mustChoose(titles.protocol ?? "")]}>
        <Radio.Group options={protocols.map((each) => ({ value: each, label: protocolWord(each) }))} />
      </Form.Item>
      <Form.Item
        name="password"
        label={titles.password}
        extra={
          amending
            ? t("不填则保持原密码", "Empty keeps the password")
            : t("6 位，须与数采仪设置一致；出厂多为 123456，请尽快更换", "As set on the device")
        }
        rules={amending ? [] : [mustFill(titles.password ?? "")]}
      >
        <Input className="mono" maxLength={16} autoComplete="off" />
      </Form.Item>
      {protocol === "HJ212-2025" && <KeyFields amending={amending} />}
      <Form.Item
        name="interval"
        label={titles.interval}
        extra={t("超过 3 个间隔未收到数据即判为数据中断", "Three intervals without data count as silence")}
      >
        <InputNumber min={1} max={86_400} style={{ width: 160 }} suffix={t("秒", "s")} />
      </Form.Item>
      <SubjectFields form={form} amending={amending} />
      <Form.Item
        name="addresses"
        label={titles.addresses}
        extra={t(
          "IP 或网段（如 10.15.0.0/16），输入后回车；不填表示不限",
          "IP or range, Enter after each; empty means any",
        )}
      >
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[",", "，", " "]} />
      </Form.Item>
    </>
  );
}

function KeyFields({ amending }: Readonly<{ amending: boolean }>) {
  const titles = deviceTitles();
  return (
    <>
      <Form.Item
        name="key"
        label={titles.key}
        extra={
          amending
            ? t("不填则保持原密钥", "Empty keeps the key")
            : t("16 个字符，或 32 位十六进制；设备以明文传输时不填", "16 characters or 32 hexadecimal digits")
        }
        rules={[
          {
            pattern: /^([\x21-\x7e]{16}|[0-9a-fA-F]{32})$/,
            message: t("须为 16 个字符，或 32 位十六进制。", "16 characters or 32 hexadecimal digits."),
          },
        ]}
      >
        <Input className="mono" maxLength={32} autoComplete="off" />
      </Form.Item>
      <Form.Item name="notation" label={titles.notation}>
        <Select
          options={notations.map((each) => ({ value: each, label: t(notationTitles[each], each) }))}
          placeholder={t("按原始字节", "Bytes")}
          allowClear
        />
      </Form.Item>
    </>
  );
}

function SubjectFields({ form, amending }: Readonly<{ form: FormInstance<DeviceValues>; amending: boolean }>) {
  const titles = deviceTitles();
  const speaksFor = Form.useWatch("speaksFor", form) ?? "outfall";
  const chosen = subjectFields.find((each) => each.kind === speaksFor);
  return (
    <>
      <Form.Item name="speaksFor" label={titles.speaksFor} required>
        <Radio.Group
          options={[
            ...subjectFields.map((each) => ({ value: each.kind as string, label: t(subjectKinds[each.kind]) })),
            { value: "none", label: amending ? t("不变", "unchanged") : t("暂不对应", "none yet") },
          ]}
        />
      </Form.Item>
      {chosen && (
        <Form.Item
          key={chosen.name}
          name={chosen.name}
          label={titles[chosen.name]}
          rules={[mustChoose(titles[chosen.name] ?? "")]}
        >
          <RefPicker
            register={chosen.register}
            placeholder={t("输入企业、排放口名称或编号查找", "Type a name or number")}
          />
        </Form.Item>
      )}
      {!chosen && !amending && (
        <Form.Item
          name="region"
          label={titles.region}
          rules={[mustChoose(titles.region ?? "")]}
          extra={t("设备所在的区划", "Where the device stands")}
        >
          <RegionPicker />
        </Form.Item>
      )}
    </>
  );
}

/** What is sent: empty secrets and unchosen subjects are left out. */
export function deviceBody(values: DeviceValues): Record<string, unknown> {
  const { speaksFor, outfall, station, section, region, password, key, notation, ...plain } = values;
  const subject =
    speaksFor === "outfall"
      ? { outfall: outfall?.id }
      : speaksFor === "air-station"
        ? { station: station?.id }
        : speaksFor === "water-section"
          ? { section: section?.id }
          : { region };
  const body = { ...plain, ...subject, password: password?.trim(), key: key?.trim(), notation };
  return Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== undefined && value !== null && value !== ""),
  );
}

export const freshDevice: Partial<DeviceValues> = { protocol: "HJ212-2017", interval: 600, speaksFor: "outfall" };
