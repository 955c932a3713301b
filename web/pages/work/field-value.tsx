import { Link } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { type AreaSummary, cornersOf, type Shape } from "#kernel/register/polygon.ts";
import { choiceTitle } from "#kernel/title.ts";
import { Absent } from "#kernel/view/absent.view.tsx";
import type { Column } from "#kernel/view/column.ts";
import { numberText, timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { useGet } from "../../api.ts";
import type { Named, Page, Region } from "../../contract.ts";
import type { Register, RegisterField, Row } from "./answers.ts";

/** A field's value as text: for lists, exports and the comparison of versions. Empty when there is none. */
export function fieldText(field: RegisterField, value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  switch (field.type) {
    case "choice":
      return choiceText(field, String(value));
    case "boolean":
      return value
        ? field.name === "verified"
          ? t("已核实", "verified")
          : t("是", "yes")
        : field.name === "verified"
          ? t("未核实", "unverified")
          : t("否", "no");
    case "ref":
      return (value as Named).name || (value as Named).id;
    case "point":
      return pointText(value as { lon: number; lat: number });
    case "area":
      return areaText(value as AreaSummary | Shape);
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

export function choiceText(field: Pick<RegisterField, "choices">, value: string): string {
  const title = choiceTitle(field.choices, value);
  return title ? t(title) : value;
}

/** 111.6708°E 40.8183°N */
const pointText = ({ lon, lat }: Readonly<{ lon: number; lat: number }>): string =>
  `${lon.toFixed(5)}°E ${lat.toFixed(5)}°N`;

/** 12.4 公顷; of an outline that is not sent yet, how many positions it has. */
export const areaText = (value: AreaSummary | Shape): string =>
  "type" in value
    ? t(`新边界（${cornersOf(value)} 个点）`, `new outline (${cornersOf(value)} positions)`)
    : `${numberText(value.hectares, { atMost: 2 })} ${t("公顷", "ha")}`;

export type FactorNames = ReadonlyMap<string, string>;
const isFactor = (field: RegisterField): boolean => field.type === "text" && field.name === "factor";

/** What the codes of a register that speaks of factors are called; nothing is read for one that does not. */
export function useFactorNames(register: Register): FactorNames {
  const wanted = register.fields.some(isFactor);
  const rows = useGet<Page<Row>>(wanted ? "/pollutants" : null, { limit: 1000 }, { staleMs: 3_600_000 }).data?.items;
  return useMemo(() => new Map((rows ?? []).map((row) => [String(row.code), String(row.name)])), [rows]);
}

/** A code with its name: 颗粒物 a34013. */
const factorText = (code: string, factors: FactorNames): string => {
  const name = factors.get(code);
  return name ? `${name} ${code}` : code;
};

/** A field's value in a detail page: a reference leads on, what is missing says so. */
export function FieldShown({
  field,
  value,
  factors,
}: Readonly<{ field: RegisterField; value: unknown; factors: FactorNames }>): ReactNode {
  const text = isFactor(field) ? factorText(fieldText(field, value), factors) : fieldText(field, value);
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
  boolean: 92,
  date: 112,
  datetime: 148,
  number: 104,
  integer: 96,
  ref: 212,
  longtext: 280,
  point: 180,
  area: 128,
};

/** The columns of a register's list in the order of its declaration, which begins with what names a row; its place stands last. */
export function registerColumns(register: Register, factors: FactorNames): Column<Row>[] {
  const columns = inOrder(register).map((field, index) => columnOf(field, index === 0, factors));
  if (register.placed)
    columns.push({
      id: "region",
      title: t("区划", "Region"),
      width: 176,
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

/**
 * As declared, but whose an outfall is and whether a value was compared with its source stand beside what they qualify: at the end
 * they would be the first to leave a narrow page.
 */
function inOrder({ fields }: Register): readonly RegisterField[] {
  const [first, ...rest] = fields;
  if (!first) return fields;
  const enterprise = first.ref === "base.outfall" ? rest.filter((field) => field.name === "enterprise") : [];
  const doubt = rest.filter((field) => field.name === "verified");
  const others = rest.filter((field) => !enterprise.includes(field) && !doubt.includes(field));
  const at = others.findIndex((field) => field.name === "standard" || field.name === "unit");
  const cut = at < 0 ? others.length : at + 1;
  return [
    first,
    ...enterprise.map((field) => ({ ...field, list: true })),
    ...others.slice(0, cut),
    ...doubt,
    ...others.slice(cut),
  ];
}

function columnOf(field: RegisterField, name: boolean, factors: FactorNames): Column<Row> {
  const number = field.type === "number" || field.type === "integer";
  const factor = isFactor(field);
  return {
    id: field.name,
    title: number && field.unit ? `${t(field.title)} (${field.unit})` : t(field.title),
    width: name ? (field.type === "ref" ? 160 : 232) : factor ? 176 : (widths[field.type] ?? textWidth(field)),
    align: number ? "right" : undefined,
    optional: !field.list && !name,
    sort: sortable(field) ? field.name : undefined,
    value: (row) =>
      factor
        ? factorText(fieldText(field, row[field.name]), factors)
        : number
          ? (row[field.name] as number | null)
          : fieldText(field, row[field.name]),
    render: factor
      ? undefined
      : (row) => (name ? <NameCell field={field} row={row} /> : <Cell field={field} value={row[field.name]} />),
  };
}

/** A code is short, a name is not. */
function textWidth(field: RegisterField): number {
  if (field.name === "unit") return 84;
  const length = field.maxLength ?? 60;
  return length <= 6 ? 80 : length <= 12 ? 104 : length <= 22 ? 188 : length <= 60 ? 160 : 220;
}

function NameCell({ field, row }: Readonly<{ field: RegisterField; row: Row }>) {
  return (
    <span className={row.retired ? "work-name work-retired" : "work-name"}>
      <span>{fieldText(field, row[field.name])}</span>
      {row.retired && <span className="work-tag">{t("已停用", "retired")}</span>}
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
