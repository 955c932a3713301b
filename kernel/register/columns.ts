import { columnOf, type Register } from "./define.ts";
import type { Field } from "./field.ts";

/** The PostgreSQL type that carries a field. */
export function columnType(field: Field): string {
  switch (field.type) {
    case "number":
      return "numeric";
    case "integer":
      return "integer";
    case "date":
      return "date";
    case "datetime":
      return "timestamp with time zone";
    case "point":
      return "geometry(Point,4490)";
    case "area":
      return "geometry(MultiPolygon,4490)";
    case "ref":
      return "uuid";
    case "boolean":
      return "boolean";
    case "texts":
      return "text[]";
    default:
      return "text";
  }
}

/** `generated` is the expression of a column that the database keeps by itself: never written, read like any other. */
export type Column = Readonly<{ name: string; type: string; required: boolean; generated?: string }>;

/** Every column of a register's table, in the order in which it is made. */
export function columnsOf(register: Register): Column[] {
  return [
    { name: "id", type: "uuid", required: true },
    { name: "version", type: "integer", required: true },
    ...(register.placed ? [{ name: "region", type: "text", required: true }] : []),
    ...Object.entries(register.fields).flatMap(([name, field]) => columnsOfField(columnOf(name), field)),
    ...(register.dated
      ? [{ name: "valid", type: "daterange", required: false, generated: "daterange(valid_from, valid_to)" }]
      : []),
    { name: "sample", type: "boolean", required: true },
    { name: "retired_at", type: "timestamp with time zone", required: false },
    { name: "created_at", type: "timestamp with time zone", required: true },
    { name: "created_by", type: "text", required: true },
    { name: "updated_at", type: "timestamp with time zone", required: true },
    { name: "updated_by", type: "text", required: true },
  ];
}

/** Of an area also its hectares on the ellipsoid, a point inside and its box: a list of large outlines then reads none of them. */
function columnsOfField(column: string, field: Field): Column[] {
  const own = { name: column, type: columnType(field), required: field.required === true };
  if (field.type !== "area") return [own];
  return [
    own,
    {
      name: `${column}_hectares`,
      type: "numeric",
      required: false,
      generated: `round((st_area(${column}::geography) / 10000)::numeric, 4)`,
    },
    {
      name: `${column}_center`,
      type: "geometry(Point,4490)",
      required: false,
      generated: `st_pointonsurface(${column})`,
    },
    { name: `${column}_box`, type: "geometry(Polygon,4490)", required: false, generated: `st_envelope(${column})` },
  ];
}
