/** What SQL text means to a session: settings and channels. Pure; read only after the engine has accepted the text. */
import { literal } from "./wire-messages.ts";

export interface Setting {
  /** Lower case; "all" means that every earlier one is forgotten. */
  readonly name: string;
  readonly sql: string;
}

const SETTING = /^\s*(set|reset)\s+(?:session\s+)?(time\s+zone|"[^"]+"|[a-z_][\w.]*)/i;
const NOT_OF_THE_SESSION = new Set([
  "local",
  "transaction",
  "constraints",
  "characteristics",
  "authorization",
  "session",
]);
const CHANNEL = String.raw`("(?:[^"]|"")+"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)`;
const LISTEN = new RegExp(String.raw`(?:^|;)\s*listen\s+${CHANNEL}`, "gi");
const UNLISTEN = new RegExp(String.raw`(?:^|;)\s*unlisten\s+(\*|${CHANNEL})`, "gi");

/** The setting that one accepted statement changed for the session, if that is what it did. */
export function settingOf(sql: readonly string[], tags: readonly string[]): Setting | undefined {
  const [text] = sql;
  if (sql.length !== 1 || !text || tags.length !== 1) return undefined;
  if (tags[0] === "DISCARD ALL") return { name: "all", sql: "" };
  if (tags[0] !== "SET" && tags[0] !== "RESET") return undefined;
  const name = SETTING.exec(text)?.[2]?.toLowerCase().replace(/\s+/g, " ");
  if (!name || NOT_OF_THE_SESSION.has(name)) return undefined;
  return { name, sql: text.replace(/[\s;]+$/, "") };
}

/** Parameters of the startup message that are settings, as `set` statements. */
export function startupSettings(parameters: ReadonlyMap<string, string>): string {
  const settings: string[] = [];
  for (const [name, value] of parameters) {
    if (["user", "database", "replication", "client_encoding"].includes(name) || name.startsWith("_pq_.")) continue;
    if (name === "options") {
      for (const [, key, set] of value.matchAll(/(?:-c\s*|--)([\w.-]+)=((?:\\.|\S)*)/g)) {
        settings.push(setTo((key ?? "").replaceAll("-", "_"), (set ?? "").replace(/\\(.)/g, "$1")));
      }
    } else settings.push(setTo(name, value));
  }
  return settings.join(" ");
}

const setTo = (name: string, value: string): string =>
  `select pg_catalog.set_config(${literal(name)}, ${literal(value)}, false);`;

/** Brings a client's channels up to date with the statements it ran; true when one was given up. */
export function listenChanges(sql: readonly string[], channels: Set<string>): boolean {
  let givenUp = false;
  for (const text of sql) {
    for (const [, channel] of text.matchAll(LISTEN)) channels.add(channelName(channel ?? ""));
    for (const [, channel] of text.matchAll(UNLISTEN)) {
      givenUp = true;
      if (channel === "*") channels.clear();
      else channels.delete(channelName(channel ?? ""));
    }
  }
  return givenUp;
}

const channelName = (text: string): string =>
  text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase();
