/**
 * An ordinary PostgreSQL server, as far as a client can tell, in front of one embedded engine.
 *
 * May change: how batches are queued, what is reset between clients, limits and wording.
 * May not change:
 * - Exactly one ReadyForQuery per Query or Sync, with the engine's own transaction state. The engine writes two after
 *   some errors; passing both on shifts every later answer by one, and clients then read wrong or empty results.
 * - A client inside a transaction holds the engine alone until commit, rollback or the end of its socket, which rolls
 *   back. The engine has one session; anything else would mix two clients' transactions.
 * - The user of the startup message is the engine's session user whenever that client's statements run, so privileges
 *   and row policies hold as on a server. A client whose identity cannot be set is disconnected.
 * - When the engine fails in a way PostgreSQL does not know (a trap of the machine it runs on), no later answer of it
 *   is passed on. `onFailure` ends the process; a new one recovers from the write-ahead log.
 *
 * One session for all means: what a client leaves behind is reset when the engine passes to another client. Plain
 * `set` outside a transaction is remembered and set again; temporary tables, session advisory locks, holdable cursors
 * and `set_config(…, false)` are not. `statement_timeout` has no effect and a cancel request is ignored. SQL-level
 * `prepare` shares its names with every client. An attacker who can run any SQL text can build `set session
 * authorization` from pieces: the fence holds against mistakes and forgotten filters, not against SQL injection.
 */
import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { listenChanges, settingOf } from "./session-text.ts";
import type { Batch } from "./wire-batch.ts";
import { type Client, dismiss, openClient, skipToSync } from "./wire-client.ts";
import {
  type Answer,
  authenticationOk,
  backendKeyData,
  closeStatement,
  firstColumn,
  firstError,
  identifier,
  literal,
  parameterStatus,
  query,
  readAnswer,
  readyForQuery,
  sync,
} from "./wire-messages.ts";

export interface WireServerOptions {
  readonly engine: { run(messages: Uint8Array): Promise<Buffer> };
  readonly socketPath: string;
  readonly database: string;
  readonly superuser: string;
  /** How long a client may sit idle inside a transaction while others wait, in milliseconds. */
  readonly idleInTransactionMs: number;
  readonly onFailure: (reason: string) => void;
}

export interface WireServer {
  /**
   * Runs one statement as the superuser when no client wants the engine, or after `patienceMs` between two of them.
   * @returns the first column of its rows
   */
  whenFree(sql: string, patienceMs: number): Promise<string[]>;
  close(): Promise<void>;
}

interface Chore {
  readonly sql: string;
  readonly latest: number;
  readonly done: (values: string[]) => void;
  readonly refuse: (cause: Error) => void;
}

const FORGET = "close all; reset all; discard sequences; discard temp; select pg_catalog.pg_advisory_unlock_all();";
const SYNC_ONLY: Batch = { messages: [sync], ending: "sync", sql: [] };
const TOLD_AT_START = [
  "server_version",
  "server_encoding",
  "client_encoding",
  "standard_conforming_strings",
  "integer_datetimes",
  "DateStyle",
  "IntervalStyle",
  "TimeZone",
];

