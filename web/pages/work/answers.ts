import type { z } from "zod";
import type { AuditItem, ProofReply, SealReply } from "#kernel/audit/contract.ts";
import type { StateCategory } from "#kernel/case/category.ts";
import type { PersonReply } from "#kernel/identity/contract.ts";
import type { deviceDetail, requestItem } from "#kernel/observation/device.ts";
import type { FieldReply, RegisterReply } from "#kernel/register/contract.ts";
import type { Title } from "#kernel/title.ts";
import type { Alarm, CaseItem, Named, Region } from "../../contract.ts";

/** What the routes of the work pages answer, where the room that answers has no schema to take the type from. */
export type DeviceDetail = z.infer<typeof deviceDetail>;
export type DeviceRequest = z.infer<typeof requestItem>;
export type Person = PersonReply;
export type Register = RegisterReply;
export type RegisterField = FieldReply;

type Counted = Readonly<{
  received: number;
  stored: number;
  duplicate: number;
  rejected: Readonly<Record<string, number>>;
}>;
export type LedgerHour = Counted & Readonly<{ hour: string }>;
export type Ledger = Counted & Readonly<{ hours: readonly LedgerHour[] }>;

export type UnknownDevice = Readonly<{
  mn: string;
  count: number;
  first: string;
  last: string;
  peer: string | null;
  reason: string;
}>;

export type ActField = Readonly<{
  name: string;
  title: Title;
  type: "text" | "longtext" | "choice";
  required: boolean;
  choices?: readonly Readonly<{ value: string; title: Title }>[];
}>;
export type CaseAct = Readonly<{ id: string; title: Title; fields: readonly ActField[] }>;
export type CaseClock = Readonly<{
  id: string;
  title: Title | string;
  started: string;
  due: string;
  state: "running" | "paused" | "met" | "overdue";
  light: "green" | "yellow" | "red";
  remainingDays: number;
  provisional: boolean;
  explanation: Title;
  countedDays: readonly string[];
}>;
export type CaseEvent = Readonly<{
  at: string;
  by: Readonly<{ name: string; organ: string | null }> | null;
  act: Title;
  from: Title | null;
  to: Title | null;
  note: string | null;
  detail: Readonly<Record<string, unknown>> | null;
}>;
export type CaseDetail = Omit<CaseItem, "state"> &
  Readonly<{
    enterprise: Named | null;
    closed: string | null;
    sample: boolean;
    state: Readonly<{ id: string; title: Title | string; category: StateCategory }>;
    facts: readonly Readonly<{ title: Title | string; value: Title | string | number | null }>[];
    alarms: readonly Alarm[];
    timeline: readonly CaseEvent[];
    clocks: readonly CaseClock[];
    acts: readonly CaseAct[];
  }>;

/** A row of any register: the standing columns, and its declared fields beside them. */
export type Row = Readonly<{
  id: string;
  version: number;
  region?: Region;
  sample: boolean;
  retired: boolean;
  createdAt: string;
  updatedAt: string;
  updatedBy: string;
  [field: string]: unknown;
}>;
export type Version = Readonly<{
  version: number;
  at: string;
  by: string | Named;
  reason: string | null;
  row: Row;
}>;

export type Place = Readonly<{
  code: string;
  name: string;
  level: "region" | "league" | "banner";
  parent: string | null;
}>;
export type Organ = Readonly<{
  id: string;
  name: string;
  kind: string;
  region: Region;
  parent: Named | null;
  sample?: boolean;
}>;

export type AuditLine = AuditItem;
export type Seal = SealReply;
export type Proof = ProofReply;
