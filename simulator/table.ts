import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";

/**
 * A table read as a stream: comma, semicolon or tab, quotes as in RFC 4180, packed by gzip or not. Only one chunk is in memory, so the
 * size of the file does not matter.
 */
export type Table = Readonly<{
  columns: readonly string[];
  /** Rows in order; a short row has empty cells at its end. */
  rows: AsyncIterable<readonly string[]>;
}>;

export async function openTable(path: string, encoding = "utf-8"): Promise<Table> {
  const lines = records(textOf(path, encoding));
  const head = await lines.next();
  if (head.done) return { columns: [], rows: none() };
  return { columns: head.value.map((name) => name.trim()), rows: lines };
}

async function* none(): AsyncGenerator<readonly string[]> {}

async function* textOf(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  const file = createReadStream(path);
  const packed = path.endsWith(".gz") ? createGunzip() : undefined;
  // An error of the file must reach whoever reads the unpacked stream.
  if (packed) file.on("error", (error) => packed.destroy(error));
  for await (const chunk of packed ? file.pipe(packed) : file) yield decoder.decode(chunk as Buffer, { stream: true });
  yield decoder.decode();
}

/** Splits text into records; the first line decides the separator. */
export async function* records(text: AsyncIterable<string>): AsyncGenerator<string[]> {
  let separator: string | undefined;
  let held = "";
  for await (const piece of text) {
    held += piece;
    for (let end = endOfRecord(held); end >= 0; end = endOfRecord(held)) {
      const line = held.slice(0, end).replace(/\r$/, "");
      held = held.slice(end + 1);
      separator ??= separatorOf(line);
      if (line !== "") yield cellsOf(line, separator);
    }
  }
  const last = held.replace(/\r$/, "");
  if (last !== "") yield cellsOf(last, separator ?? separatorOf(last));
}

/** The first line end outside quotes, or -1. */
function endOfRecord(text: string): number {
  const end = text.indexOf("\n");
  // The usual line has no quotes: one search each.
  const quote = text.indexOf('"');
  if (end < 0 || quote < 0 || quote > end) return end;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '"') quoted = !quoted;
    else if (char === "\n" && !quoted) return i;
  }
  return -1;
}

function separatorOf(line: string): string {
  const count = (sign: string) => line.split(sign).length;
  return [",", ";", "\t"].reduce((best, sign) => (count(sign) > count(best) ? sign : best), ",");
}

function cellsOf(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator);
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const char = line[i];
    if (char === '"') {
      if (quoted && line[i + 1] === '"') {
        cell += '"';
        i++;
      } else quoted = !quoted;
    } else if (char === separator && !quoted) {
      cells.push(cell);
      cell = "";
    } else cell += char;
  }
  cells.push(cell);
  return cells;
}
