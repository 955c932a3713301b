import { execFile } from "node:child_process";
import { existsSync, lstatSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Where the browser's program stands. Its package unpacks itself into the folder for temporary files; two processes that do so at once would
 * trip over each other, so it is unpacked elsewhere and put in place whole.
 */
export async function browserProgram(): Promise<string> {
  const entry = import.meta.resolve("@sparticuz/chromium");
  const manifest = join(packageFolder(fileURLToPath(entry)), "package.json");
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  const folder = join(tmpdir(), `saihan-browser-${version}`);
  if (!existsSync(folder)) {
    const part = mkdtempSync(join(tmpdir(), "saihan-unpacking-"));
    try {
      await run(
        process.execPath,
        ["-e", `import(${JSON.stringify(entry)}).then(({ default: it }) => it.executablePath())`],
        {
          env: { ...process.env, TMPDIR: part },
        },
      );
      renameSync(part, folder);
    } catch (cause) {
      rmSync(part, { recursive: true, force: true });
      if (!existsSync(folder)) throw new Error("the browser could not be unpacked", { cause });
    }
  }
  // a folder of that name that somebody else put there is not run
  const { uid } = lstatSync(folder);
  if (process.getuid && uid !== process.getuid()) throw new Error(`${folder} belongs to another user`);
  return join(folder, "chromium");
}

function packageFolder(file: string): string {
  let folder = join(file, "..");
  while (!existsSync(join(folder, "package.json"))) folder = join(folder, "..");
  return folder;
}
