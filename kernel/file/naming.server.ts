import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";

/**
 * Where files are named. A file by itself belongs to nobody: a person may read it when a row that the person sees names it (an exhibit, a
 * paper, an import), or when the person brought it. Each noun that names files says here how to find its rows.
 */
export type FileNaming = Readonly<{
  /** The name and media type under which a row that the reader sees has the file; asked in the reader's own transaction. */
  find(tx: Tx, hash: string): Promise<Readonly<{ name: string; mediaType: string }> | undefined>;
  /** Leaves what custody asks for, in the same transaction. */
  opened?(
    tx: Tx,
    actor: Actor,
    opening: Readonly<{ hash: string; how: "see" | "download"; now: number }>,
  ): Promise<void>;
}>;

const namings = new Map<string, FileNaming>();

/** @param id the noun, e.g. "evidence.item"; saying it twice replaces it */
export function provideFileNaming(id: string, naming: FileNaming): void {
  namings.set(id, naming);
}

/** How the reader sees the file, with the naming that knows it. */
export async function namedFor(tx: Tx, hash: string) {
  for (const naming of namings.values()) {
    const found = await naming.find(tx, hash);
    if (found) return { ...found, naming };
  }
  return undefined;
}
