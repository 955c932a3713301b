/**
 * The engine's one session, lent to one identity at a time. What the last borrower left behind is gone before the next
 * begins; a borrower's own settings and channels come back with it.
 */
import type { Client } from "./wire-client.ts";
import {
  type Answer,
  closeStatement,
  cString,
  firstColumn,
  firstError,
  identifier,
  literal,
  query,
  readAnswer,
  sync,
} from "./wire-messages.ts";

export interface Session {
  /** Runs messages as whoever holds the session. Rejects only when the engine can no longer be trusted. */
  run(messages: readonly Uint8Array[]): Promise<Answer>;
  /** The first column of one query, run as whoever holds the session. Throws if it is refused. */
  ask(sql: string): Promise<string[]>;
  /** Lends the session to a client. Returns the engine's reason when it refuses the client's user or settings. */
  lend(client: Client): Promise<string | undefined>;
  /** Lends it to the superuser for work of the server's own. */
  lendToSuperuser(): Promise<void>;
  mayLogIn(user: string): Promise<boolean>;
  /** Some client gave a channel up, and with the one session's `unlisten` it went silent for all. */
  restoreChannels(): void;
  /** Forgets a client that is gone; `open` says that its transaction may still be. */
  forget(client: Client, open: boolean): Promise<void>;
}

const FORGET = "close all; reset all; discard sequences; discard temp; select pg_catalog.pg_advisory_unlock_all();";

/** Whether one of the messages is an Execute with a limit of rows. */
function asksForPortion(messages: readonly Uint8Array[]): boolean {
  return messages.some((bytes) => {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at + 5 <= view.length; at += 1 + view.readUInt32BE(at + 1)) {
      if (view[at] === 0x45 && view.readInt32BE(cString(view, at + 5).end) > 0) return true;
    }
    return false;
  });
}

export function createSession(options: {
  readonly engine: { run(messages: Uint8Array): Promise<Buffer> };
  readonly superuser: string;
  readonly clients: ReadonlySet<Client>;
}): Session {
  const { clients } = options;
  const toSuperuser = `set session authorization ${identifier(options.superuser)};`;
  let current: Client | undefined;
  let channelsLost = false;

  async function run(messages: readonly Uint8Array[]): Promise<Answer> {
    const [first] = messages;
    const bytes = messages.length === 1 && first ? first : Buffer.concat(messages);
    const answer = readAnswer(await options.engine.run(bytes), asksForPortion(messages));
    if (answer.fatal) throw new Error(answer.fatal);
    tell(answer);
    return answer;
  }

  /** Whoever notified, every client that listens hears it. */
  function tell(answer: Answer): void {
    for (const notification of answer.notifications) {
      for (const client of clients) {
        if (client.listens.has(notification.channel)) client.socket.write(notification.message);
      }
    }
  }

  async function ask(sql: string): Promise<string[]> {
    const answer = await run([query(sql)]);
    if (answer.failed) throw new Error(firstError(answer.parts));
    return firstColumn(answer.parts);
  }

  async function lend(client: Client): Promise<string | undefined> {
    if (current === client) return undefined;
    current = undefined;
    const channels = channelsLost ? [...clients].flatMap((one) => [...one.listens]) : [];
    channelsLost = false;
    const sql = [
      `${toSuperuser} ${FORGET}`,
      ...channels.map((channel) => `listen ${identifier(channel)};`),
      `set session authorization ${identifier(client.user)}; ${client.startup}`,
      ...[...client.settings.values()].map((setting) => `${setting};`),
    ];
    const answer = await run([query(sql.join("\n"))]);
    if (answer.failed) return firstError(answer.parts);
    current = client;
    return undefined;
  }

  async function lendToSuperuser(): Promise<void> {
    current = undefined;
    await ask(`${toSuperuser} ${FORGET}`);
  }

  return {
    run,
    ask,
    lend,
    lendToSuperuser,
    async mayLogIn(user) {
      await lendToSuperuser();
      const roles = `select 1 from pg_catalog.pg_roles where rolcanlogin and rolname = ${literal(user)}`;
      return (await ask(roles)).length > 0;
    },
    restoreChannels() {
      channelsLost = true;
    },
    async forget(client, open) {
      if (open) await run([sync, query("rollback")]);
      if (current === client) current = undefined;
      const statements = client.gatherer?.statements() ?? [];
      if (statements.length > 0) await run([...statements.map(closeStatement), sync]);
      const silent = [...client.listens].filter((channel) => ![...clients].some((one) => one.listens.has(channel)));
      for (const channel of silent) await ask(`unlisten ${identifier(channel)}`);
    },
  };
}
