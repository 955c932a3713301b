import { addEvidence } from "#kernel/evidence/evidence.server.ts";
import type { EvidenceKind } from "#kernel/evidence/exhibit.ts";
import { broughtIt } from "#kernel/file/upload.server.ts";
import { refuse } from "#kernel/refusal.ts";
import type { Actor } from "#store/actor.ts";
import type { Files } from "#store/files.ts";
import type { Tx } from "#store/postgres.ts";
import type { PackedFile } from "./package.server.ts";

export type AnswerFiles = Readonly<{
  files: Files;
  actor: Actor;
  caseId: string;
  now: number;
  kind?: EvidenceKind;
  note: string;
}>;

/**
 * Files that come with an answer become exhibits of the case. An answer is written as the platform, above the row policies: that the sender
 * brought the file is therefore asked here, because who only knows a hash has nothing.
 */
export async function exhibitFiles(
  tx: Tx,
  given: readonly Readonly<{ hash: string; name: string }>[],
  { files, actor, caseId, now, kind, note }: AnswerFiles,
): Promise<PackedFile[]> {
  const exhibits: PackedFile[] = [];
  for (const { hash, name } of given) {
    if (!(await broughtIt(tx, actor, hash))) refuse("file.missing", { field: "files" });
    const body = { owner: { kind: "case", id: caseId }, hash, name, note, ...(kind ? { kind } : {}) };
    const made = await addEvidence(tx, actor, body, { files, now });
    exhibits.push({
      id: made.id,
      exhibit: made.exhibit,
      copy: made.copy,
      hash: made.hash,
      name: made.name,
      media_type: made.mediaType,
      size: made.size,
      kind: made.kind,
      taken_at: made.takenAt ? new Date(made.takenAt) : null,
      note: made.note,
    });
  }
  return exhibits;
}
