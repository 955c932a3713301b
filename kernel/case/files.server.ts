import { addEvidence } from "#kernel/evidence/evidence.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import type { Actor } from "#store/actor.ts";
import type { Files } from "#store/files.ts";
import type { Tx } from "#store/postgres.ts";
import type { ActFile, ActValue } from "./act-field.ts";
import type { Transition } from "./define.ts";

/** Files that are filled in with an act become exhibits of its case, in the same transaction: they are evidence, not attachments of a form. */
export async function bringFiles(
  tx: Tx,
  actor: Actor,
  act: Readonly<{
    caseId: string;
    transition: Transition;
    values: Readonly<Record<string, ActValue>>;
    files: Files | undefined;
    now: number;
  }>,
): Promise<void> {
  const { caseId, transition, values, files, now } = act;
  for (const field of transition.fields) {
    if (field.type !== "files") continue;
    for (const { hash, name } of (values[field.name] ?? []) as readonly ActFile[]) {
      if (!files) throw new Error("an act with files was called without the store of files");
      const owner = { kind: "case", id: caseId };
      await addEvidence(tx, actor, { id: uuidv7(), owner, hash, name, note: transition.title.zh }, { files, now });
    }
  }
}
