import type { Tx } from "#store/postgres.ts";

/** What may be signed. Each noun says here how one of its versions is read; the content is never taken from who asks. */
export type Signable = Readonly<{
  /** The protected row through which the signature is seen. */
  row: string;
  version: number;
  content: unknown;
  /** SM3 of the rendered document, where there is one. */
  document: string | null;
  title: string;
  /** May it be signed through the general route? Some are signed only by an act of their own. */
  open: boolean;
}>;
/** The version that stands now, or undefined where the reader sees none. */
export type SignableReader = (tx: Tx, id: string) => Promise<Signable | undefined>;

const readers = new Map<string, SignableReader>();

/** @param kind what stands before the slash of the object, e.g. "evidence.item" */
export function provideSignable(kind: string, reader: SignableReader): void {
  readers.set(kind, reader);
}

export function readSignable(tx: Tx, object: string): Promise<Signable | undefined> {
  const [kind = "", id = ""] = object.split("/");
  return readers.get(kind)?.(tx, id) ?? Promise.resolve(undefined);
}
