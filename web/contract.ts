import type { Title } from "#kernel/title.ts";

/** What the API answers, as this application reads it. Times are ISO 8601 with +08:00. */
export type Named = Readonly<{ id: string; name: string }>;
export type Region = Readonly<{ code: string; name: string }>;
export type Page<Item> = Readonly<{
  items: readonly Item[];
  next: string | null;
}>;

export type Session = Readonly<{
  user: Readonly<{
    id: string;
    username: string;
    name: string;
    organ: Readonly<{ id: string; name: string; kind: string }>;
    roles: readonly string[];
    regions: readonly Region[];
    /** In whose name the person acts now; organ, roles and regions are then the other's. */
    onBehalfOf: Named | null;
    mayActFor: readonly (Named & Readonly<{ until: string }>)[];
  }>;
  settings: Readonly<{
    mapApproval?: string | null;
    demo?: boolean;
    version?: string;
  }>;
}>;

export type SubjectKind = "outfall" | "air-station" | "water-section";
export type SubjectRef = Readonly<{
  kind: SubjectKind;
  id: string;
  name: string;
}>;
export type Headline = Readonly<{ label: string; value: number; unit: string }>;

export type MapPoint = Readonly<{
  id: string;
  kind: SubjectKind;
  name: string;
  region: Region | string;
  mn: string | null;
  state: string;
  level?: number | null;
  headline?: Headline | null;
  time: string | null;
  sample: boolean;
}>;

export type Limit = Readonly<{
  upper: number | null;
  lower: number | null;
  unit: string;
  standard: string;
  edition?: string;
  averaging: string;
  verified: boolean;
}>;
export type Latest = Readonly<{
  time: string;
  value: number;
  flag: string;
  received: string;
}>;
export type Series = Readonly<{
  id: number | string;
  factor: string;
  name: string;
  aggregate: string;
  cadence: string;
  unit: string;
  latest: Latest | null;
  limit: Limit | null;
}>;
export type Reading = Readonly<{
  time: string;
  value: number;
  flag: string;
  received: string;
}>;
export type Span = Readonly<{
  start: string;
  mean: number | null;
  min: number | null;
  max: number | null;
  expected: number;
  count: number;
  valid: number;
  coverage: number;
  isValid: boolean;
  flag: string;
  over: boolean;
  mark: Readonly<{ kind: string; reason: string; by: string }> | null;
  version: number | string;
}>;

export type Alarm = Readonly<{
  id: string;
  rule: Readonly<{ id: string; title: Title | string }>;
  level: "reminder" | "alarm" | "clue";
  kind: "over-limit" | "silence" | "constant";
  subject: SubjectRef;
  enterprise?: Named | null;
  region: Region;
  factor: Readonly<{ code: string; name: string }> | null;
  started: string;
  last: string;
  ended: string | null;
  value: number | null;
  limit: Readonly<{ value: number; unit: string; standard: string }> | null;
  multiple: number | null;
  hours: number | null;
  case: Readonly<{ id: string; number: string }> | null;
  explanation: Title;
  sample?: boolean;
}>;

export type CaseItem = Readonly<{
  id: string;
  number: string;
  definition: Readonly<{ id: string; title: Title | string }>;
  title: string;
  state: Readonly<{ id: string; title: Title | string; category: string }>;
  subject: SubjectRef | null;
  region: Region;
  organ: Named | null;
  opened: string;
  due: string | null;
  clock: Readonly<{
    light: "green" | "yellow" | "red";
    remainingDays: number;
  }> | null;
  version: number;
}>;

export type PacketItem = Readonly<{
  mn: string;
  received: string;
  verdict: string;
  reason: string | null;
  cn: string | null;
  st: string | null;
  qn: string | null;
  dataTime: string | null;
  readings: number;
  bytes: number;
  violations: number;
  peer: string | null;
}>;

export type JudgementItem = Readonly<{
  factor?: string;
  name?: string;
  value?: number | null;
  unit?: string;
  index?: number | null;
  class?: number | null;
  limit?: number | null;
}>;
export type Subject = Readonly<{
  id: string;
  kind: SubjectKind;
  name: string;
  region: Region;
  enterprise?: Named | null;
  location: Readonly<{ lon: number; lat: number }> | null;
  state: string;
  mn: string | null;
  sample: boolean;
  level?: number | null;
  headline?: Headline | null;
  judgement?: Readonly<{
    aqi?: number | null;
    class?: number | null;
    edition?: string | null;
    primary?: readonly string[] | string | null;
    items?: readonly JudgementItem[];
  }> | null;
  latest: readonly Series[];
  alarms: readonly Alarm[];
  packets: readonly PacketItem[];
  cases: readonly CaseItem[];
}>;

type Levels = Readonly<Record<string, number>>;
export type Overview = Readonly<{
  at: string;
  devices: Readonly<{ total: number; online: number; silent: number }>;
  readings: Readonly<{ lastHour: number; today: number }>;
  packets: Readonly<{ today: number; rejectedToday: number }>;
  alarms: Readonly<{ open: number; today: number }>;
  cases: Readonly<{ open: number; overdue: number }>;
  outfalls: Readonly<
    Record<
      "total" | "over" | "alarm" | "silent" | "fault" | "normal" | "stopped" | "maintenance" | "unmonitored",
      number
    >
  >;
  air: Readonly<{
    stations: number;
    levels: Levels;
    worst: readonly Readonly<{
      id: string;
      name: string;
      aqi: number;
      level: number;
      primary: string | readonly string[] | null;
    }>[];
  }>;
  water: Readonly<{
    sections: number;
    classes: Levels;
    worst: readonly Readonly<{ id: string; name: string; class: number }>[];
  }>;
  leagues: readonly Readonly<{
    code: string;
    name: string;
    devices: number;
    online: number;
    alarms: number;
    cases: number;
  }>[];
  recent: readonly Alarm[];
}>;
