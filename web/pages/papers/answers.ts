import type { Layout, PaperContent, Urgency } from "#kernel/paper/content.ts";
import type { Face } from "#kernel/paper/face.ts";
import type { PaperActId, PaperState } from "#kernel/paper/flow.ts";
import type { IncomingActId, IncomingState } from "#kernel/paper/incoming.ts";
import type { Title } from "#kernel/title.ts";
import type { Named, Region } from "../../contract.ts";

/** What the routes of papers answer, as these pages read it. */
export type PaperItem = Readonly<{
  id: string;
  number: string | null;
  title: string;
  kind: Readonly<{ id: string; title: Title }>;
  state: Readonly<{ id: PaperState; title: Title }>;
  urgency: Urgency;
  organ: Named;
  region: Region;
  case: Readonly<{ id: string; number: string }> | null;
  draftedBy: string;
  issuedBy: string | null;
  issued: string | null;
  updated: string;
  replaced: boolean;
  sample: boolean;
  version: number;
}>;

type Linked = Readonly<{ id: string; number: string | null; title: string }> | null;
export type PaperDetail = PaperItem &
  Readonly<{
    layout: Layout;
    content: PaperContent;
    face: Omit<Face, "seals"> &
      Readonly<{ seals: readonly Readonly<{ name: string; organName: string; image: string | null }>[] }>;
    signed: string | null;
    draftedAt: string;
    reviewedBy: string | null;
    corrects: Linked;
    correction: "revoke" | "correct" | null;
    replacedBy: Linked;
    fixed: boolean;
    inside: boolean;
    acts: readonly Readonly<{ id: PaperActId; title: Title; reason: boolean }>[];
    answersOnPaper: readonly Named[];
    countersigners: readonly Readonly<{
      organ: string;
      name: string;
      state: "planned" | "asked" | "agreed" | "refused";
      opinion: string | null;
      onPaper: boolean;
      answeredAt: string | null;
      answeredBy: string | null;
    }>[];
    recipients: readonly Readonly<{
      id: string;
      role: "main" | "copy";
      name: string;
      organ: string | null;
      sent: string | null;
      received: string | null;
      receivedBy: string | null;
      onPaper: boolean;
    }>[];
    seals: readonly Readonly<{ seal: Named; reason: string; at: string; by: string; hash: string }>[];
    versions: readonly Readonly<{
      version: number;
      act: Title;
      to: Title;
      note: string | null;
      hash: string;
      at: string;
      by: string;
      organ: string | null;
    }>[];
  }>;

export type PaperKind = Readonly<{
  id: string;
  title: Title;
  layout: Layout;
  series: string;
  mark: string;
  fromCase: boolean;
}>;

export type IncomingItem = Readonly<{
  id: string;
  number: string;
  title: string;
  source: Readonly<{ name: string; number: string | null; date: string | null }>;
  urgency: Urgency;
  received: string;
  dueOn: string | null;
  state: Readonly<{ id: IncomingState; title: Title }>;
  organ: Named;
  nextReader: string | null;
  case: Readonly<{ id: string; number: string }> | null;
  sample: boolean;
  version: number;
}>;
export type IncomingDetail = IncomingItem &
  Readonly<{
    scan: Readonly<{ hash: string; name: string; type: string; size: number }> | null;
    paper: string | null;
    readers: readonly Readonly<{ id: string; name: string; read: string | null; opinion: string | null }>[];
    story: readonly Readonly<{ act: Title; note: string | null; at: string; by: string; organ: string | null }>[];
    acts: readonly Readonly<{ id: IncomingActId; title: Title }>[];
  }>;

export type SealItem = Readonly<{
  id: string;
  organ: Named;
  name: string;
  image: string | null;
  keeper: Named;
  validFrom: string;
  validTo: string | null;
  valid: boolean;
  mine: boolean;
  uses: number;
  lastUsed: string | null;
  version: number;
  sample: boolean;
}>;

export type Colleague = Readonly<{ id: string; name: string; organ: Named }>;
export type List<Item> = Readonly<{ items: readonly Item[] }>;
