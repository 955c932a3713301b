import type { PermitLimit } from "#standards/permit-limit.ts";
import type { Cadence, Span } from "./window.ts";

/** What judging must know of the registers, as plain values. */
export type SubjectKind = "outfall" | "air-station" | "water-section";

export type Series = Readonly<{
  id: number;
  device: string;
  mn: string;
  subject: string | undefined;
  factor: string;
  aggregate: string;
  cadence: Cadence;
  unit: string;
}>;

export type Device = Readonly<{
  id: string;
  mn: string;
  subject: string | undefined;
  interval: number;
  retired: boolean;
}>;

export type Subject = Readonly<{
  id: string;
  kind: SubjectKind;
  name: string;
  region: string;
  enterprise: string | undefined;
  enterpriseName: string | undefined;
  /** gas or water for an outfall, river or lake for a section. */
  medium: string | undefined;
  stopped: boolean;
  zoneClass: string | undefined;
  targetClass: number | undefined;
  sample: boolean;
  retired: boolean;
  lon: number | undefined;
  lat: number | undefined;
}>;

export type Limit = Readonly<{
  id: string;
  outfall: string;
  factor: string;
  averaging: Span;
  upper: string | undefined;
  lower: string | undefined;
  unit: string;
  standard: string;
  clause: string | undefined;
  validFrom: string;
  validTo: string | undefined;
  verified: boolean;
  retired: boolean;
}>;

export type Mark = Readonly<{
  id: string;
  version: number;
  outfall: string;
  kind: string;
  factor: string | undefined;
  begins: number;
  ends: number | undefined;
  reason: string;
  retired: boolean;
}>;

/** The limit of a factor on a civil day; the newest amendment when two overlap. */
export function limitOn(limits: readonly Limit[] | undefined, averaging: Span, date: string): Limit | undefined {
  return limits
    ?.filter(
      (limit) =>
        !limit.retired &&
        limit.averaging === averaging &&
        limit.validFrom <= date &&
        (limit.validTo === undefined || date < limit.validTo),
    )
    .sort((a, b) => (a.validFrom < b.validFrom ? 1 : -1))[0];
}

export const permitLimitOf = (limit: Limit): PermitLimit => ({
  upper: limit.upper,
  lower: limit.lower,
  unit: limit.unit,
  averaging: limit.averaging,
  source: limit.clause ? `${limit.standard} ${limit.clause}` : limit.standard,
  edition: limit.standard,
  verified: limit.verified,
});

/** Marks that touch a period for a factor; a mark without a factor touches all. */
export function marksIn(marks: readonly Mark[] | undefined, factor: string, from: number, to: number): Mark[] {
  return (marks ?? []).filter(
    (mark) =>
      !mark.retired &&
      (mark.factor === undefined || mark.factor === factor) &&
      mark.begins < to &&
      (mark.ends ?? Number.POSITIVE_INFINITY) > from,
  );
}

/** Changes when any mark that touches the period does: the sum of the versions of all of them, those taken back counted too. */
export function markVersionOf(marks: readonly Mark[] | undefined, factor: string, from: number, to: number): number {
  let version = 0;
  for (const mark of marks ?? [])
    if (
      (mark.factor === undefined || mark.factor === factor) &&
      mark.begins < to &&
      (mark.ends ?? Number.POSITIVE_INFINITY) > from
    )
      version += mark.version;
  return version;
}
