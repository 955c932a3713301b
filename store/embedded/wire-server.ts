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
import { createServer, type Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { listenChanges, type Setting, settingOf, startupSettings } from "./session-text.ts";
import { type Batch, type BatchGatherer, batchGatherer } from "./wire-batch.ts";
import {
  type Answer,
  authenticationOk,
  backendKeyData,
  CANCEL_REQUEST,
  closeStatement,
  errorResponse,
  GSS_REQUEST,
  identifier,
  literal,
  messageSplitter,
  onlyMinorZero,
  parameterStatus,
  query,
  readAnswer,
  readyForQuery,
  SSL_REQUEST,
  startupParameters,
  sync,
  type WireError,
} from "./wire-messages.ts";

export interface WireEngine {
  /** Runs one batch and returns everything the engine wrote. Rejects only when the engine can no longer be trusted. */
  run(messages: Uint8Array): Promise<Buffer>;
}

export interface WireServerOptions {
  readonly engine: WireEngine;
  readonly socketPath: string;
  readonly database: string;
  readonly superuser: string;
  /** How long a client may sit idle inside a transaction while others wait, in milliseconds. */
  readonly idleInTransactionMs: number;
  readonly onFailure: (reason: string) => void;
}

interface Client {
  readonly id: number;
  readonly socket: Socket;
  user: string;
  ready: boolean;
  gone: boolean;
  queued: boolean;
  lastUsed: number;
  gatherer: BatchGatherer;
  batches: Batch[];
  startup: string;
  readonly settings: Map<string, string>;
  readonly listens: Set<string>;
}

const FORGET =
  "close all; reset all; discard sequences; discard temp; select pg_catalog.pg_advisory_unlock_all();";

export async function serveWire(options: WireServerOptions): Promise<{ close(): Promise<void> }> {
  const { engine } = options;
  const clients = new Set<Client>();
  const queue: Client[] = [];
  let holder: Client | undefined;
  let current: Client | undefined;
  let listensChanged = false;
  let pumping = false;
  let broken = false;
  let made = 0;

  async function run(messages: readonly Uint8Array[]): Promise<Answer> {
    const answer = readAnswer(await engine.run(messages.length === 1 && messages[0] ? messages[0] : Buffer.concat(messages)));
    if (answer.fatal) throw new Error(answer.fatal);
    return answer;
  }

  const parameters = await serverParameters();

  /** What a client is told at its start, read once from the engine itself. */
  async function serverParameters(): Promise<Buffer> {
    const names = ["server_version", "server_encoding", "client_encoding", "standard_conforming_strings", "integer_datetimes"];
    names.push("DateStyle", "IntervalStyle", "TimeZone");
    const told: Buffer[] = [];
    for (const name of names) told.push(parameterStatus(name, (await firstColumn(`show ${name}`))[0] ?? ""));
    return Buffer.concat(told);
  }

  /** The first column of a query's rows, run as whoever holds the session now. */
  async function firstColumn(sql: string): Promise<string[]> {
    const values: string[] = [];
    for (const part of (await run([query(sql)])).parts) {
      for (let at = 0; at + 11 <= part.length; at += 1 + part.readUInt32BE(at + 1)) {
        if (part[at] === 0x44) values.push(part.toString("utf8", at + 11, at + 11 + part.readUInt32BE(at + 7)));
      }
    }
    return values;
  }

  function enqueue(client: Client): void {
    if (client !== holder && !client.queued) {
      client.queued = true;
      queue.push(client);
    }
    void pump();
  }

  function next(): Client | undefined {
    if (broken) return undefined;
    if (holder) return holder.gone || holder.batches.length > 0 ? holder : undefined;
    const client = queue.shift();
    if (client) client.queued = false;
    return client;
  }

  async function pump(): Promise<void> {
    if (pumping) return;
    pumping = true;
    try {
      for (let client = next(); client; client = next()) {
        await serve(client);
        // Sockets are read and written between batches, never only when the queue is empty.
        await nextTurn();
      }
    } catch (cause) {
      fail(cause);
    } finally {
      pumping = false;
    }
  }

  async function serve(client: Client): Promise<void> {
    if (client.gone) return farewell(client);
    if (!client.ready) return admit(client);
    if (current !== client && !(await take(client))) return;
    const batch = client.batches.shift();
    if (batch) await runBatch(client, batch);
    if (holder !== client && (client.batches.length > 0 || client.gone)) enqueue(client);
  }

  async function runBatch(client: Client, batch: Batch): Promise<void> {
    const answer = await run(batch.messages);
    if (batch.ending !== "flush" && !answer.status) throw new Error("the engine gave no answer");
    client.lastUsed = Date.now();
    client.socket.cork();
    for (const part of answer.parts) client.socket.write(part);
    if (batch.ending === "flush") {
      holder = client;
      if (answer.failed) skipToSync(client);
    } else {
      const status = answer.status ?? "I";
      client.socket.write(readyForQuery(status));
      holder = status === "I" ? undefined : client;
      if (status === "I" && !answer.failed) remember(client, settingOf(batch.sql, answer.tags));
    }
    client.socket.uncork();
    if (answer.tags.includes("LISTEN") || answer.tags.includes("UNLISTEN")) {
      listensChanged = listenChanges(batch.sql, client.listens) || listensChanged;
    }
    tell(answer);
  }

  function remember(client: Client, setting: Setting | undefined): void {
    if (!setting) return;
    if (setting.name === "all") client.settings.clear();
    else client.settings.set(setting.name, setting.sql);
  }

  /** What was gathered behind a failed Flush is dropped up to the Sync that ends it. */
  function skipToSync(client: Client): void {
    const end = client.batches.findIndex((batch) => batch.ending === "sync");
    if (end < 0) {
      client.batches = [];
      client.gatherer.skipToSync();
    } else {
      client.batches.splice(0, end + 1, { messages: [sync], ending: "sync", sql: [] });
    }
  }

  function tell(answer: Answer): void {
    for (const notification of answer.notifications) {
      for (const client of clients) {
        if (client.ready && client.listens.has(notification.channel)) client.socket.write(notification.message);
      }
    }
  }

  /** Makes the one session this client's: nothing of the last client's, everything of its own. */
  async function take(client: Client): Promise<boolean> {
    current = undefined;
    const superuser = identifier(options.superuser);
    const listens = listensChanged ? [...clients].flatMap((one) => [...one.listens]) : [];
    listensChanged = false;
    const sql = [
      `set session authorization ${superuser}; ${FORGET}`,
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
    // The engine's own words say which setting or user it refused.
    for (const part of answer.parts) client.socket.write(part);
    dismiss(client, { severity: "FATAL", code: "28000", message: `the session of "${client.user}" could not be set up` });
    return false;
  }

  async function admit(client: Client): Promise<void> {
    current = undefined;
    await run([query(`set session authorization ${identifier(options.superuser)}`)]);
    const known = await firstColumn(`select 1 from pg_catalog.pg_roles where rolcanlogin and rolname = ${literal(client.user)}`);
    if (known.length === 0) {
      return dismiss(client, { severity: "FATAL", code: "28000", message: `role "${client.user}" does not exist or may not log in` });
    }
    client.ready = true;
    client.socket.write(
      Buffer.concat([authenticationOk, parameters, backendKeyData(client.id, randomInt(2 ** 31)), readyForQuery("I")]),
    );
    if (client.batches.length > 0) enqueue(client);
  }

  /** The end of a client: its transaction is rolled back, its statements and channels are forgotten. */
  async function farewell(client: Client): Promise<void> {
    clients.delete(client);
    if (holder === client) {
      await run([sync, query("rollback")]);
      holder = undefined;
    }
    if (current === client) current = undefined;
    const statements = client.gatherer.statements();
    if (statements.length > 0) await run([...statements.map(closeStatement), sync]);
    const silent = [...client.listens].filter((channel) => ![...clients].some((one) => one.listens.has(channel)));
    if (silent.length > 0) await run([query(silent.map((channel) => `unlisten ${identifier(channel)}`).join(";"))]);
  }

  function dismiss(client: Client, error: WireError): void {
    client.socket.end(errorResponse(error));
    client.socket.destroySoon();
  }

  function fail(cause: unknown): void {
    broken = true;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = "the embedded database engine failed and restarts; the open transaction was not kept";
    for (const client of clients) dismiss(client, { severity: "FATAL", code: "57P02", message });
    options.onFailure(reason);
  }

  function begin(client: Client, bytes: Buffer, splitter: { typed(): void }): void {
    const version = bytes.length < 8 ? 0 : bytes.readUInt32BE(4);
    if (version === SSL_REQUEST || version === GSS_REQUEST) return void client.socket.write("N");
    if (version === CANCEL_REQUEST) return client.socket.destroySoon();
    if (version >>> 16 !== 3) {
      return dismiss(client, { severity: "FATAL", code: "0A000", message: "only version 3 of the protocol is spoken here" });
    }
    if ((version & 0xffff) !== 0) client.socket.write(onlyMinorZero);
    const asked = startupParameters(bytes);
    client.user = asked.get("user") ?? "";
    const database = asked.get("database") ?? client.user;
    if (database !== options.database) {
      return dismiss(client, { severity: "FATAL", code: "3D000", message: `database "${database}" does not exist` });
    }
    client.startup = startupSettings(asked);
    client.gatherer = batchGatherer({
      connection: client.id,
      superuser: client.user === options.superuser,
      deliver(batch) {
        client.batches.push(batch);
        if (client.ready) enqueue(client);
      },
    });
    splitter.typed();
    enqueue(client);
  }

  function connected(socket: Socket): void {
    made += 1;
    const gatherer = batchGatherer({ connection: made, superuser: false, deliver() {} });
    const client: Client = {
      id: made,
      socket,
      user: "",
      ready: false,
      gone: false,
      queued: false,
      lastUsed: Date.now(),
      gatherer,
      batches: [],
      startup: "",
      settings: new Map(),
      listens: new Set(),
    };
    clients.add(client);
    let started = false;
    const splitter = messageSplitter((bytes) => {
      if (client.gone || broken) return;
      if (!started) {
        started = bytes.length >= 8 && bytes.readUInt32BE(4) >>> 16 === 3;
        begin(client, bytes, splitter);
      } else if (bytes[0] === 0x58) socket.end();
      else client.gatherer.take(bytes);
    });
    socket.on("data", (chunk) => {
      try {
        splitter.push(chunk);
      } catch (cause) {
        dismiss(client, { severity: "FATAL", code: "08P01", message: `protocol: ${(cause as Error).message}` });
      }
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      client.gone = true;
      client.batches = [];
      enqueue(client);
    });
  }

  const patience = setInterval(() => {
    if (!holder || pumping || queue.length === 0 || holder.batches.length > 0) return;
    if (Date.now() - holder.lastUsed < options.idleInTransactionMs) return;
    const message = `idle in a transaction for ${options.idleInTransactionMs} ms while ${queue.length} others waited`;
    dismiss(holder, { severity: "FATAL", code: "25P03", message });
  }, 500);
  patience.unref();

  const server = createServer({ noDelay: true }, connected);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.socketPath, resolve);
  });

  return {
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
