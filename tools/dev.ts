import { spawn } from "node:child_process";

/** `npm run dev`: the platform, restarted when a server file changes, and the pages by Vite with hot replacement on port 5173. */
const children = [
  spawn(process.execPath, ["--watch", "--watch-preserve-output", "server/main.ts"], { stdio: "inherit" }),
  spawn(process.execPath, ["node_modules/vite/bin/vite.js", "--config", "web/vite.config.ts"], { stdio: "inherit" }),
];
const end = (): void => {
  for (const child of children) child.kill("SIGTERM");
};
process.on("SIGINT", end);
process.on("SIGTERM", end);
for (const child of children) child.on("exit", end);
