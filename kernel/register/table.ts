import { columnsOf } from "./columns.ts";
import { columnOf, type Register, tableOf } from "./define.ts";

const defaults: Readonly<Record<string, string>> = {
  version: " default 1",
  sample: " default false",
  created_at: " default now()",
  updated_at: " default now()",
};

/** The SQL that makes a register's table, its indexes, its protection and its history. What lies within what is `within.ts`. */
export function createTableSql(register: Register): string {
  const table = tableOf(register);
  const lines = columnsOf(register).map((column) => {
    const key = column.name === "id" ? " primary key" : column.required ? " not null" : "";
    const region = column.name === "region" ? " references place.region" : "";
    const kept = column.generated ? ` generated always as (${column.generated}) stored` : "";
    return `  ${column.name} ${column.type}${key}${region}${kept}${defaults[column.name] ?? ""}${checkOf(register, column.name)}`;
  });
  return [
    `create table ${table} (`,
    lines.join(",\n"),
    ");",
    ...partsOf(register).map((part) => part.sql),
    ...guardOf(register),
  ].join("\n");
}

/** Who sees and changes the rows, and that what they were is kept. */
function guardOf(register: Register): string[] {
  const table = tableOf(register);
  const parties = register.parties.map((name) => `'${columnOf(name)}'`).join(", ");
  if (register.placed)
    return [
      `select identity.protect('${table}', 'region', array[${parties}]::text[]);`,
      `select history.keep('${table}');`,
    ];
  return [
    `select identity.open_to_all('${table}');`,
    // the role that may is asked by the route; rows without a place have no territory
    ...(register.write.length > 0 ? [`grant insert, update on ${table} to saihan_actor;`] : []),
    `select history.keep_open('${table}');`,
  ];
}

export type Part = Readonly<{ name: string; kind: "index" | "constraint"; sql: string }>;

/** The indexes and constraints that a declaration asks for, each by the name under which the catalogue knows it. */
export function partsOf(register: Register): Part[] {
  const table = tableOf(register);
  const index = (column: string, how = ""): Part => {
    const name = shortened(`${bare(table)}_${column}_idx`);
    return { name, kind: "index", sql: `create index ${name} on ${table} ${how || `(${column})`};` };
  };
  const fields = Object.entries(register.fields).map(([name, field]) => ({ column: columnOf(name), field }));
  const parts: Part[] = register.placed ? [index("region")] : [];
  for (const { column, field } of fields) if (field.type === "ref") parts.push(index(column));
  for (const { column, field } of fields)
    if (field.type === "point" || field.type === "area") parts.push(index(column, `using gist (${column})`));
  const label = columnOf(register.label);
  parts.push(index(label, `using gin (${label} gin_trgm_ops)`));
  if (register.dated)
    parts.push(index("valid", "using gist (valid)"), {
      name: orderName(register),
      kind: "constraint",
      sql: `alter table ${table} add constraint ${orderName(register)} check (valid_to > valid_from);`,
    });
  return [...parts, ...register.unique.map((names) => uniquePart(register, names))];
}

/** No two rows in use share the set; of dated rows no two that hold on the same day. */
function uniquePart(register: Register, names: readonly string[]): Part {
  const table = tableOf(register);
  const name = uniqueName(register, names);
  const columns = names.map(columnOf);
  if (!register.dated)
    return {
      name,
      kind: "index",
      sql: `create unique index ${name} on ${table} (${columns.join(", ")}) where retired_at is null;`,
    };
  const same = columns.map((column) => `${column} with =`).join(", ");
  return {
    name,
    kind: "constraint",
    sql: `alter table ${table} add constraint ${name} exclude using gist (${same}, valid with &&) where (retired_at is null);`,
  };
}

const bare = (table: string): string => table.split(".")[1] as string;
/** PostgreSQL keeps 63 characters of a name. */
const shortened = (name: string): string => name.slice(0, 63);

/** The name by which a violation finds its fields again: the detail of the error is hidden behind row policies. */
export const uniqueName = (register: Register, names: readonly string[]): string =>
  shortened(`${bare(tableOf(register))}_${names.map(columnOf).join("_")}_unique`);
export const orderName = (register: Register): string => shortened(`${bare(tableOf(register))}_valid_order`);

/** The values that a choice may have, as the table checks them. */
export function checkOf(register: Register, column: string): string {
  const field = Object.entries(register.fields).find(([name]) => columnOf(name) === column)?.[1];
  if (field?.type !== "choice" || !field.choices) return "";
  return ` check (${column} in (${field.choices.map(({ value }) => `'${value.replaceAll("'", "''")}'`).join(", ")}))`;
}
