import { Button, Input } from "antd";
import type { FieldAct } from "#kernel/field/contract.ts";
import type { Title } from "#kernel/title.ts";
import { t } from "#kernel/view/language.view.tsx";
import type { PositionState } from "./position.ts";

type ActFormProps = Readonly<{
  act: FieldAct;
  values: Readonly<Record<string, unknown>>;
  onChange: (name: string, value: unknown) => void;
  position: PositionState;
  /** The field that keeps the record from being stored. */
  missing: string | undefined;
}>;
type Field = FieldAct["fields"][number] &
  Readonly<{ choices?: { value: string; title: Title }[]; help?: Title; unit?: string; min?: number; max?: number }>;

/** The form of an act from its definition, for thumbs: one column, large targets, nothing that asks the platform. */
export function ActForm({ act, values, onChange, position, missing }: ActFormProps) {
  const fields = act.fields as Field[];
  return (
    <div className="field-form">
      {fields
        .filter(({ type }) => type !== "files" && type !== "organ" && type !== "person")
        .map((field) => (
          <div key={field.name} className="field-item" data-missing={missing === field.name}>
            <label htmlFor={`field-${field.name}`}>
              {t(field.title)}
              {field.unit && <span className="quiet"> ({field.unit})</span>}
              {!field.required && <span className="quiet">{t("，选填", ", optional")}</span>}
            </label>
            {field.help && <p className="quiet small">{t(field.help)}</p>}
            <FieldInput
              field={field}
              value={values[field.name]}
              onChange={(value) => onChange(field.name, value)}
              position={position}
            />
            {missing === field.name && <p className="field-missing">{t("此项必填。", "This is required.")}</p>}
          </div>
        ))}
    </div>
  );
}

type FieldInputProps = Readonly<{
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
  position: PositionState;
}>;

function FieldInput({ field, value, onChange, position }: FieldInputProps) {
  const id = `field-${field.name}`;
  const text = typeof value === "string" ? value : "";
  switch (field.type) {
    case "choice":
      return <Choices name={id} options={field.choices ?? []} value={text} onChange={onChange} />;
    case "boolean":
      return <YesNo name={id} value={value} onChange={onChange} />;
    case "longtext":
      return (
        <Input.TextArea
          id={id}
          value={text}
          onChange={(event) => onChange(event.target.value)}
          autoSize={{ minRows: 3, maxRows: 12 }}
          maxLength={5000}
        />
      );
    case "date":
      return (
        <input
          id={id}
          type="date"
          className="field-native"
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "number":
      return (
        <input
          id={id}
          type="number"
          inputMode="decimal"
          step="any"
          className="field-native"
          min={field.min}
          max={field.max}
          value={typeof value === "number" ? value : ""}
          onChange={(event) =>
            onChange(Number.isNaN(event.target.valueAsNumber) ? undefined : event.target.valueAsNumber)
          }
        />
      );
    case "point":
      return <PointInput id={id} value={value as Point | undefined} onChange={onChange} position={position} />;
    default:
      return (
        <Input id={id} size="large" value={text} onChange={(event) => onChange(event.target.value)} maxLength={500} />
      );
  }
}

type ChoicesProps = Readonly<{
  name: string;
  options: readonly Readonly<{ value: string; title: Title }>[];
  value: string;
  onChange: (value: string) => void;
}>;

/** Choices as rows to tap. */
export function Choices({ name, options, value, onChange }: ChoicesProps) {
  return (
    <div className="field-choices" role="radiogroup" id={name}>
      {options.map((option) => (
        <label key={option.value} data-chosen={option.value === value}>
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
          {t(option.title)}
        </label>
      ))}
    </div>
  );
}

const yesNo = [
  { value: "true", title: { zh: "是", en: "Yes" } },
  { value: "false", title: { zh: "否", en: "No" } },
];

function YesNo({
  name,
  value,
  onChange,
}: Readonly<{ name: string; value: unknown; onChange: (value: boolean) => void }>) {
  const chosen = typeof value === "boolean" ? String(value) : "";
  return <Choices name={name} options={yesNo} value={chosen} onChange={(next) => onChange(next === "true")} />;
}

type Point = Readonly<{ lon: number; lat: number }>;
type PointInputProps = Readonly<{
  id: string;
  value: Point | undefined;
  onChange: (value: Point | undefined) => void;
  position: PositionState;
}>;

function PointInput({ id, value, onChange, position: { fix, looking, locate } }: PointInputProps) {
  return (
    <div className="field-point" id={id}>
      <span className="mono">
        {value ? `${value.lon.toFixed(6)}, ${value.lat.toFixed(6)}` : t("未取点", "not taken")}
      </span>
      <Button
        size="large"
        loading={looking}
        onClick={() => (fix ? onChange({ lon: fix.lon, lat: fix.lat }) : locate())}
      >
        {fix ? t("取当前位置", "Take this position") : t("定位", "Locate")}
      </Button>
    </div>
  );
}
