/**
 * Gathers the messages of one client into batches that the engine can run alone: up to a Query, a Sync or a Flush.
 * On the way it makes them safe for an engine in which all clients share one session: prepared statements get names
 * of the client's own, COPY from the client is refused, and so is taking another user's identity.
 */
import { cString, message, raise } from "./wire-messages.ts";

export interface Batch {
  readonly messages: readonly Buffer[];
  readonly ending: "query" | "sync" | "flush";
  /** The SQL texts in it: what `set` and `listen` mean to the session is read from them. */
  readonly sql: readonly string[];
}

export interface BatchGatherer {
  /** Takes one typed message; a finished batch goes to `deliver`. */
  take(message: Buffer): void;
  /** After an error the client's messages up to its next Sync are not to be run. */
  skipToSync(): void;
  /** Names the engine knows this client's prepared statements by. */
  statements(): string[];
}

const COPY_REFUSED = "COPY from the client is not supported by the embedded engine; use INSERT or a PostgreSQL server";
const IDENTITY_REFUSED = "session authorization belongs to the connection and cannot be changed";
const COMMENT = String.raw`(?:\s|--[^\n]*(?:\n|$)|/\*[\s\S]*?\*/)`;
const COPY_STATEMENT = new RegExp(`^${COMMENT}*copy\\b[\\s\\S]*\\bstdin\\b`, "i");
const COPY_SOMEWHERE = /\bcopy\b[\s\S]*\bstdin\b/i;
const IDENTITY = new RegExp(`\\bsession${COMMENT}+authorization\\b|session_authorization`, "i");
const SET_CONFIG = /set_config/i;
const copyFail = message("f", `${COPY_REFUSED}\0`);

export function batchGatherer(options: {
  readonly connection: number;
  /** A superuser may become anyone; nobody else may. */
  readonly superuser: boolean;
  readonly deliver: (batch: Batch) => void;
}): BatchGatherer {
  const names = new Map<string, string>();
  let messages: Buffer[] = [];
  let sql: string[] = [];
  let refused: Buffer | undefined;
  let skipping = false;
  let settingPrepared = false;
  let made = 0;

  function engineName(name: string): string {
    if (name === "") return "";
    let own = names.get(name);
    if (!own) {
      made += 1;
      own = `c${options.connection}_${made}`;
      names.set(name, own);
    }
    return own;
  }

  function finish(ending: Batch["ending"]): void {
    const batch = refused ? { messages: [refused], ending, sql: [] } : { messages, ending, sql };
    messages = [];
    sql = [];
    refused = undefined;
    options.deliver(batch);
  }

  /** Marks the batch as one the engine must answer with an error instead. */
  function examine(text: string, bytes: Buffer): void {
    if (options.superuser) return;
    if (IDENTITY.test(text)) refused = raise("42501", IDENTITY_REFUSED);
    // A parameter may carry the name that the text hides, but only set_config would use it.
    else if (bytes.includes("session_authorization") && (settingPrepared || sql.some((one) => SET_CONFIG.test(one)))) {
      refused = raise("42501", IDENTITY_REFUSED);
    }
  }

  function takeQuery(bytes: Buffer): void {
    const { text } = cString(bytes, 5);
    sql.push(text);
    examine(text, bytes);
    messages.push(bytes);
    // Harmless after any other statement; after COPY it keeps the engine from waiting for data it cannot get.
    if (COPY_SOMEWHERE.test(text)) messages.push(copyFail);
    finish("query");
  }

  function takeParse(bytes: Buffer): void {
    const name = cString(bytes, 5);
    const { text } = cString(bytes, name.end);
    sql.push(text);
    if (name.text !== "" && SET_CONFIG.test(text)) settingPrepared = true;
    examine(text, bytes);
    if (COPY_STATEMENT.test(text)) refused ??= raise("0A000", COPY_REFUSED);
    messages.push(renamed(bytes, 5, name.end, engineName(name.text)));
  }

  function takeBind(bytes: Buffer): void {
    const portal = cString(bytes, 5);
    const name = cString(bytes, portal.end);
    examine("", bytes);
    messages.push(renamed(bytes, portal.end, name.end, engineName(name.text)));
  }

  function takeDescribeOrClose(bytes: Buffer): void {
    if (bytes[5] !== 0x53) {
      messages.push(bytes); // a portal: it cannot outlive its transaction, and that holds the engine
      return;
    }
    const name = cString(bytes, 6);
    messages.push(renamed(bytes, 6, name.end, engineName(name.text)));
    if (bytes[0] === 0x43) names.delete(name.text);
  }

  function take(bytes: Buffer): void {
    const type = String.fromCharCode(bytes[0] ?? 0);
    if (skipping && type !== "S") return;
    skipping = false;
    switch (type) {
      case "Q":
        takeQuery(bytes);
        break;
      case "P":
        takeParse(bytes);
        break;
      case "B":
        takeBind(bytes);
        break;
      case "D":
      case "C":
        takeDescribeOrClose(bytes);
        break;
      case "E":
        messages.push(bytes);
        break;
      case "S":
        if (!refused) messages.push(bytes);
        finish("sync");
        break;
      case "H":
        messages.push(bytes);
        finish("flush");
        break;
      case "F":
        refused = raise("0A000", "the function call message is not supported by the embedded engine");
        finish("query");
        break;
      // Anything else is copy data after a refused COPY, or a password nobody asked for.
    }
  }

  return {
    take,
    skipToSync() {
      skipping = true;
      messages = [];
      sql = [];
      refused = undefined;
    },
    statements: () => [...names.values()],
  };
}

/** The message with the zero-terminated string at [from, to) replaced. */
function renamed(bytes: Buffer, from: number, to: number, name: string): Buffer {
  if (to - from - 1 === 0 && name === "") return bytes;
  const type = bytes.toString("latin1", 0, 1);
  return message(type, Buffer.concat([bytes.subarray(5, from), Buffer.from(`${name}\0`), bytes.subarray(to)]));
}
