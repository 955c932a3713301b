import type { Role } from "#kernel/identity/role.ts";
import type { Title } from "#kernel/title.ts";
import { date, type Field } from "./field.ts";

/**
 * A register is things with identity, place and versions (台账、名录). One declaration gives table, history, validation, routes, list,
 * form and detail. Every register has, besides its fields, the columns that `standingColumns` names.
 */
export type Register = Readonly<{
  /** "<schema>.<noun>", e.g. "base.air-station"; the table is the same with underscores. */
  id: string;
  /** Under /api/v1 and in page addresses, e.g. "air-stations". */
  path: string;
  title: Title;
  /** The thing in one word, for sentences: "这条排放口". */
  noun: Title;
  /** Id of the field of work whose menu lists it (web/layout/pages.ts), e.g. "source", "conservation". */
  work: string;
  fields: Readonly<Record<string, Field>>;
  /** The text field that names a row to people. */
  label: string;
  /** Ref fields whose row is a party: its organ sees the row wherever it stands. */
  parties: readonly string[];
  /** Sets of fields that no two rows in use share. */
  unique: readonly (readonly string[])[];
  /** Who may create and amend; territory is checked by the store. */
  write: readonly Role[];
  read: readonly Role[];
  /** Rows stand in a region, and so are protected by territory. A code table (pollutants) is open to all. */
  placed: boolean;
  /** Order of the list when nobody chose one. */
  sort: string;
  /**
   * A row holds for a time: it gets the fields validFrom (required) and validTo, days, the second being the first on which it holds no more.
   * A set of `unique` fields may then recur, but never twice on one day.
   */
  dated: boolean;
  /** Rows in use appear to everybody with the fields that say `public`. Default deny. */
  public: boolean;
}>;

type Optional = "parties" | "unique" | "placed" | "sort" | "dated" | "public";
type Declaration = Omit<Register, Optional> & Partial<Pick<Register, Optional>>;

const validity: Register["fields"] = {
  validFrom: date({ zh: "生效日期", en: "Valid from" }, { required: true, list: true }),
  validTo: date(
    { zh: "失效日期", en: "Valid to" },
    {
      list: true,
      help: { zh: "当日起不再有效；不填表示长期有效", en: "The first day without it; empty while it holds" },
    },
  ),
};

/** Checks a declaration as it is read, so that a slip fails at start and not at a person's request. */
export function defineRegister(declaration: Declaration): Register {
  const { dated = false, fields } = declaration;
  const register: Register = {
    parties: [],
    unique: [],
    placed: true,
    sort: declaration.label,
    public: false,
    ...declaration,
    dated,
    fields: dated ? { ...fields, ...mapValidity(declaration) } : fields,
  };
  const named = [register.label, register.sort, ...register.parties, ...register.unique.flat()];
  for (const name of named)
    if (name !== "region" && name !== "id" && !(name in register.fields))
      throw new Error(`register ${register.id} names the field ${name}, which it does not declare`);
  for (const [name, field] of Object.entries(register.fields))
    if (field.derived && !placeFields(register).length)
      throw new Error(`register ${register.id}: ${name} is derived from a place, and there is no point or area`);
  for (const name of Object.keys(register.fields))
    if (standingColumns.some((column) => column === name) || !/^[a-z][a-zA-Z0-9]*$/.test(name))
      throw new Error(`register ${register.id}: ${name} cannot be a field's name`);
  return register;
}

/** Validity is as public as the row. */
const mapValidity = (declaration: Declaration): Register["fields"] =>
  Object.fromEntries(
    Object.entries(validity).map(([name, field]) => [
      name,
      { ...field, ...(declaration.public ? { public: true } : {}) },
    ]),
  );

/** The fields that say where a row lies, the most telling first: areas, then points. */
export const placeFields = (register: Pick<Register, "fields">): string[] =>
  (["area", "point"] as const).flatMap((type) =>
    Object.entries(register.fields)
      .filter(([, field]) => field.type === type)
      .map(([name]) => name),
  );

export const standingColumns = [
  "id",
  "version",
  "region",
  "sample",
  "retiredAt",
  "createdAt",
  "createdBy",
  "updatedAt",
  "updatedBy",
] as const;

/** "base.air-station" → "base.air_station" */
export const tableOf = (register: Pick<Register, "id">): string => register.id.replaceAll("-", "_");
/** "validFrom" → "valid_from" */
export const columnOf = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
