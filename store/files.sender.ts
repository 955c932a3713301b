import { readFileSync } from "node:fs";
import { openFiles } from "./files.ts";

/** Sends a file chunk by chunk until it is killed: the other half of a test, in a process of its own. */
const [folder = "", source = "", hash = ""] = process.argv.slice(2);
const files = await openFiles(folder, { reserveBytes: 0 });
const bytes = readFileSync(source);
const step = 256 * 1024;
for (let offset = 0; offset < bytes.length; offset += step)
  await files.append({
    hash,
    sender: "field",
    offset,
    size: bytes.length,
    bytes: bytes.subarray(offset, offset + step),
  });
