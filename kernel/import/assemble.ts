import { z } from "zod";
import type { Register } from "#kernel/register/define.ts";
import type { Field } from "#kernel/register/field.ts";
import { shape } from "#kernel/register/shape.ts";
import { valueSchema } from "#kernel/register/validation.ts";
import { coerce, degrees } from "./coerce.ts";
import type { Transform } from "./datum.ts";
import type { Fault, FaultCode } from "./fault.ts";
import type { Geometry, SourceRow } from "./table.ts";
import { type Target, targetsOf } from "./target.ts";
import { geometryOfWkt, moved, rounded } from "./wkt.ts";

/** A row of a file read as the register's own values. Refs are still words; the store finds what they name. */
export type Assembled = Readonly<{
  values: Readonly<Record<string, unknown>>;
  faults: readonly Fault[];
  oldNumber?: string;
}>;

export type Assembly = Readonly<{
  register: Register;
  /** For each column of the file the target that it carries. */
  columns: readonly (string | undefined)[];
  transform: Transform;
  /** Words that name a region (code, name, full name) → its code. */
  regions: ReadonlyMap<string, string>;
  /** What an empty cell does to a row that stands already. */
  empty: "keep" | "clear";
}>;

const speakers = { zh: z.locales.zhCN().localeError, en: z.locales.en().localeError };

/** Makes the function that reads one row; what is the same for all rows is prepared once. */
export function assembler(assembly: Assembly): (row: SourceRow) => Assembled {
  const { register, columns, empty } = assembly;
  const targets = new Map(targetsOf(register).map((target) => [target.name, target]));
  const used = columns.flatMap((name, index) => {
    const target = name === undefined ? undefined : targets.get(name);
    return target ? [{ target, index, single: target.field?.type !== "point" }] : [];
  });
  // names before codes, whatever the order of the columns
  const ordered = used.toSorted((a, b) => Number(a.target.name.includes(".")) - Number(b.target.name.includes(".")));
  const schemas = new Map(Object.entries(register.fields).map(([name, field]) => [name, valueSchema(field)]));
  const points = [
    ...new Set(used.filter(({ single }) => !single).map(({ target }) => target.name.split(".")[0] as string)),
  ];
  const shaped = Object.entries(register.fields).find(([, field]) => field.type === "area");
  const placed = Object.entries(register.fields).find(([, field]) => field.type === "point");

  return (row) => {
    const values: Record<string, unknown> = {};
    const faults: Fault[] = [];
    const note = (fault: Fault | undefined): void => {
      if (fault) faults.push(fault);
    };
    const { oldNumber, ...given } = texts(row);
    for (const [name, cell] of Object.entries(given)) {
      const target = targets.get(name) as Target;
      if (cell === "") {
        if (empty === "clear" && target.field && !target.required && !name.includes(".")) values[name] = null;
      } else if (name === "region") note(regionInto(values, cell, assembly.regions));
      else if (name === "id") note(idInto(values, cell));
      else if (target.field) note(valueInto({ values, target, cell, assembly, schema: schemas.get(name) }));
    }
    for (const name of points) note(pointInto({ values, name, row, used, assembly }));
    if (row.geometry)
      note(geometryInto(values, row.geometry, assembly.transform, { area: shaped?.[0], point: placed?.[0] }));
    if (row.cells.length > columns.length && row.cells.slice(columns.length).some((cell) => cell !== ""))
      note({ code: "cells", values: { count: row.cells.length, header: columns.length } });
    return { values, faults, ...(oldNumber ? { oldNumber } : {}) };
  };

  function texts(row: SourceRow): Record<string, string> {
    const cells: Record<string, string> = {};
    for (const { target, index, single } of ordered) if (single) cells[target.name] = (row.cells[index] ?? "").trim();
    return cells;
  }
}

type Values = Record<string, unknown>;
/** Each of these puts what it has read into `values`, or says what is wrong. */
type Outcome = Fault | undefined;

function regionInto(values: Values, cell: string, regions: ReadonlyMap<string, string>): Outcome {
  const code = regions.get(cell.normalize("NFKC").replace(/[\s/·>-]/g, ""));
  if (!code) return { code: "region-unknown", target: "region", value: cell };
  values.region = code;
  return undefined;
}

function idInto(values: Values, cell: string): Outcome {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(cell))
    return { code: "id-unknown", target: "id", value: cell };
  values.id = cell.toLowerCase();
  return undefined;
}

type Into = Readonly<{
  values: Values;
  target: Target;
  cell: string;
  assembly: Assembly;
  schema: z.ZodType | undefined;
}>;

