import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Absent } from "#kernel/view/absent.view.tsx";
import type { Column } from "#kernel/view/column.ts";
import { numberText, timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import type { Named, Region } from "../../contract.ts";
import type { Register, RegisterField, Row } from "./answers.ts";

/** A field's value as text: for lists, exports and the comparison of versions. Empty when there is none. */
export function fieldText(field: RegisterField, value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  switch (field.type) {
    case "choice":
      return choiceText(field, String(value));
    case "boolean":
      return value ? t("是", "yes") : t("否", "no");
    case "ref":
      return (value as Named).name || (value as Named).id;
    case "point":
      return pointText(value as { lon: number; lat: number });
    case "number":
    case "integer":
      return `${numberText(Number(value), { atMost: 6 })}${field.unit ? ` ${field.unit}` : ""}`;
    case "datetime":
      return timeText(String(value));
    case "texts":
      return (value as readonly string[]).join("、");
    default:
      return String(value);
  }
}

function choiceText(field: RegisterField, value: string): string {
  const choice = field.choices?.find((one) => one.value === value);
  return choice ? t(choice.title) : value;
}

/** 111.6708°E 40.8183°N */
const pointText = ({ lon, lat }: Readonly<{ lon: number; lat: number }>): string =>
  `${lon.toFixed(5)}°E ${lat.toFixed(5)}°N`;

/** A field's value in a detail page: a reference leads on, what is missing says so. */
export function FieldShown({ field, value }: Readonly<{ field: RegisterField; value: unknown }>): ReactNode {
  const text = fieldText(field, value);
  if (text === "") return <span className="absent">{t("未填写", "not given")}</span>;
  if (field.type === "ref" && field.ref) {
    return (
      <Link to="/registers/$id/$row" params={{ id: field.ref, row: (value as Named).id }}>
        {text}
      </Link>
    );
  }
  if (field.type === "number" || field.type === "integer") return <span className="value">{text}</span>;
  return text;
}

const sortable = (field: RegisterField): boolean => !["point", "texts", "ref", "longtext"].includes(field.type);
const widths: Partial<Record<RegisterField["type"], number>> = {
  choice: 104,
  boolean: 112,
  date: 112,
  datetime: 148,
  number: 104,
  integer: 96,
  ref: 240,
  longtext: 280,
  point: 180,
};

/** The columns of a register's list, from its declaration: its name first, its place last. */
export function registerColumns(register: Register): Column<Row>[] {
  const named = register.fields.find((field) => field.name === register.label);
  const others = register.fields.filter((field) => field !== named);
  const columns = [...(named ? [named] : []), ...others].map((field) => columnOf(field, register));
  if (register.placed)
    columns.push({
      id: "region",
      title: t("区划", "Region"),
      width: 128,
      value: (row) => (row.region as Region | undefined)?.name,
    });
  columns.push({
    id: "updatedAt",
    title: t("更新时间", "Updated"),
    width: 148,
    sort: "updatedAt",
    optional: true,
    value: (row) => timeText(row.updatedAt),
  });
  return columns;
}

function columnOf(field: RegisterField, register: Register): Column<Row> {
  const number = field.type === "number" || field.type === "integer";
  const name = field.name === register.label;
  return {
    id: field.name,
    title: number && field.unit ? `${t(field.title)} (${field.unit})` : t(field.title),
    width: name ? 260 : (widths[field.type] ?? textWidth(field)),
    align: number ? "right" : undefined,
    optional: !field.list && !name,
    sort: sortable(field) ? field.name : undefined,
    value: (row) => (number ? (row[field.name] as number | null) : fieldText(field, row[field.name])),
    render: (row) => (name ? <NameCell field={field} row={row} /> : <Cell field={field} value={row[field.name]} />),
  };
}

/** A code is short, a name is not. */
function textWidth(field: RegisterField): number {
  const length = field.maxLength ?? 60;
  return length <= 6 ? 80 : length <= 12 ? 104 : length <= 22 ? 188 : length <= 60 ? 160 : 220;
}

function NameCell({ field, row }: Readonly<{ field: RegisterField; row: Row }>) {
  return (
    <span className={row.retired ? "work-name work-retired" : "work-name"}>
      <span>{fieldText(field, row[field.name])}</span>
      {row.retired && <span className="work-tag">{t("已停用", "retired")}</span>}
      <SampleTag sample={row.sample} />
    </span>
  );
}

function Cell({ field, value }: Readonly<{ field: RegisterField; value: unknown }>) {
  const text = fieldText({ ...field, unit: undefined }, value);
  if (text !== "") return text;
  return field.type === "number" || field.type === "integer" ? (
    <span className="absent">{t("未设", "none")}</span>
  ) : field.list ? (
    ""
  ) : (
    <Absent kind="no-data" />
  );
}
