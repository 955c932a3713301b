import { startGateway } from "./gateway.ts";
import { openPlatform } from "./kit.ts";

/** A gateway with its engines in a process of its own, to be killed. Arguments: folder, port (0: any). */
const [, , folder, port = "0", limit = "2000"] = process.argv;
if (!folder) throw new Error("a folder is needed");
const { platform, close } = await openPlatform({ at: folder });
const gateway = await startGateway({
  platform,
  host: "127.0.0.1",
  port: Number(port),
  timeSync: false,
  waitingLimit: Number(limit),
});
process.send?.({ port: gateway.port });
const counting = setInterval(
  () => process.send?.({ counters: gateway.counters, memory: process.memoryUsage().rss }),
  500,
);
process.on("SIGTERM", () => {
  clearInterval(counting);
  void gateway
    .stop()
    .then(close)
    .then(() => process.exit(0));
});
process.on("disconnect", () => process.exit(1));
