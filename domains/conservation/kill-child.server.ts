import { openKitPlatform } from "#kernel/kit.server.ts";
import { workOneRun } from "./worker.server.ts";

/** A worker in a process of its own, for the test that kills it: works the run that waits in the folder, and says when each chunk begins. */
const [folder = "", now = "0"] = process.argv.slice(2);
const { platform } = await openKitPlatform({ at: folder, now: () => Number(now) });
await workOneRun(platform, () => {
  process.send?.("chunk");
  return false;
});
process.send?.("done");
