import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Cursor } from "./due.ts";

/**
 * What was acknowledged, kept over a restart: each device goes on where it stopped and sends again what nobody confirmed. Written to
 * a new file and renamed, so that a crash leaves the old one or the new one.
 */
export type Memory = {
  seed: number;
  /** Moment of the first start: history ends and the running demonstration begins here. */
  firstStart: number;
  cursors: Record<string, Cursor>;
};

export async function recall(path: string, seed: number, now: number): Promise<Memory> {
  const fresh: Memory = { seed, firstStart: now, cursors: {} };
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return fresh;
    throw error;
  }
  const kept = JSON.parse(text) as Memory;
  // Another seed is another region: its cursors mean nothing here.
  return kept.seed === seed ? kept : fresh;
}

export async function remember(path: string, memory: Memory): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.new`;
  await writeFile(draft, JSON.stringify(memory));
  await rename(draft, path);
}
