import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import type { FileNaming } from "#kernel/file/naming.server.ts";
import { civilDate, isoTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { Tx } from "#store/postgres.ts";

/** Who brought, saw, took away and crossed out an exhibit: the audit lines about it. */
const acts: Readonly<Record<string, Title>> = {
  "evidence.item.add": { zh: "提交", en: "Brought" },
  "evidence.item.redact": { zh: "制作遮盖件", en: "Redacted copy made" },
  "evidence.item.see": { zh: "查看", en: "Seen" },
  "evidence.item.download": { zh: "下载", en: "Downloaded" },
  "evidence.item.export": { zh: "导出证据包", en: "Exported in a package" },
  "evidence.item.disclose": { zh: "向当事人披露", en: "Disclosed to the party" },
  "evidence.item.withdraw": { zh: "撤回", en: "Withdrawn" },
  "signature.sign": { zh: "签名", en: "Signed" },
};

export type CustodyLine = Readonly<{ item: string; at: string; by: string; act: string; zh: string; en: string }>;

/** The custody of these exhibits, oldest first. The audit is closed to persons: ask in the platform's name, after access was decided. */
export async function custodyOf(tx: Tx, items: readonly string[]): Promise<CustodyLine[]> {
  const objects = items.map((id) => `evidence.item/${id}`);
  const { rows } = await sql<{ at: Date; actor_name: string; act: string; object: string }>`
    select at, actor_name, act, object from audit.line where object = any (${objects}::text[]) order by seq`.execute(
    tx,
  );
  return rows.map(({ at, actor_name: by, act, object }) => ({
    item: object.slice("evidence.item/".length),
    at: isoTime(at.getTime()),
    by,
    act,
    ...(acts[act] ?? { zh: act, en: act }),
  }));
}

/** Exhibits as names of files: reading one leaves a line, the first look of a person on a day and every download. */
export const evidenceNaming: FileNaming = {
  find: async (tx, hash) => {
    const { rows } = await sql<{ name: string; media_type: string }>`select name, media_type from evidence.item
      where hash = ${hash} order by recorded_at limit 1`.execute(tx);
    const row = rows[0];
    return row && { name: row.name, mediaType: row.media_type };
  },
  opened: async (tx, actor, { hash, how, now }) => {
    if (actor.kind === "system") return;
    for (const id of await itemsOf(tx, hash))
      if (how === "download" || (await firstLook(tx, { id, person: actor.id, now })))
        await recordAct(tx, actor, {
          act: `evidence.item.${how}`,
          object: `evidence.item/${id}`,
          detail: { sm3: hash },
        });
  },
};

async function itemsOf(tx: Tx, hash: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from evidence.item where hash = ${hash}`.execute(tx);
  return rows.map(({ id }) => id);
}

async function firstLook(tx: Tx, look: { id: string; person: string; now: number }): Promise<boolean> {
  const made =
    await sql`insert into evidence.look (item, person, day) values (${look.id}, ${look.person}, ${civilDate(look.now)})
    on conflict do nothing`.execute(tx);
  return made.numAffectedRows === 1n;
}
