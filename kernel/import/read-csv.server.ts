import { CsvError, parse } from "csv-parse";
import type { Source, SourceRow } from "./table.ts";
import { UnreadableFile } from "./table.ts";

/** Text of unknown encoding: UTF-8 where the bytes are valid UTF-8, else GB18030, which holds GBK and GB 2312. */
export function decodeText(bytes: Uint8Array): { text: string; encoding: string } {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : undefined;
  if (encoding) return { text: new TextDecoder(encoding).decode(bytes), encoding };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), encoding: "utf-8" };
  } catch {
    return { text: new TextDecoder("gb18030").decode(bytes), encoding: "gb18030" };
  }
}

/** The separator that the first line uses most. */
const separatorOf = (line: string): string =>
  [",", "\t", ";", "，"].map((mark) => [mark, line.split(mark).length] as const).sort((a, b) => b[1] - a[1])[0]?.[0] ??
  ",";

export async function readCsv(bytes: Uint8Array): Promise<Source> {
  const { text, encoding } = decodeText(bytes);
  const delimiter = separatorOf(text.slice(0, text.indexOf("\n") >>> 0));
  const all = () => lines(text, delimiter);
  const first = await all().next();
  if (first.done) throw new UnreadableFile("文件是空的。", "The file is empty.");
  const header = first.value.cells.map((cell) => cell.trim());
  return {
    format: "csv",
    header,
    encoding,
    geometry: false,
    rows: async function* () {
      const rows = all();
      await rows.next();
      yield* rows;
    },
  };
}

async function* lines(text: string, delimiter: string): AsyncGenerator<SourceRow> {
  const parser = parse(text, { bom: true, delimiter, info: true, relax_column_count: true, skip_empty_lines: true });
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>)
      if (record.some((cell) => cell.trim() !== "")) yield { line: info.lines - newLines(record), cells: record };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const at = Number((error as { lines?: number }).lines ?? 0);
    throw new UnreadableFile(
      `第 ${at} 行附近的引号不成对，文件无法读完，未保存任何内容。请用表格软件另存为 CSV 后再试。`,
      `Unpaired quotes near line ${at}; nothing was stored. Save the file anew as CSV.`,
    );
  }
}

/** The parser counts lines at the end of a record; a cell with line breaks began earlier. */
const newLines = (record: readonly string[]): number =>
  record.reduce((sum, cell) => sum + (cell.includes("\n") ? cell.split("\n").length - 1 : 0), 0);
