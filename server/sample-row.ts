import type { Register } from "#kernel/register/define.ts";
import type { Field } from "#kernel/register/field.ts";

/** The least that a row of any register needs, made from its declaration: for tests that walk every register without knowing one. */
export function sampleRow(
  register: Register,
  at: Readonly<{ region: string; n: number; lon: number; lat: number; idOf(register: string): string | undefined }>,
): Record<string, unknown> | undefined {
  const row: Record<string, unknown> = register.placed ? { region: at.region } : {};
  for (const [name, field] of Object.entries(register.fields)) {
    // a party that may be left out is given all the same: somebody must be able to see the row as one
    if (field.derived || !(field.required || register.parties.includes(name))) continue;
    const value = valueFor(field, at);
    if (value === undefined) return undefined;
    row[name] = value;
  }
  return row;
}

function valueFor(field: Field, at: Parameters<typeof sampleRow>[1]): unknown {
  const { lon, lat } = at;
  switch (field.type) {
    case "number":
    case "integer":
      return field.min ?? 1;
    case "choice":
      return field.choices?.[0]?.value;
    case "date":
      return "2026-01-01";
    case "datetime":
      return "2026-11-01T00:00:00+08:00";
    case "boolean":
      return false;
    case "texts":
      return ["一"];
    case "point":
      return { lon, lat };
    case "area": {
      const [east, north] = [lon + 0.01, lat + 0.01];
      const ring = [
        [lon, lat],
        [east, lat],
        [east, north],
        [lon, north],
        [lon, lat],
      ];
      return { type: "Polygon", coordinates: [ring] };
    }
    case "ref":
      return at.idOf(field.ref ?? "");
    default:
      return textOf(field, at.n);
  }
}

/** A text that its own rule takes, or none: then the test must say one. */
function textOf(field: Field, n: number): string | undefined {
  const text = `${field.title.zh}${n}`.slice(-(field.maxLength ?? 200));
  return field.problem?.(text) === undefined ? text : undefined;
}
