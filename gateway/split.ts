import type { Split } from "#kernel/observation/links.server.ts";
import { epochToCivil } from "#protocols/hj212/time.ts";
import type { Arrived } from "./arrived.ts";

const kept = 5;

/**
 * Notes a part of a split upload. Each part is a packet of its own with its own QN and answer (tables C.49, C.50 of HJ 212-2017); what
 * belongs together is told by device, system, command and data time. The upload is complete when every part was seen.
 */
export function noteSplit(splits: Map<string, Split[]>, packet: Arrived): void {
  const said = packet.parsed?.packet;
  if (said?.pnum === undefined || said.pno === undefined || packet.dataTime === undefined || said.pnum < 2) return;
  const dataTime = epochToCivil(packet.dataTime);
  const list = splits.get(packet.mn) ?? [];
  let split = list.find((one) => one.cn === said.cn && one.st === said.st && one.dataTime === dataTime);
  if (!split) {
    split = { cn: said.cn, st: said.st, dataTime, total: said.pnum, seen: new Set() };
    list.push(split);
    if (list.length > kept) list.shift();
    splits.set(packet.mn, list);
  }
  split.seen.add(said.pno);
}
