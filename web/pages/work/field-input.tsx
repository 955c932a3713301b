import { DatePicker, Form, type FormInstance, Input, InputNumber, Radio, Select } from "antd";
import dayjs from "dayjs";
import type { ReactNode } from "react";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { useGet } from "../../api.ts";
import type { Named, Page } from "../../contract.ts";
import type { Register, RegisterField, Row } from "./answers.ts";
import { AreaInput } from "./area-input.tsx";
import { mustChoose, mustFill } from "./form-drawer.tsx";
import { RefPicker } from "./ref-picker.tsx";
import { RegionPicker } from "./region-picker.tsx";

/** One field of a register's form: input, help and rules all come from its declaration. */
export function FieldItem({ field, onPick }: Readonly<{ field: RegisterField; onPick?: (row: Row) => void }>) {
  const title = t(field.title);
  const filled = ["text", "longtext"].includes(field.type);
  return (
    <Form.Item
      name={field.name}
      label={field.unit ? `${title} (${field.unit})` : title}
      extra={field.help && t(field.help)}
      className={["longtext", "texts", "area"].includes(field.type) ? "work-wide" : undefined}
      required={field.required}
      rules={field.required ? [filled ? mustFill(title) : mustChoose(title)] : []}
      validateFirst
    >
      {inputOf(field, onPick)}
    </Form.Item>
  );
}

function inputOf(field: RegisterField, onPick: ((row: Row) => void) | undefined): ReactNode {
  switch (field.type) {
    case "longtext":
      return (
        <Input.TextArea
          autoSize={{ minRows: 3, maxRows: 10 }}
          maxLength={field.maxLength}
          showCount={!!field.maxLength}
        />
      );
    case "number":
      return <InputNumber style={{ width: "100%" }} min={field.min} max={field.max} stringMode={false} />;
    case "integer":
      return <InputNumber style={{ width: "100%" }} min={field.min} max={field.max} precision={0} />;
    case "choice":
      return <ChoiceInput field={field} />;
    case "boolean":
      return <YesNo />;
    case "date":
      return <CivilDay />;
    case "datetime":
      return <CivilTime />;
    case "point":
      return <PointInput />;
    case "area":
      return <AreaInput />;
    case "ref":
      return <RefPicker register={field.ref ?? ""} onPick={onPick} />;
    case "texts":
      return <Select mode="tags" tokenSeparators={["、", ",", "，"]} open={false} suffixIcon={null} />;
    default:
      return field.name === "factor" ? <FactorInput /> : <Input maxLength={field.maxLength ?? 200} />;
  }
}

type InputProps<T> = Readonly<{ id?: string; value?: T; onChange?: (value: T | undefined) => void }>;

function ChoiceInput({ field, id, value, onChange }: InputProps<string> & Readonly<{ field: RegisterField }>) {
  const options = (field.choices ?? []).map((choice) => ({ value: choice.value, label: t(choice.title) }));
  if (options.length > 3)
    return (
      <Select
        id={id}
        allowClear={!field.required}
        value={value}
        onChange={onChange}
        options={options}
        placeholder={t("请选择", "Choose")}
      />
    );
  return (
    <Radio.Group
      id={id}
      value={value}
      options={options}
      onChange={(event) => onChange?.(event.target.value as string)}
    />
  );
}

/** A factor by its name; the value is its code. */
function FactorInput({ id, value, onChange }: InputProps<string>) {
  const rows = useGet<Page<Row>>("/pollutants", { limit: 1000 }, { staleMs: 3_600_000 }).data?.items ?? [];
  return (
    <Select
      id={id}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      value={value}
      onChange={onChange}
      placeholder={t("输入名称或代码查找", "Type a name or code")}
      options={rows.map((row) => ({ value: String(row.code), label: `${String(row.name)} ${String(row.code)}` }))}
    />
  );
}

function YesNo({ id, value, onChange }: InputProps<boolean>) {
  return (
    <Radio.Group
      id={id}
      value={value}
      onChange={(event) => onChange?.(event.target.value as boolean)}
      options={[
        { value: true, label: t("是", "Yes") },
        { value: false, label: t("否", "No") },
      ]}
    />
  );
}

