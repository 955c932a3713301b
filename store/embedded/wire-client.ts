/** One client of the wire server: its socket, its startup and the batches it has sent. Knows no engine. */
import type { Socket } from "node:net";
import { startupSettings } from "./session-text.ts";
import { type Batch, type BatchGatherer, batchGatherer } from "./wire-batch.ts";
import {
  CANCEL_REQUEST,
  errorResponse,
  GSS_REQUEST,
  messageSplitter,
  onlyMinorZero,
  SSL_REQUEST,
  startupParameters,
  type WireError,
} from "./wire-messages.ts";

export interface Client {
  readonly id: number;
  readonly socket: Socket;
  user: string;
  /** Its user is known to the engine and it has been told that it may begin. */
  ready: boolean;
  /** Its socket is closed. */
  gone: boolean;
  /** It stands in the server's queue. */
  queued: boolean;
  /** When its last batch ended, in epoch milliseconds. */
  lastUsed: number;
  gatherer: BatchGatherer | undefined;
  batches: Batch[];
  /** Settings of the startup message, as SQL. */
  startup: string;
  /** Settings it made later outside a transaction, by name. */
  readonly settings: Map<string, string>;
  readonly listens: Set<string>;
}

export interface ClientOptions {
  readonly id: number;
  readonly database: string;
  readonly superuser: string;
  /** The client has something for the engine: an admission, a batch or its own end. */
  readonly onWork: (client: Client) => void;
}

export function openClient(socket: Socket, options: ClientOptions): Client {
  const client: Client = {
    id: options.id,
    socket,
    user: "",
    ready: false,
    gone: false,
    queued: false,
    lastUsed: Date.now(),
    gatherer: undefined,
    batches: [],
    startup: "",
    settings: new Map(),
    listens: new Set(),
  };
  const splitter = messageSplitter((bytes) => {
    if (socket.writableEnded) return;
    if (!client.gatherer) {
      begin(client, bytes, options);
      if (client.gatherer) splitter.typed();
    } else if (bytes[0] === 0x58) socket.end();
    else client.gatherer.take(bytes);
  });
  socket.on("data", (chunk) => {
    try {
      splitter.push(chunk);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      dismiss(client, { severity: "FATAL", code: "08P01", message: `protocol violation: ${cause.message}` });
    }
  });
  // A broken socket is an ended client; "close" follows.
  socket.on("error", () => socket.destroy());
  socket.on("close", () => {
    client.gone = true;
    client.batches = [];
    options.onWork(client);
  });
  return client;
}

/** The untyped messages a connection starts with: at most two requests for encryption, then the startup itself. */
function begin(client: Client, bytes: Buffer, options: ClientOptions): void {
  const version = bytes.length < 8 ? 0 : bytes.readUInt32BE(4);
  if (version === SSL_REQUEST || version === GSS_REQUEST) client.socket.write("N");
  else if (version === CANCEL_REQUEST) client.socket.destroySoon();
  else if (version >>> 16 === 3) start(client, bytes, options);
  else dismiss(client, { severity: "FATAL", code: "0A000", message: "only version 3 of the protocol is spoken here" });
}

function start(client: Client, bytes: Buffer, options: ClientOptions): void {
  if (bytes.readUInt16BE(6) !== 0) client.socket.write(onlyMinorZero);
  const asked = startupParameters(bytes);
  client.user = asked.get("user") ?? "";
  const database = asked.get("database") ?? client.user;
  if (database !== options.database) {
    dismiss(client, { severity: "FATAL", code: "3D000", message: `database "${database}" does not exist` });
    return;
  }
  client.startup = startupSettings(asked);
  client.gatherer = batchGatherer({
    connection: client.id,
    superuser: client.user === options.superuser,
    deliver(batch) {
      client.batches.push(batch);
      if (client.ready) options.onWork(client);
    },
  });
  options.onWork(client);
}

/** What was gathered behind a failed Flush is dropped up to the Sync that ends it. */
export function skipToSync(client: Client, sync: Batch): void {
  const end = client.batches.findIndex((batch) => batch.ending === "sync");
  if (end >= 0) {
    client.batches.splice(0, end + 1, sync);
  } else {
    client.batches = [];
    client.gatherer?.skipToSync();
  }
}

/** A client that does not read its last words is cut off after this time; it may be holding the engine. */
const LAST_WORDS_MS = 1_000;

/** Says why and closes the connection. */
export function dismiss(client: Client, error: WireError): void {
  if (!client.socket.writableEnded) client.socket.end(errorResponse(error));
  client.socket.destroySoon();
  setTimeout(() => client.socket.destroy(), LAST_WORDS_MS).unref();
}
