import { sql } from "kysely";
import { uuidv7 } from "#kernel/id.ts";
import { emit } from "#kernel/outbox/outbox.server.ts";
import { isoTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { Tx } from "#store/postgres.ts";

/** The outbox topic under which a notice leaves the transaction: the live hint and the ports follow it. */
export const noticeTopic = "notice";

export type Notice = Readonly<{
  /** One person, or everybody who works in an organ. */
  to: Readonly<{ person: string }> | Readonly<{ organ: string }>;
  title: Title;
  body?: Title;
  /** Path in the application, e.g. `/cases/<id>`. */
  link: string;
  /** Epoch milliseconds. */
  at: number;
  about: Readonly<{ kind: string; id: string }>;
  /** Names the happening and its reader: what was told under this key is not told again. */
  key: string;
}>;

/**
 * Tells somebody something, in the transaction of what happened. Idempotent by `key`; returns the id of the notice, undefined when it had
 * been told before. Open pages hear of it and the ports carry it on once the transaction is committed.
 */
export async function notify(tx: Tx, notice: Notice): Promise<string | undefined> {
  const { to, title, body, link, at, about, key } = notice;
  const row = {
    id: uuidv7(),
    key,
    person: "person" in to ? to.person : null,
    organ: "organ" in to ? to.organ : null,
    title_zh: title.zh,
    title_en: title.en,
    body_zh: body?.zh ?? null,
    body_en: body?.en ?? null,
    link,
    about_kind: about.kind,
    about_id: about.id,
    at: isoTime(at),
  };
  const given = await sql<{ id: string | null }>`select notice.give(${JSON.stringify(row)}::jsonb) as id`.execute(tx);
  const id = given.rows[0]?.id ?? undefined;
  if (id !== undefined)
    await emit(tx, noticeTopic, { id, scope: row.person === null ? `o:${row.organ}` : `p:${row.person}` });
  return id;
}
