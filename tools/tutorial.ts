import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One step of a tutorial as its page writes it: a command, a change of a file, or what the commands before it must have said. */
export type Step =
  | Readonly<{ kind: "run"; command: string }>
  | Readonly<{ kind: "change"; file: string; before: string; after: string }>
  | Readonly<{ kind: "said"; lines: readonly string[] }>;

/** The fenced blocks of a page in order: `sh` is run, `diff` is applied, `text` is expected. Others are only read by people. */
export function stepsOf(page: string): Step[] {
  return [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, kind, body = ""]): Step[] => {
    const lines = body.split("\n").filter((line) => line.trim() !== "");
    if (kind === "sh") return lines.map((command) => ({ kind: "run", command }));
    if (kind === "text") return [{ kind: "said", lines }];
    return kind === "diff" ? [changeOf(lines)] : [];
  });
}

/** `--- file`, then lines that stay, go (-) and come (+). */
function changeOf([head = "", ...lines]: readonly string[]): Step {
  if (!head.startsWith("--- ")) throw new Error(`a change begins with its file: ${head}`);
  const side = (kept: string) =>
    lines
      .filter((line) => line.startsWith(" ") || line.startsWith(kept))
      .map((line) => `${line.slice(1)}\n`)
      .join("");
  return { kind: "change", file: head.slice(4), before: side("-"), after: side("+") };
}

/** Makes a change in a copy. What it looks for must stand there exactly once, or the page has gone stale. */
export function apply(folder: string, { file, before, after }: Extract<Step, { kind: "change" }>): void {
  const path = join(folder, file);
  const source = readFileSync(path, "utf8");
  const parts = source.split(before);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} places that read\n${before}`);
  writeFileSync(path, parts.join(after));
}