export async function serveWire(options: WireServerOptions): Promise<WireServer> {
  const asSuperuser = `set session authorization ${identifier(options.superuser)};`;
  const clients = new Set<Client>();
  const queue: Client[] = [];
  const chores: Chore[] = [];
  /** The client inside a transaction, or between a Flush and its Sync. */
  let holder: Client | undefined;
  /** The client whose identity and settings the one session carries. */
  let current: Client | undefined;
  let listensChanged = false;
  let pumping = false;
  let broken = false;
  let made = 0;

  const greeting = [authenticationOk];
  for (const name of TOLD_AT_START) greeting.push(parameterStatus(name, (await ask(`show ${name}`))[0] ?? ""));

  async function run(messages: readonly Uint8Array[]): Promise<Answer> {
    const [first] = messages;
    const answer = readAnswer(
      await options.engine.run(messages.length === 1 && first ? first : Buffer.concat(messages)),
    );
    if (answer.fatal) throw new Error(answer.fatal);
    return answer;
  }

  /** The first column of a query of our own. */
  async function ask(sql: string): Promise<string[]> {
    const answer = await run([query(sql)]);
    if (answer.failed) throw new Error(firstError(answer.parts));
    return firstColumn(answer.parts);
  }

  function work(client: Client): void {
    if (client !== holder && !client.queued) {
      client.queued = true;
      queue.push(client);
    }
    void pump();
  }

  function next(): (() => Promise<void>) | undefined {
    if (broken) return undefined;
    if (holder) {
      const client = holder;
      return client.gone || client.batches.length > 0 ? () => serve(client) : undefined;
    }
    const [chore] = chores;
    const client = chore && chore.latest < Date.now() ? undefined : queue.shift();
    if (client) {
      client.queued = false;
      return () => serve(client);
    }
    if (!chore) return undefined;
    chores.shift();
    return () => doChore(chore);
  }

  async function pump(): Promise<void> {
    if (pumping) return;
    pumping = true;
    try {
      for (let step = next(); step; step = next()) {
        await step();
        // Sockets are read and written between batches, not only when nobody waits.
        await nextTurn();
      }
    } catch (cause) {
      fail(cause instanceof Error ? cause.message : String(cause));
    } finally {
      pumping = false;
    }
  }

  async function serve(client: Client): Promise<void> {
    if (client.gone) return farewell(client);
    if (!client.ready) return admit(client);
    if (client.batches.length > 0 && current !== client && !(await take(client))) return;
    const batch = client.batches.shift();
    if (batch) await runBatch(client, batch);
    if (holder !== client && (client.batches.length > 0 || client.gone)) work(client);
  }

  async function runBatch(client: Client, batch: Batch): Promise<void> {
    const answer = await run(batch.messages);
    if (batch.ending !== "flush" && !answer.status) throw new Error("the engine gave no answer");
    client.lastUsed = Date.now();
    client.socket.cork();
    for (const part of answer.parts) client.socket.write(part);
    if (batch.ending === "flush") {
      holder = client;
      if (answer.failed) skipToSync(client, SYNC_ONLY);
    } else {
      const status = answer.status ?? "I";
      client.socket.write(readyForQuery(status));
      holder = status === "I" ? undefined : client;
      if (status === "I" && !answer.failed) remember(client, batch, answer);
    }
    client.socket.uncork();
    if (answer.tags.includes("LISTEN") || answer.tags.includes("UNLISTEN")) {
      listensChanged = listenChanges(batch.sql, client.listens) || listensChanged;
    }
    tell(answer);
  }

  function remember(client: Client, batch: Batch, answer: Answer): void {
    const setting = settingOf(batch.sql, answer.tags);
    if (setting?.name === "all") client.settings.clear();
    else if (setting) client.settings.set(setting.name, setting.sql);
  }

  function tell(answer: Answer): void {
    for (const notification of answer.notifications) {
      for (const client of clients) {
        if (client.listens.has(notification.channel)) client.socket.write(notification.message);
      }
    }
  }

  /** Makes the one session this client's: nothing of the last client's, everything of its own. */
  async function take(client: Client): Promise<boolean> {
    current = undefined;
    // One client's `unlisten` silenced the channel for all.
    const listens = listensChanged ? [...clients].flatMap((one) => [...one.listens]) : [];
    listensChanged = false;
    const sql = [
      `${asSuperuser} ${FORGET}`,
      ...listens.map((channel) => `listen ${identifier(channel)};`),
      `set session authorization ${identifier(client.user)}; ${client.startup}`,
      ...[...client.settings.values()].map((setting) => `${setting};`),
    ];
    const answer = await run([query(sql.join("\n"))]);
    tell(answer);
    if (!answer.failed) {
      current = client;
      return true;
    }
    const message = `the session of "${client.user}" could not be set up: ${firstError(answer.parts)}`;
    dismiss(client, { severity: "FATAL", code: "28000", message });
    return false;
  }

  async function admit(client: Client): Promise<void> {
    current = undefined;
    await ask(asSuperuser);
    const known = await ask(
      `select 1 from pg_catalog.pg_roles where rolcanlogin and rolname = ${literal(client.user)}`,
    );
    if (known.length === 0) {
      const message = `role "${client.user}" does not exist or is not permitted to log in`;
      return dismiss(client, { severity: "FATAL", code: "28000", message });
    }
    client.ready = true;
    client.socket.write(
      Buffer.concat([...greeting, backendKeyData(client.id, randomInt(2 ** 31)), readyForQuery("I")]),
    );
    if (client.batches.length > 0) work(client);
  }

  /** The end of a client: its transaction is rolled back, its statements and channels are forgotten. */
  async function farewell(client: Client): Promise<void> {
    clients.delete(client);
    if (holder === client) {
      await run([sync, query("rollback")]);
      holder = undefined;
    }
    if (current === client) current = undefined;
    const statements = client.gatherer?.statements() ?? [];
    if (statements.length > 0) await run([...statements.map(closeStatement), sync]);
    const silent = [...client.listens].filter((channel) => ![...clients].some((one) => one.listens.has(channel)));
    for (const channel of silent) await ask(`unlisten ${identifier(channel)}`);
  }

  async function doChore(chore: Chore): Promise<void> {
    current = undefined;
    await ask(`${asSuperuser} ${FORGET}`);
    const answer = await run([query(chore.sql)]);
    tell(answer);
    if (answer.failed) chore.refuse(new Error(firstError(answer.parts)));
    else chore.done(firstColumn(answer.parts));
  }

  function fail(reason: string): void {
    broken = true;
    const message = "the embedded database engine failed and restarts; the open transaction was not kept";
    for (const client of clients) dismiss(client, { severity: "FATAL", code: "57P02", message });
    options.onFailure(reason);
  }

  const patience = setInterval(() => {
    if (!holder || pumping || queue.length === 0 || holder.batches.length > 0) return;
    if (Date.now() - holder.lastUsed < options.idleInTransactionMs) return;
    const message = `idle in a transaction for ${options.idleInTransactionMs} ms while ${queue.length} others waited`;
    dismiss(holder, { severity: "FATAL", code: "25P03", message });
  }, 500);
  patience.unref();

  const server = createServer({ noDelay: true }, (socket) => {
    made += 1;
    const { database, superuser } = options;
    clients.add(openClient(socket, { id: made, database, superuser, onWork: work }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.socketPath, resolve);
  });

  return {
    whenFree(sql, patienceMs) {
      return new Promise((done, refuse) => {
        chores.push({ sql, latest: Date.now() + patienceMs, done, refuse });
        void pump();
      });
    },
    async close() {
      clearInterval(patience);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const message = "the embedded database engine is closing";
      for (const client of clients) dismiss(client, { severity: "FATAL", code: "57P01", message });
      await closed;
      while (pumping) await nextTurn();
    },
  };
}