/** A civil day; the value is 2026-11-23. */
function CivilDay({ id, value, onChange }: InputProps<string>) {
  return (
    <DatePicker
      id={id}
      style={{ width: "100%" }}
      value={value ? dayjs(value) : null}
      onChange={(chosen) => onChange?.(chosen?.format("YYYY-MM-DD"))}
    />
  );
}

/** Civil time (+08:00) whatever zone the machine is in; the value is ISO 8601 with its offset. */
function CivilTime({ id, value, onChange }: InputProps<string>) {
  return (
    <DatePicker
      id={id}
      style={{ width: "100%" }}
      showTime={{ format: "HH:mm" }}
      format="YYYY-MM-DD HH:mm"
      value={value ? dayjs(timeText(value)) : null}
      onChange={(chosen) => onChange?.(chosen ? `${chosen.format("YYYY-MM-DDTHH:mm")}:00+08:00` : undefined)}
    />
  );
}

type Point = Readonly<{ lon?: number | null; lat?: number | null }>;

function PointInput({ id, value, onChange }: InputProps<Point>) {
  const change = (part: Point) => {
    const next = { ...value, ...part };
    onChange?.(next.lon == null && next.lat == null ? undefined : next);
  };
  return (
    <div className="work-point">
      <InputNumber
        id={id}
        value={value?.lon}
        onChange={(lon) => change({ lon })}
        min={73}
        max={136}
        step={0.0001}
        prefix={t("经度", "Lon")}
        suffix="°E"
        aria-label={t("经度", "Longitude")}
      />
      <InputNumber
        value={value?.lat}
        onChange={(lat) => change({ lat })}
        min={3}
        max={54}
        step={0.0001}
        prefix={t("纬度", "Lat")}
        suffix="°N"
        aria-label={t("纬度", "Latitude")}
      />
    </div>
  );
}

type RegisterFieldsProps = Readonly<{ register: Register; form: FormInstance; amending: boolean }>;

/** All inputs of a register. What a chosen row already knows (its enterprise, its place) is filled in where nothing stands yet. */
export function RegisterFields({ register, form, amending }: RegisterFieldsProps) {
  const take = (row: Row) => {
    for (const other of register.fields) {
      const known = row[other.name] as Named | null | undefined;
      if (other.type === "ref" && known?.id && !form.getFieldValue(other.name)) form.setFieldValue(other.name, known);
    }
    if (register.placed && row.region && !form.getFieldValue("region")) form.setFieldValue("region", row.region.code);
  };
  return (
    <div className="work-fields">
      {register.fields
        .filter((field) => !field.derived && !(amending && field.fixed))
        .map((field) => (
          <FieldItem key={field.name} field={field} onPick={field.type === "ref" ? take : undefined} />
        ))}
      {register.placed && (
        <Form.Item
          name="region"
          label={t("行政区划", "Region")}
          rules={tellsRegion(register) && !amending ? [] : [mustChoose(t("行政区划", "Region"))]}
          extra={
            tellsRegion(register) && !amending
              ? t("不选时按位置自动判定", "Told by the position where nobody chooses it")
              : undefined
          }
        >
          <RegionPicker />
        </Form.Item>
      )}
    </div>
  );
}

/** A position or an outline tells in which region a new row lies. */
const tellsRegion = (register: Register): boolean =>
  register.fields.some((field) => field.type === "point" || field.type === "area");

/** What the form holds of a row. */
export function toForm(register: Register, row: Row): Record<string, unknown> {
  const values: Record<string, unknown> = { region: row.region?.code };
  for (const field of register.fields) values[field.name] = row[field.name] ?? undefined;
  return values;
}

/** What is sent of a form: references by id, empty as null. */
export function toBody(register: Register, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  if (register.placed) body.region = values.region ?? null;
  for (const field of register.fields) {
    if (field.derived) continue;
    const value = values[field.name];
    const empty = value === undefined || value === null || (typeof value === "string" && value.trim() === "");
    if (empty) body[field.name] = null;
    else if (field.type === "ref") body[field.name] = (value as Named).id;
    else body[field.name] = typeof value === "string" ? value.trim() : value;
  }
  return body;
}

/** The fields whose values differ. */
export function changesOf(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(after).filter(
      ([name, value]) => JSON.stringify(value ?? null) !== JSON.stringify(before[name] ?? null),
    ),
  );
}
