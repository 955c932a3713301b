import type { z } from "zod";
import { refuse } from "#kernel/refusal.ts";
import type { Files } from "#store/files.ts";
import type { Tx } from "#store/postgres.ts";
import { acceptTransfer, type Given, reportOutcome, returnTransfer } from "./answer.server.ts";
import type { letterBody } from "./contract.ts";
import { exhibitFiles } from "./files.server.ts";
import { sends } from "./reading.server.ts";
import { type Doing, lockTransfer, notFound, seesRow } from "./row.server.ts";

/**
 * The receiver answered on stamped paper: the sender records it with its scan, and it counts like an answer given here. The scan is an
 * exhibit of the case; without it nothing is recorded.
 */
export async function recordLetter(
  tx: Tx,
  doing: Doing,
  id: string,
  { files, ...body }: z.output<typeof letterBody> & { files: Files },
): Promise<void> {
  const row = await lockTransfer(tx, id);
  if (!(await seesRow(tx, doing.actor, id))) notFound();
  if (!(await sends(tx, doing.actor, row)))
    refuse("access.role", { values: { roles: { zh: "移出单位或其上级", en: "the sender or an organ above it" } } });
  const [scan] = await exhibitFiles(tx, [body.scan], {
    files,
    actor: doing.actor,
    caseId: row.case_id,
    now: doing.now,
    kind: "scan",
    note: `${row.to_name}回函 ${body.letterNumber}`,
  });
  const given: Given = {
    channel: "letter",
    signer: body.signer,
    letter: { number: body.letterNumber, date: body.letterDate, scan: scan?.id ?? "" },
  };
  if (body.act === "accept") return acceptTransfer(tx, doing, id, { ...given, note: body.note });
  const note =
    body.note || refuse("field.required", { field: "note", values: { label: { zh: "内容", en: "Content" } } });
  if (body.act === "return") return returnTransfer(tx, doing, id, { ...given, reason: note });
  const kind =
    body.outcome ??
    refuse("field.required", { field: "outcome", values: { label: { zh: "处理结果", en: "Outcome" } } });
  return reportOutcome(tx, doing, id, { ...given, kind, note, files: scan ? [scan] : [] });
}
