import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/**
 * The line between a browser and the platform, which can be cut: before a request arrives, or after it was done and before its answer is back. A
 * browser's own airplane mode cannot do the latter.
 */
export type Fate = "pass" | "lost" | "answer lost";
export type Line = Readonly<{
  url: string;
  /** Asked for each request of the API in the order in which they come. */
  judge(fate: (method: string, path: string) => Fate): void;
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}>;

export async function openLine(target: string): Promise<Line> {
  const { hostname, port } = new URL(target);
  let fateOf: (method: string, path: string) => Fate = () => "pass";
  let up = true;
  const sockets = new Set<Socket>();
  const forward = (asked: IncomingMessage, answer: ServerResponse) => {
    const path = asked.url ?? "/";
    const fate = up ? (path.startsWith("/api/") ? fateOf(asked.method ?? "GET", path) : "pass") : "lost";
    if (fate === "lost") return asked.socket.destroy();
    const there = request({ hostname, port, method: asked.method, path, headers: asked.headers }, (said) => {
      if (fate === "answer lost") {
        said.resume().on("end", () => asked.socket.destroy());
        return;
      }
      answer.writeHead(said.statusCode ?? 502, said.headers);
      said.pipe(answer);
    });
    there.on("error", () => asked.socket.destroy());
    answer.on("close", () => there.destroy());
    asked.pipe(there);
  };
  const server = createServer(forward);
  server.on("connection", (socket) => {
    sockets.add(socket.on("close", () => sockets.delete(socket)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const hangUp = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    judge: (fate) => {
      fateOf = fate;
    },
    cut: () => {
      up = false;
      hangUp();
    },
    mend: () => {
      up = true;
    },
    close: () =>
      new Promise((resolve) => {
        hangUp();
        server.close(() => resolve());
      }),
  };
}
