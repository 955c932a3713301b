import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Ten thousand silent connections: that they hold, and what they cost. The gateway runs in a process of its own. */
export async function run(options: Readonly<Record<string, string>>): Promise<void> {
  const wanted = Number(options.connections ?? 10_000);
  const folder = mkdtempSync(join(tmpdir(), "saihan-bench-"));
  const child = fork(join(import.meta.dirname, "../../gateway/kit-child.ts"), [folder]);
  let memory = 0;
  let open = 0;
  const port = await new Promise<number>((resolve) =>
    child.on("message", (message: { port?: number; memory?: number; counters?: { open: number } }) => {
      if (message.port) resolve(message.port);
      memory = message.memory ?? memory;
      open = message.counters?.open ?? open;
    }),
  );
  await pause(3_000);
  const before = memory;
  const sockets: Socket[] = [];
  for (let k = 0; k < wanted; k++) {
    // Source addresses of the loopback range: one address has too few ports for a second run.
    const socket = connect({ port, host: "127.0.0.1", localAddress: `127.0.0.${2 + (k % 20)}` });
    socket.on("error", (error) => console.error(error.message));
    socket.on("connect", () => socket.write("##00"));
    sockets.push(socket);
    if (k % 200 === 199) await pause(20);
  }
  await pause(5_000);
  console.log(`${open} of ${wanted} connections open, each with four bytes sent`);
  console.log(
    `memory ${(before / 1_048_576).toFixed(0)} → ${(memory / 1_048_576).toFixed(0)} MiB, ${((memory - before) / wanted / 1024).toFixed(1)} KiB a connection`,
  );
  for (const socket of sockets) socket.destroy();
  child.kill("SIGTERM");
  await new Promise((resolve) => child.once("exit", resolve));
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
