import { appendFile, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { sql } from "kysely";
import { startConsumer } from "#kernel/outbox/consumer.server.ts";
import type { OutboxEvent } from "#kernel/outbox/outbox.server.ts";
import type { Platform } from "#kernel/platform.ts";
import type { Rounds } from "#kernel/rounds.server.ts";
import { isoTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import { systemActor } from "#store/actor.ts";
import type { PortReply } from "./contract.ts";
import { noticeTopic } from "./notice.server.ts";

/**
 * The ways by which a notice leaves the platform. A port is given the whole notice and says by an error that it could not be delivered;
 * the outbox then tries again, and sets aside with its reason what never goes. Mail and text messages are ports that an office connects
 * behind the webhook: this platform knows neither the gateway nor the telephone numbers, and claims to have sent nothing.
 */
export type NoticePort = Readonly<{ id: string; deliver(message: Message): Promise<void> }>;

export type Message = Readonly<{
  /** The same at every delivery: a receiver that keeps it shows a notice once. */
  id: string;
  at: string;
  to: Readonly<{ kind: "person" | "organ"; id: string; name: string; username?: string }>;
  title: string;
  body: string | null;
  link: string;
}>;

export type PortSettings = Readonly<{ file?: string | undefined; webhook?: string | undefined }>;

const titles: Readonly<Record<string, Readonly<{ title: Title; hint: Title }>>> = {
  webhook: {
    title: { zh: "网络回调", en: "Webhook" },
    hint: { zh: "设置 SAIHAN_NOTICE_WEBHOOK", en: "set SAIHAN_NOTICE_WEBHOOK" },
  },
  file: {
    title: { zh: "文件", en: "File" },
    hint: { zh: "设置 SAIHAN_NOTICE_FILE", en: "set SAIHAN_NOTICE_FILE" },
  },
  mail: {
    title: { zh: "邮件", en: "Mail" },
    hint: { zh: "经网络回调接入单位的邮件网关", en: "connect the mail gateway behind the webhook" },
  },
  sms: {
    title: { zh: "短信", en: "Text message" },
    hint: { zh: "经网络回调接入单位的短信网关", en: "connect the message gateway behind the webhook" },
  },
};

/** Which ports this office has set up, for the settings line. */
export const portsOf = (settings: PortSettings): PortReply[] =>
  Object.entries(titles).map(([id, words]) => ({
    id,
    ...words,
    configured: (id === "webhook" && !!settings.webhook) || (id === "file" && !!settings.file),
  }));

/** One notice a line, as JSON. */
export const filePort = (path: string): NoticePort => ({
  id: "file",
  deliver: async (message) => {
    await mkdir(dirname(path), { recursive: true });
    await appendFile(path, `${JSON.stringify(message)}\n`, { mode: 0o600 });
  },
});

/** Posts the notice as JSON; anything but a 2xx answer within ten seconds counts as not delivered. */
export const webhookPort = (url: string): NoticePort => ({
  id: "webhook",
  deliver: async (message) => {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8", "idempotency-key": message.id },
      body: JSON.stringify(message),
      redirect: "error",
      signal: AbortSignal.timeout(10_000),
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`the webhook answered ${answer.status}`);
  },
});

const actor = systemActor("notice");

/** Gives the notice of an event to a port. */
export async function deliverNotice(
  { postgres }: Pick<Platform, "postgres">,
  port: NoticePort,
  event: OutboxEvent,
): Promise<void> {
  const message = await postgres.transact(actor, (tx) => messageOf(tx, String(event.body.id)), { readOnly: true });
  if (message) await port.deliver(message);
}

async function messageOf(
  tx: Parameters<Parameters<Platform["postgres"]["transact"]>[1]>[0],
  id: string,
): Promise<Message | undefined> {
  const found = await sql<Record<string, string | null> & { at: Date }>`
    select n.id, n.at, n.person, n.organ, n.title_zh, n.body_zh, n.link, coalesce(p.name, o.name) as name, p.username
    from notice.notice n left join identity.person p on p.id = n.person left join organ.organ o on o.id = n.organ
    where n.id = ${id}`.execute(tx);
  const row = found.rows[0];
  if (!row) return undefined;
  return {
    id,
    at: isoTime(row.at.getTime()),
    to: row.person
      ? { kind: "person", id: row.person, name: row.name ?? "", username: row.username ?? "" }
      : { kind: "organ", id: row.organ ?? "", name: row.name ?? "" },
    title: row.title_zh ?? "",
    body: row.body_zh ?? null,
    link: row.link ?? "",
  };
}

/**
 * Carries notices on: to the ports that are set up, and as a hint to open pages. A port that is set up later begins with what happens from
 * then on, not with the past.
 */
export async function startNoticeDelivery(platform: Platform): Promise<Rounds[]> {
  const { file, webhook } = platform.settings.notice ?? {};
  const ports = [...(file ? [filePort(file)] : []), ...(webhook ? [webhookPort(webhook)] : [])];
  const names = [...ports.map(({ id }) => `notice-${id}`), "notice-live"];
  await platform.postgres.transact(actor, (tx) =>
    sql`insert into outbox.consumer (name, position)
      select name, (select coalesce(max(position), 0) from outbox.event) from unnest(${names}::text[]) as name
      on conflict do nothing`.execute(tx),
  );
  const topics = [noticeTopic];
  return [
    ...ports.map((port) =>
      startConsumer(platform, {
        name: `notice-${port.id}`,
        topics,
        handle: (event) => deliverNotice(platform, port, event),
      }),
    ),
    startConsumer(platform, {
      name: "notice-live",
      topics,
      handle: async ({ body, at }) =>
        platform.live.publish({ topic: "notice", ids: [String(body.id)], scopes: [String(body.scope)], at }),
    }),
  ];
}
