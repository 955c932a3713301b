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
  firstColumn,
  firstError,
  parameterStatus,
  query,
  readyForQuery,
  sync,
} from "./wire-messages.ts";
import { createSession } from "./wire-session.ts";

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
  const clients = new Set<Client>();
  const session = createSession({ engine: options.engine, superuser: options.superuser, clients });
  const queue: Client[] = [];
  /** The most impatient first. */
  const chores: Chore[] = [];
  /** The client inside a transaction, or between a Flush and its Sync. */
  let holder: Client | undefined;
  let pumping = false;
  let broken = false;
  let made = 0;

  const greeting = [authenticationOk];
  for (const name of TOLD_AT_START) greeting.push(parameterStatus(name, (await session.ask(`show ${name}`))[0] ?? ""));

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
    const batch = client.batches.shift();
    if (!batch) return;
    const refused = await session.lend(client);
    if (refused) {
      const message = `the session of "${client.user}" could not be set up: ${refused}`;
      return dismiss(client, { severity: "FATAL", code: "28000", message });
    }
    await runBatch(client, batch);
    if (holder !== client && (client.batches.length > 0 || client.gone)) work(client);
  }

  async function runBatch(client: Client, batch: Batch): Promise<void> {
    const answer = await session.run(batch.messages);
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
      if (listenChanges(batch.sql, client.listens)) session.restoreChannels();
    }
  }

  function remember(client: Client, batch: Batch, answer: Answer): void {
    const setting = settingOf(batch.sql, answer.tags);
    if (setting?.name === "all") client.settings.clear();
    else if (setting) client.settings.set(setting.name, setting.sql);
  }

  async function admit(client: Client): Promise<void> {
    if (!(await session.mayLogIn(client.user))) {
      const message = `role "${client.user}" does not exist or is not permitted to log in`;
      return dismiss(client, { severity: "FATAL", code: "28000", message });
    }
    client.ready = true;
    const key = backendKeyData(client.id, randomInt(2 ** 31));
    client.socket.write(Buffer.concat([...greeting, key, readyForQuery("I")]));
    if (client.batches.length > 0) work(client);
  }

  async function farewell(client: Client): Promise<void> {
    clients.delete(client);
    await session.forget(client, holder === client);
    if (holder === client) holder = undefined;
  }

  async function doChore(chore: Chore): Promise<void> {
    await session.lendToSuperuser();
    const answer = await session.run([query(chore.sql)]);
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
        chores.sort((a, b) => a.latest - b.latest);
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
