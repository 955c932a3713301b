import { columnOf, type Register, tableOf } from "./define.ts";
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

export type Column = Readonly<{ name: string; type: string; required: boolean }>;

/** Every column of a register's table, in the order in which it is made. */
export function columnsOf(register: Register): Column[] {
  return [
    { name: "id", type: "uuid", required: true },
    { name: "version", type: "integer", required: true },
    ...(register.placed ? [{ name: "region", type: "text", required: true }] : []),
    ...Object.entries(register.fields).map(([name, field]) => ({
      name: columnOf(name),
      type: columnType(field),
      required: field.required === true,
    })),
    { name: "sample", type: "boolean", required: true },
    { name: "retired_at", type: "timestamp with time zone", required: false },
    { name: "created_at", type: "timestamp with time zone", required: true },
    { name: "created_by", type: "text", required: true },
    { name: "updated_at", type: "timestamp with time zone", required: true },
    { name: "updated_by", type: "text", required: true },
  ];
}

const defaults: Readonly<Record<string, string>> = {
  version: " default 1",
  sample: " default false",
  created_at: " default now()",
  updated_at: " default now()",
};

/** The SQL that makes a register's table, its indexes, its protection and its history. */
export function createTableSql(register: Register): string {
  const table = tableOf(register);
  const lines = columnsOf(register).map((column) => {
    const key = column.name === "id" ? " primary key" : column.required ? " not null" : "";
    const region = column.name === "region" ? " references place.region" : "";
    return `  ${column.name} ${column.type}${key}${region}${defaults[column.name] ?? ""}${checkOf(register, column.name)}`;
  });
  const indexes = [
    ...(register.placed ? [`create index on ${table} (region);`] : []),
    ...Object.entries(register.fields)
      .filter(([, field]) => field.type === "ref")
      .map(([name]) => `create index on ${table} (${columnOf(name)});`),
    ...Object.entries(register.fields)
      .filter(([, field]) => field.type === "point")
      .map(([name]) => `create index on ${table} using gist (${columnOf(name)});`),
    `create index on ${table} using gin (${columnOf(register.label)} gin_trgm_ops);`,
    ...register.unique.map(
      (names) =>
        `create unique index ${uniqueName(register, names)} on ${table} (${names.map(columnOf).join(", ")}) where retired_at is null;`,
    ),
  ];
  const parties = register.parties.map((name) => `'${columnOf(name)}'`).join(", ");
  const guard = register.placed
    ? `select identity.protect('${table}', 'region', array[${parties}]::text[]);`
    : `select identity.open_to_all('${table}');`;
  return [
    `create table ${table} (`,
    lines.join(",\n"),
    ");",
    ...indexes,
    guard,
    ...(register.placed ? [`select history.keep('${table}');`] : []),
  ].join("\n");
}

/** The name by which a violation finds its fields again: the detail of the error is hidden behind row policies. */
export const uniqueName = (register: Register, names: readonly string[]): string =>
  `${tableOf(register).split(".")[1]}_${names.map(columnOf).join("_")}_unique`;

function checkOf(register: Register, column: string): string {
  const field = Object.entries(register.fields).find(([name]) => columnOf(name) === column)?.[1];
  if (field?.type !== "choice" || !field.choices) return "";
  return ` check (${column} in (${field.choices.map(({ value }) => `'${value.replaceAll("'", "''")}'`).join(", ")}))`;
}
