import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Files, openFiles, StorageFull } from "./files.ts";
import { eventually } from "./kit.ts";

const sm3 = (bytes: Uint8Array): string => createHash("sm3").update(bytes).digest("hex");

describe("files by content", () => {
  let folder: string;
  let files: Files;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "saihan-files-"));
    files = await openFiles(folder, { reserveBytes: 0 });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const partsLeft = (): string[] => readdirSync(join(folder, "files", "part"));
  const send = async (bytes: Uint8Array, sender: string, step: number): Promise<string> => {
    const hash = sm3(bytes);
    let outcome = "more";
    for (let offset = 0; outcome === "more"; ) {
      const chunk = bytes.subarray(offset, offset + step);
      ({ outcome, received: offset } = await files.append({ hash, sender, offset, size: bytes.length, bytes: chunk }));
    }
    return outcome;
  };

  test("stand under their SM3, whole and in ranges", async () => {
    const { hash, size } = await files.put(Buffer.from("abc"));
    expect(hash).toBe("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    expect([size, await files.size(hash), await files.size("0".repeat(64))]).toEqual([3, 3, undefined]);
    expect(Buffer.from(await files.read(hash)).toString()).toBe("abc");
    const range: Uint8Array[] = [];
    for await (const piece of files.open(hash, { start: 1, end: 1 })) range.push(piece);
    expect(Buffer.concat(range).toString()).toBe("b");
    await expect(files.put(Buffer.from("abc"))).resolves.toEqual({ hash, size });
    const kept: string[] = [];
    for await (const one of files.hashes()) kept.push(one);
    expect([kept, await files.intact(hash)]).toEqual([[hash], true]);
    expect(partsLeft()).toEqual([]);
    await expect(async () => files.size("../../etc/passwd")).rejects.toThrow("not an SM3");
  });

  test("arrive in chunks; one that comes twice or too early changes nothing", async () => {
    const bytes = randomBytes(10_000);
    const chunk = (offset: number, to: number) =>
      files.append({ hash: sm3(bytes), sender: "a", offset, size: 10_000, bytes: bytes.subarray(offset, to) });
    expect(await chunk(4000, 8000)).toEqual({ received: 0, outcome: "more" });
    expect(await chunk(0, 4000)).toEqual({ received: 4000, outcome: "more" });
    expect(await chunk(0, 4000)).toEqual({ received: 4000, outcome: "more" });
    expect(await chunk(2000, 8000)).toEqual({ received: 8000, outcome: "more" });
    expect(await files.size(sm3(bytes))).toBeUndefined();
    expect(await chunk(8000, 10_000)).toEqual({ received: 10_000, outcome: "complete" });
    expect(Buffer.from(await files.read(sm3(bytes)))).toEqual(bytes);
  });

  test("whose content is not what the hash said are thrown away", async () => {
    const bytes = randomBytes(100);
    const claimed = sm3(randomBytes(100));
    const reply = await files.append({ hash: claimed, sender: "a", offset: 0, size: 100, bytes });
    expect([reply, await files.size(claimed), partsLeft()]).toEqual([
      { received: 0, outcome: "wrong-hash" },
      undefined,
      [],
    ]);
  });

  test("sent by many at once, right and wrong, are right in the end", async () => {
    const bytes = randomBytes(300_000);
    const hash = sm3(bytes);
    const wrong = files.append({ hash, sender: "spoiler", offset: 0, size: 300_000, bytes: randomBytes(150_000) });
    const outcomes = await Promise.all(["a", "b", "c"].map((sender) => send(bytes, sender, 70_000)));
    await wrong;
    expect(outcomes).toEqual(["complete", "complete", "complete"]);
    // the same sender twice: whoever comes late finds nothing arrived, and begins again or asks
    const [one, two] = await Promise.all([send(bytes, "d", 70_000), send(bytes, "d", 70_000)]);
    expect([one, two]).toEqual(["complete", "complete"]);
    expect([await files.intact(hash), await files.received({ hash, sender: "spoiler" })]).toEqual([true, 150_000]);
  });

  test("go on after the process was killed in the middle", async () => {
    const size = 40 * 1024 * 1024;
    const source = join(folder, "source");
    const bytes = randomBytes(size);
    writeFileSync(source, bytes);
    const hash = sm3(bytes);
    const child = spawn(process.execPath, [join(import.meta.dirname, "files.sender.ts"), folder, source, hash]);
    await eventually(
      async () => files.received({ hash, sender: "field" }),
      (received) => received > 2_000_000,
    );
    child.kill("SIGKILL");
    await once(child, "exit");
    const received = await files.received({ hash, sender: "field" });
    expect([received > 2_000_000 && received < size, await files.size(hash)]).toEqual([true, undefined]);
    const rest = { hash, sender: "field", offset: received, size, bytes: bytes.subarray(received) };
    expect(await files.append(rest)).toEqual({ received: size, outcome: "complete" });
    expect(await files.intact(hash)).toBe(true);
  });

  test("are refused in plain words when the disk is full, and what arrived stays", async () => {
    const careful = await openFiles(folder, { reserveBytes: Number.MAX_SAFE_INTEGER / 2 });
    await expect(careful.put(Buffer.from("no room"))).rejects.toBeInstanceOf(StorageFull);
    // a device that always says ENOSPC stands where the part would be written
    const bytes = randomBytes(50);
    const hash = sm3(bytes);
    await files.append({ hash, sender: "a", offset: 0, size: 50, bytes: bytes.subarray(0, 20) });
    const part = partsLeft().find((name) => name.startsWith(hash)) as string;
    const other = mkdtempSync(join(tmpdir(), "saihan-full-"));
    const full = await openFiles(other, { reserveBytes: 0 });
    mkdirSync(join(other, "files", "part"), { recursive: true });
    symlinkSync("/dev/full", join(other, "files", "part", part));
    await expect(full.append({ hash, sender: "a", offset: 0, size: 50, bytes })).rejects.toBeInstanceOf(StorageFull);
    rmSync(other, { recursive: true });
    expect(statSync(join(folder, "files", "part", part)).size).toBe(20);
    expect(await files.append({ hash, sender: "a", offset: 20, size: 50, bytes: bytes.subarray(20) })).toMatchObject({
      outcome: "complete",
    });
  });

  test("broken off long ago are swept, others are not", async () => {
    const before = partsLeft().length;
    expect(await files.sweepParts(Date.now() - 60_000)).toBe(0);
    expect(await files.sweepParts(Date.now() + 60_000)).toBe(before);
    expect(partsLeft()).toEqual([]);
  });
});
