import type { Title } from "#kernel/title.ts";

/**
 * What a field of a register is. From one of these come its column, its validation, its place in list, form and detail, and its
 * filter. A new type is one entry here plus one branch in each of `columns.ts`, `validation.ts` and the field view.
 */
export type FieldType =
  | "text"
  | "longtext"
  | "number"
  | "integer"
  | "choice"
  | "date"
  | "datetime"
  | "point"
  | "area"
  | "ref"
  | "boolean"
  | "texts";

export type Choice = Readonly<{ value: string; title: Title }>;

export type Field = Readonly<{
  type: FieldType;
  title: Title;
  required?: boolean;
  /** Shown in lists; the others only in detail and form. */
  list?: boolean;
  help?: Title;
  unit?: string;
  choices?: readonly Choice[];
  /** Id of the register that a `ref` points to. */
  ref?: string;
  maxLength?: number;
  min?: number;
  max?: number;
  /** Says what is wrong with a text, or nothing. */
  problem?: (value: string) => Title | undefined;
  /** Given on creation, never amended. */
  fixed?: boolean;
  /** Shown to everybody, signed in or not, where the register is public too. Default deny. */
  public?: boolean;
  /** Filled by the database and never by a form: `within` is the row of another register whose area the row lies in. */
  derived?: "within";
  /** Other headers under which files of other systems carry it. */
  aliases?: readonly string[];
}>;

type Options = Omit<Field, "type" | "title">;
const of =
  (type: FieldType) =>
  (title: Title, options: Options = {}): Field => ({ type, title, ...options });

export const text = of("text");
export const longtext = of("longtext");
export const number = of("number");
export const integer = of("integer");
export const date = of("date");
export const datetime = of("datetime");
/** Longitude and latitude in CGCS2000 (EPSG:4490), degrees. */
export const point = of("point");
/**
 * One or several polygons in CGCS2000, taken as GeoJSON. Lists read hectares (on the ellipsoid), centre and box from columns that the
 * database keeps beside it; the outline itself is read by the geometry route alone.
 */
export const area = of("area");
export const boolean = of("boolean");
export const texts = of("texts");
export const choice = (title: Title, choices: Readonly<Record<string, Title>>, options: Options = {}): Field => ({
  type: "choice",
  title,
  choices: Object.entries(choices).map(([value, label]) => ({ value, title: label })),
  ...options,
});
export const ref = (title: Title, register: string, options: Options = {}): Field => ({
  type: "ref",
  title,
  ref: register,
  ...options,
});
/**
 * The row of `register` in whose area this row lies: for a point the smallest area that covers it, for an area the one it overlaps most. Kept
 * true by the database when either side changes; nobody fills it in.
 */
export const within = (title: Title, register: string, options: Omit<Options, "required" | "fixed"> = {}): Field => ({
  type: "ref",
  title,
  ref: register,
  derived: "within",
  ...options,
});
