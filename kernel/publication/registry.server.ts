import type { Title } from "#kernel/title.ts";
import type { Tx } from "#store/postgres.ts";
import type { PublicFact } from "./contract.ts";

/** What the public sees of one case. What is not named here is not shown: the room knows no field of any case. */
export type Composed = Readonly<{ title: Title; facts: readonly PublicFact[] }>;

export type PublicationKind = Readonly<{
  /** As the effect `publish` names it, e.g. "conservation.closure". */
  what: string;
  /** The state in which the case is before the public, and the clock that counts its days. */
  state: string;
  clock: string;
  /** Said in the place of a publication whose case left that state without being closed. */
  withdrawn: Title;
  compose(tx: Tx, caseId: string): Promise<Composed>;
}>;

const kinds = new Map<string, PublicationKind>();

/** A domain says what of its cases the public sees; of a case that nobody spoke for nothing is shown. */
export function providePublication(kind: PublicationKind): void {
  kinds.set(kind.what, kind);
}

export const publicationKind = (what: string): PublicationKind | undefined => kinds.get(what);
