import type { z } from "zod";
import type { AuditItem, ProofReply, SealReply } from "#kernel/audit/contract.ts";
import type { StateCategory } from "#kernel/case/category.ts";
import type { Basis, ActField as DeclaredField } from "#kernel/case/define.ts";
import type { ParticipantState } from "#kernel/case/gate.ts";
import type { ClockShown } from "#kernel/clock/shown.ts";
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

export type ActField = DeclaredField;
type Titled<Key extends string> = Title & Readonly<{ [key in Key]: string }>;
export type CaseAct = Readonly<{
  id: string;
  title: Title;
  fields: readonly ActField[];
  basis: readonly Basis[];
  evidence: Readonly<{ atLeast: number; kinds?: readonly string[]; position?: true }> | null;
  papers: readonly string[];
  /** The category that the case ends in by this act. */
  ends: StateCategory | null;
  /** What it still waits for, in the words in which it would be refused. */
  missing: readonly Titled<"what">[];
}>;
export type CaseClock = Omit<ClockShown, "title"> & Readonly<{ title: Title | string }>;
export type CaseParticipant = Readonly<{
  id: string;
  organ: string;
  organName: string;
  role: "lead" | "supporter" | "countersigner";
  state: ParticipantState;
  askedFor: string | null;
  askedAt: string;
  askedBy: string;
  opinion: string | null;
  person: string | null;
  at: string | null;
}>;
export type CaseLink = Readonly<{
  id: string;
  number: string;
  title: string;
  definition: Title;
  state: Readonly<{ id: string; title: Title; category: StateCategory }>;
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
    assignee: Named | null;
    /** Since when an organ above watches it. */
    supervised: string | null;
    supervisedBy: Named | null;
    participants: readonly CaseParticipant[];
    gates: readonly Readonly<{ act: string; title: Title; of: string; met: boolean; sentence: Title }>[];
    parent: CaseLink | null;
    children: readonly CaseLink[];
    may: Readonly<{
      ask: readonly ("supporter" | "countersigner")[];
      answer: readonly ("supporter" | "countersigner")[];
      extend: boolean;
      supervision: "supervise" | "lift" | null;
    }>;
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
