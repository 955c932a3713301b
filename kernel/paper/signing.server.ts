import { sql } from "kysely";
import { provideFileNaming } from "#kernel/file/naming.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { provideSignable } from "#kernel/signature/signable.server.ts";
import { signVersion } from "#kernel/signature/signature.server.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { PaperRow } from "./paper.server.ts";
import { mediaTypes, type PaperFormat } from "./render.server.ts";

/** The issuer signs a paper by issuing it, and nobody signs one in another way. */
type Words = Pick<PaperRow, "kind" | "title" | "content">;
const signedContent = ({ kind, title, content }: Words) => ({ kind, title, content });

provideSignable("paper.paper", async (tx, id) => {
  const { rows } = await sql<PaperRow>`select * from paper.paper where id = ${id}`.execute(tx);
  const row = rows[0];
  return (
    row && { row: id, version: row.version, content: signedContent(row), document: null, title: row.title, open: false }
  );
});

provideFileNaming("paper.rendering", {
  find: async (tx, hash) => {
    const { rows } = await sql<{
      format: PaperFormat;
      title: string;
      number: string | null;
    }>`select r.format, p.title, p.number
      from paper.rendering as r join paper.paper as p on p.id = r.paper_id where r.hash = ${hash} limit 1`.execute(tx);
    const row = rows[0];
    return row && { name: `${row.number ?? "草稿"} ${row.title}.${row.format}`, mediaType: mediaTypes[row.format] };
  },
});

provideFileNaming("paper.seal", {
  find: async (tx, hash) => {
    const { rows } = await sql<{ name: string; image_type: string }>`select name, image_type from paper.seal
      where image = ${hash} limit 1`.execute(tx);
    return rows[0] && { name: rows[0].name, mediaType: rows[0].image_type };
  },
});

provideFileNaming("paper.incoming", {
  find: async (tx, hash) => {
    const { rows } = await sql<{ scan_name: string; scan_type: string }>`select scan_name, scan_type from paper.incoming
      where scan = ${hash} limit 1`.execute(tx);
    return rows[0] && { name: rows[0].scan_name, mediaType: rows[0].scan_type };
  },
});

export type Issue = Readonly<{ row: PaperRow; password: string | undefined; at: number }>;

/** Signs the words of the version that the issue makes, with the issuer's own key; returns how, as the foot of the paper says it. */
export async function signIssue(tx: Tx, actor: Actor, { row, password, at }: Issue): Promise<string> {
  if (!password)
    refuse("field.required", {
      field: "password",
      values: { label: { zh: "签名密码", en: "Password for the signature" } },
    });
  await signVersion(tx, actor, {
    object: `paper.paper/${row.id}`,
    version: row.version + 1,
    content: signedContent(row),
    capacity: "签发人",
    method: "quick",
    password,
    at,
  });
  return "快捷签名";
}
