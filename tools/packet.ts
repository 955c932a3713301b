import { parseArgs } from "node:util";
import { encodePacket } from "#protocols/hj212/encode.ts";
import type { Edition, Group, Packet } from "#protocols/hj212/packet.ts";
import { civilToEpoch, epochToCivil, epochToQn } from "#protocols/hj212/time.ts";

/**
 * Writes one HJ 212 packet, length and check included, to standard output: for trying the gateway by hand with `nc`.
 * Real-time data (CN 2011) of this minute unless told otherwise; means when the command is 2051, 2061 or 2031.
 */
const usage = `npx node tools/packet.ts --mn MN [factor=value …] | nc -w 3 127.0.0.1 9212

  --mn MN                 设备编号 device number (required)
  --password 123456       访问密码 password
  --protocol HJ212-2017   HJ212-2005 | HJ212-2017 | HJ212-2025
  --st 31                 系统编码 31 大气污染源 gas source, 32 地表水体污染源 water source, 22 空气质量 ambient air, 21 地表水 surface water
  --cn 2011               2011 实时 real time, 2051 分钟 minutes, 2061 小时 hour, 2031 日 day
  --time 20261123080000   数据时间 time of the data, +08:00; now unless given
  factor=value[/flag]     a21026-Rtd=35.2  a21026-Rtd=35.2/N  w01018-Avg=40；缺省 default a21026=35.2 a34013=5.1`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mn: { type: "string" },
    password: { type: "string", default: "123456" },
    protocol: { type: "string", default: "HJ212-2017" },
    st: { type: "string", default: "31" },
    cn: { type: "string", default: "2011" },
    time: { type: "string" },
  },
});
if (!values.mn || !["HJ212-2005", "HJ212-2017", "HJ212-2025"].includes(values.protocol)) wrong(usage);
if (values.time !== undefined && civilToEpoch(values.time) === undefined)
  wrong(`--time ${values.time}：YYYYMMDDhhmmss`);

const now = Date.now();
const aggregate = values.cn === "2011" ? "Rtd" : "Avg";
const given = positionals.length > 0 ? positionals : ["a21026=35.2", "a34013=5.1"];
const packet: Packet = {
  qn: epochToQn(now),
  st: values.st,
  cn: values.cn,
  pw: values.password,
  mn: values.mn ?? "",
  flag: 1,
  pnum: undefined,
  pno: undefined,
  resent: false,
  cp: [[["DataTime", values.time ?? epochToCivil(now)]], ...given.map(groupOf)],
};
try {
  for (const frame of encodePacket(packet, { edition: values.protocol as Edition })) process.stdout.write(frame);
} catch (error) {
  wrong((error as Error).message);
}

/** "a21026-Rtd=35.2/N" or "a21026=35.2": the value with its mark, N unless said. */
function groupOf(text: string): Group {
  const parts = /^(\w+)(?:-(\w+))?=([^/]+)(?:\/(\w))?$/.exec(text);
  if (!parts) return wrong(`${text}：factor=value\n\n${usage}`);
  const [, factor = "", named = aggregate, value = "", mark = "N"] = parts;
  return [
    [`${factor}-${named}`, value],
    [`${factor}-Flag`, mark],
  ];
}

function wrong(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}
