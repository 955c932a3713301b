import { connect } from "node:net";
import { crc16, crcText } from "#protocols/hj212/crc.ts";
import { epochToCivil, epochToQn } from "#protocols/hj212/time.ts";

/** Many devices, each sending its next packet when the last was acknowledged. Arguments: port, connections, seconds, factors. */
const [port = 0, connections = 0, seconds = 0, factors = 0] = process.argv.slice(2).map(Number);
const warmup = 4;
const codes = [
  "w01018",
  "w21003",
  "w21011",
  "w21001",
  "w01001",
  "w01010",
  "w00000",
  "w01012",
  "w01009",
  "w01014",
  "w22001",
  "w21017",
];
const latencies: number[] = [];
let measuring = false;
let stopped = false;

/** Values that move as real ones do: one decimal, slowly. */
const level = Float64Array.from({ length: connections }, (_, k) => 20 + (k % 50));

function frame(device: number, mn: string, count: number): string {
  const now = Date.now();
  level[device] = Math.max(1, (level[device] as number) + (Math.random() - 0.5));
  let cp = `DataTime=${epochToCivil(now)}`;
  for (let k = 0; k < factors; k++) {
    const value = ((level[device] as number) * (0.1 + (k % 5) / 3)).toFixed(1 + (k % 3));
    cp += `;${codes[k % codes.length]}-Rtd=${value},${codes[k % codes.length]}-Flag=N`;
  }
  const body = `QN=${epochToQn(now).slice(0, 14)}${String(count % 1000).padStart(3, "0")};ST=32;CN=2011;PW=123456;MN=${mn};Flag=5;CP=&&${cp}&&`;
  return `##${String(body.length).padStart(4, "0")}${body}${crcText(crc16(Buffer.from(body, "latin1")))}\r\n`;
}

function device(k: number): void {
  const mn = `010000A8900016F0${String(k).padStart(8, "0")}`;
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  let sentAt = 0;
  let count = 0;
  const send = (): void => {
    sentAt = performance.now();
    socket.write(frame(k, mn, count++), "latin1");
  };
  socket.on("connect", () => setTimeout(send, Math.random() * 1000));
  socket.on("data", (chunk) => {
    // One answer is one line; a device here never has two packets under way.
    if (chunk.indexOf("CN=9014") < 0) return;
    if (measuring) latencies.push(performance.now() - sentAt);
    if (!stopped) send();
  });
  socket.on("error", () => undefined);
}

for (let k = 0; k < connections; k++) device(k);
await new Promise((resolve) => setTimeout(resolve, warmup * 1000));
measuring = true;
const began = performance.now();
await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
measuring = false;
const took = (performance.now() - began) / 1000;
stopped = true;
await new Promise((resolve) => setTimeout(resolve, 1_500));
latencies.sort((a, b) => a - b);
const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? 0;
process.send?.({
  acknowledged: latencies.length,
  seconds: took,
  warmup,
  p50: at(0.5),
  p95: at(0.95),
  p99: at(0.99),
  generator: process.memoryUsage().rss,
});
setTimeout(() => process.exit(0), 200);
