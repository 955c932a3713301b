/**
 * Messages of the PostgreSQL frontend/backend protocol, version 3, as bytes. Pure: no socket, no engine.
 * Only what the wire server itself has to read or write is here; everything else passes through unread.
 */

/** State of the session as ReadyForQuery tells it: idle, in a transaction, in a failed transaction. */
export type SessionStatus = "I" | "T" | "E";

/** A refusal in the form of an ErrorResponse; `code` is an SQLSTATE. */
export interface WireError {
  readonly severity: "ERROR" | "FATAL";
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** What the engine said to one batch, without its ReadyForQuery messages: the server sends exactly one itself. */
export interface Answer {
  readonly parts: readonly Buffer[];
  /** Undefined when the engine sent no ReadyForQuery, which is right only after a Flush. */
  readonly status: SessionStatus | undefined;
  readonly tags: readonly string[];
  readonly failed: boolean;
  /** The engine called itself broken (FATAL or PANIC): nothing after this answer can be trusted. */
  readonly fatal: string | undefined;
  readonly notifications: readonly Notification[];
}

export interface Notification {
  readonly channel: string;
  readonly message: Buffer;
}

/** Larger messages would not fit the engine's memory; PostgreSQL itself stops at 1 GiB. */
export const LARGEST_MESSAGE = 256 * 1024 * 1024;

export const SSL_REQUEST = 80877103;
export const GSS_REQUEST = 80877104;
export const CANCEL_REQUEST = 80877102;

/** One message with a type letter, its length and its body. */
export function message(type: string, body: Uint8Array | string = ""): Buffer {
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  const out = Buffer.allocUnsafe(5 + bytes.length);
  out.write(type, 0, "latin1");
  out.writeUInt32BE(bytes.length + 4, 1);
  out.set(bytes, 5);
  return out;
}

export const sync = message("S");
export const authenticationOk = message("R", Buffer.from([0, 0, 0, 0]));
/** NegotiateProtocolVersion: newest minor version 0, no unknown options named. */
export const onlyMinorZero = message("v", Buffer.alloc(8));

export const query = (sql: string): Buffer => message("Q", `${sql}\0`);
export const closeStatement = (name: string): Buffer => message("C", `S${name}\0`);
export const parameterStatus = (name: string, value: string): Buffer => message("S", `${name}\0${value}\0`);
export const readyForQuery = (status: SessionStatus): Buffer => message("Z", status);

export function backendKeyData(pid: number, secret: number): Buffer {
  const body = Buffer.alloc(8);
  body.writeUInt32BE(pid, 0);
  body.writeUInt32BE(secret, 4);
  return message("K", body);
}

export function errorResponse(error: WireError): Buffer {
  const hint = error.hint ? `H${error.hint}\0` : "";
  return message("E", `S${error.severity}\0V${error.severity}\0C${error.code}\0M${error.message}\0${hint}\0`);
}

/**
 * A statement that makes the engine raise this error: unlike an error written by the server, it also fails the
 * transaction the client is in, as it would on any other PostgreSQL.
 */
export function raise(code: string, text: string): Buffer {
  return query(
    `do $saihan$ begin raise exception using errcode = ${literal(code)}, message = ${literal(text)}; end $saihan$`,
  );
}

export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The zero-terminated string at `start`, and the offset after its zero. */
export function cString(bytes: Buffer, start: number): { text: string; end: number } {
  const zero = bytes.indexOf(0, start);
  const stop = zero < 0 ? bytes.length : zero;
  return { text: bytes.toString("utf8", start, stop), end: stop + 1 };
}

/** The key/value pairs of a startup message (length and version included in `bytes`). */
export function startupParameters(bytes: Buffer): Map<string, string> {
  const parameters = new Map<string, string>();
  for (let at = 8; at < bytes.length && bytes[at] !== 0; ) {
    const name = cString(bytes, at);
    const value = cString(bytes, name.end);
    parameters.set(name.text, value.text);
    at = value.end;
  }
  return parameters;
}

/**
 * Cuts a byte stream into messages. Until `typed()` is called a message has no type letter, as at the start of
 * every connection. Throws RangeError at a length no client would send.
 */
export function messageSplitter(deliver: (message: Buffer) => void): { push(chunk: Buffer): void; typed(): void } {
  let chunks: Buffer[] = [];
  let held = 0;
  let needed = 4;
  let prefix = 0;

  function push(chunk: Buffer): void {
    chunks.push(chunk);
    held += chunk.length;
    if (held < needed) return;
    let bytes = chunks.length === 1 ? chunk : Buffer.concat(chunks, held);
    for (;;) {
      needed = prefix + 4;
      if (bytes.length < needed) break;
      const length = bytes.readUInt32BE(prefix);
      if (length < 4 || length > LARGEST_MESSAGE) throw new RangeError(`a message of ${length} bytes`);
      needed = prefix + length;
      if (bytes.length < needed) break;
      const whole = bytes.subarray(0, needed);
      bytes = bytes.subarray(needed);
      deliver(whole);
    }
    chunks = bytes.length > 0 ? [bytes] : [];
    held = bytes.length;
  }

  return {
    push,
    typed() {
      prefix = 1;
    },
  };
}

/**
 * Sorts what the engine wrote: what the client gets, how the session stands, what others are to be told.
 *
 * An uncaught C++ exception (a topology error of GEOS) is swallowed by PostgreSQL's own error handling as it was compiled for PGlite: the
 * statement ends in mid-answer and looks complete. Three signs betray it, and each makes the answer fatal: fewer rows than the tag says
 * or the other way round, a portal suspended that was to run to its end (`portion`: the client did ask for portions), and, at the end of
 * the transaction, a snapshot that nobody gave back.
 */
export function readAnswer(output: Buffer, portion = true): Answer {
  const parts: Buffer[] = [];
  const tags: string[] = [];
  const notifications: Notification[] = [];
  let status: SessionStatus | undefined;
  let failed = false;
  let fatal: string | undefined;
  let kept = 0;
  let at = 0;
  let rows = 0;
  const brokenOff = "the engine broke off a statement and gave a part of its answer";
  const drop = (end: number): void => {
    if (at > kept) parts.push(output.subarray(kept, at));
    kept = end;
  };
  while (at + 5 <= output.length) {
    const end = at + 1 + output.readUInt32BE(at + 1);
    switch (output[at]) {
      case 0x5a: // ReadyForQuery
        status = String.fromCharCode(output[at + 5] ?? 0x49) as SessionStatus;
        drop(end);
        break;
      case 0x41: // NotificationResponse: process id, channel, payload
        notifications.push({ channel: cString(output, at + 9).text, message: Buffer.from(output.subarray(at, end)) });
        drop(end);
        break;
      case 0x47: // CopyInResponse: never true here, the refusal follows it
        drop(end);
        break;
      case 0x44: // DataRow
        rows++;
        break;
      case 0x73: // PortalSuspended
        if (!portion) fatal = brokenOff;
        rows = 0;
        break;
      case 0x43: {
        const tag = cString(output, at + 5).text;
        tags.push(tag);
        // a portal read in portions counts only its last portion in the tag, as the rows here do
        if (/^SELECT \d+$/.test(tag) && rows > 0 && Number(tag.slice(7)) !== rows) fatal = brokenOff;
        rows = 0;
        break;
      }
      case 0x4e: // NoticeResponse
        if (/\0Msnapshot 0x[0-9a-f]+ still active\0/.test(output.toString("latin1", at + 5, end))) fatal = brokenOff;
        break;
      case 0x45: {
        failed = true;
        const severity = cString(output, at + 6).text;
        if (severity !== "ERROR") fatal = output.toString("utf8", at + 5, end).replaceAll("\0", " ");
        break;
      }
    }
    at = end;
  }
  drop(at);
  return { parts, status, tags, failed, fatal, notifications };
}

/** The first value of every DataRow, as text; empty for null. */
export function firstColumn(parts: readonly Buffer[]): string[] {
  const values: string[] = [];
  for (const row of framesOf(parts, 0x44)) {
    const length = row.readInt32BE(7);
    values.push(length < 0 ? "" : row.toString("utf8", 11, 11 + length));
  }
  return values;
}

/** Code, message, detail and context of the first ErrorResponse. */
export function firstError(parts: readonly Buffer[]): string {
  for (const error of framesOf(parts, 0x45)) {
    const fields = error.toString("utf8", 5).split("\0");
    const field = (letter: string): string => fields.find((one) => one.startsWith(letter))?.slice(1) ?? "";
    return [field("C"), field("M"), field("D"), field("W")].filter(Boolean).join(" · ");
  }
  return "refused without a reason";
}

function* framesOf(parts: readonly Buffer[], type: number): Generator<Buffer> {
  for (const part of parts) {
    for (let at = 0; at + 5 <= part.length; ) {
      const end = at + 1 + part.readUInt32BE(at + 1);
      if (part[at] === type) yield part.subarray(at, end);
      at = end;
    }
  }
}