function valueInto({ values, target, cell, assembly, schema }: Into): Outcome {
  const field = target.field as Field;
  const fault = (code: FaultCode, more?: Readonly<Record<string, string>>): Fault => ({
    code,
    target: target.name,
    value: cell.slice(0, 200),
    ...(more ? { values: more } : {}),
  });
  if (field.type === "ref") {
    // the code is read after the name, and decides
    values[target.name.replace(/\.code$/, "")] = cell;
    return undefined;
  }
  if (field.type === "area") {
    const geometry = geometryOfWkt(cell) ?? geometryOfText(cell);
    if (!geometry || !/Polygon$/.test(geometry.type)) return fault("area");
    return shapeInto(values, target.name, moved(geometry, assembly.transform));
  }
  const coerced = coerce(field, cell);
  if ("fault" in coerced) return fault(coerced.fault, coerced.values);
  const read = schema?.safeParse(coerced.value, { error: speakers.zh });
  if (!read?.success) {
    const english = schema?.safeParse(coerced.value, { error: speakers.en });
    return fault("invalid", sentences(read?.error?.issues[0], english?.error?.issues[0]));
  }
  values[target.name] = read.data;
  return undefined;
}

function sentences(zh: z.core.$ZodIssue | undefined, en: z.core.$ZodIssue | undefined): Record<string, string> {
  const ours = zh?.code === "custom" ? (zh.params as { en?: string } | undefined)?.en : undefined;
  return { zh: zh?.message ?? "", en: ours ?? en?.message ?? "" };
}

function geometryOfText(cell: string): Geometry | undefined {
  if (!cell.startsWith("{")) return undefined;
  try {
    return JSON.parse(cell) as Geometry;
  } catch {
    return undefined;
  }
}

type PointInto = Readonly<{
  values: Values;
  name: string;
  row: SourceRow;
  used: readonly Readonly<{ target: Target; index: number }>[];
  assembly: Assembly;
}>;

/** A position out of two columns, or one with both. One without the other is a fault of the row. */
function pointInto({ values, name, row, used, assembly }: PointInto): Outcome {
  const cell = (target: string): string =>
    (row.cells[used.find((one) => one.target.name === target)?.index ?? -1] ?? "").trim();
  const whole = cell(name);
  const [first = "", second = ""] = whole === "" ? [cell(`${name}.lon`), cell(`${name}.lat`)] : pairOf(whole);
  if (first === "" && second === "") {
    if (assembly.empty === "clear" && !assembly.register.fields[name]?.required) values[name] = null;
    return undefined;
  }
  const [x, y] = [degrees(first), degrees(second)];
  const shown = whole || `${first}, ${second}`;
  const target = whole !== "" ? name : y === undefined && x !== undefined ? `${name}.lat` : `${name}.lon`;
  if (x === undefined || y === undefined) return { code: "position", target, value: shown };
  return positionInto(values, { name, target, x, y, shown }, assembly.transform);
}

function pairOf(text: string): string[] {
  const point = geometryOfWkt(text);
  if (point) return (point.coordinates as number[]).map(String);
  return text.split(/[,，;；\s]+/).filter((part) => part !== "");
}

type Position = Readonly<{ name: string; target: string; x: number; y: number; shown: string }>;

function positionInto(values: Values, at: Position, transform: Transform): Outcome {
  const [lon, lat] = transform(at.x, at.y);
  if (!inCountry(lon, lat))
    return { code: inCountry(lat, lon) ? "swapped" : "outside", target: at.target, value: at.shown };
  values[at.name] = { lon: rounded(lon), lat: rounded(lat) };
  return undefined;
}

const inCountry = (east: number, north: number): boolean => east > 73 && east < 136 && north > 3 && north < 54;

/** The geometry of a feature goes to the register's area, or to its point. */
function geometryInto(
  values: Values,
  geometry: Geometry,
  transform: Transform,
  { area, point }: { area: string | undefined; point: string | undefined },
): Outcome {
  if (/Polygon$/.test(geometry.type) && area) return shapeInto(values, area, moved(geometry, transform));
  const single = geometry.type === "MultiPoint" ? (geometry.coordinates as unknown[])[0] : geometry.coordinates;
  if (/Point$/.test(geometry.type) && point && Array.isArray(single)) {
    const [x, y] = single as number[];
    return positionInto(
      values,
      { name: point, target: point, x: Number(x), y: Number(y), shown: `${x}, ${y}` },
      transform,
    );
  }
  const target = area ?? point;
  return target ? { code: area ? "area" : "position", target, value: geometry.type } : undefined;
}

function shapeInto(values: Values, name: string, geometry: Geometry): Outcome {
  const corner = firstCorner(geometry.coordinates);
  if (!corner || !inCountry(...corner)) return { code: "outside", target: name, value: corner?.join(", ") ?? "" };
  const read = shape.safeParse(geometry, { error: speakers.zh });
  if (!read.success) return { code: "invalid", target: name, values: sentences(read.error.issues[0], undefined) };
  values[name] = read.data;
  return undefined;
}

function firstCorner(part: unknown): [number, number] | undefined {
  if (!Array.isArray(part)) return undefined;
  return typeof part[0] === "number" ? [part[0], Number(part[1])] : firstCorner(part[0]);
}
