import type { PacketDetail } from "#kernel/observation/packet.ts";
import { isoTime } from "#kernel/time.ts";
import { commandOf } from "#protocols/hj212/commands.ts";
import { factorOf } from "#protocols/hj212/factors.ts";
import { createFramer } from "#protocols/hj212/framer.ts";
import { markOf } from "#protocols/hj212/marks.ts";
import { measurementsOf } from "#protocols/hj212/measurement.ts";
import { type Packet, parseFrame } from "#protocols/hj212/packet.ts";
import { systemOf } from "#protocols/hj212/systems.ts";

type Explained = Pick<PacketDetail, "segments" | "measurements" | "unread">;
type Title = { zh: string; en: string } | null;

const fieldTitles: Readonly<Record<string, { zh: string; en: string }>> = {
  QN: { zh: "请求编码", en: "Number of the exchange" },
  ST: { zh: "系统编码", en: "System" },
  CN: { zh: "命令编码", en: "Command" },
  PW: { zh: "访问密码", en: "Password" },
  MN: { zh: "设备唯一标识", en: "Device" },
  Flag: { zh: "拆分包及应答标志", en: "Flag" },
  PNUM: { zh: "总包数", en: "Packets in all" },
  PNO: { zh: "包号", en: "Number of this packet" },
  RF: { zh: "补传标志", en: "Sent again" },
  DataTime: { zh: "数据时间", en: "Time of the data" },
};

/** A stored packet taken apart for people. The password is masked: whoever reads a packet need not learn how to send one. */
export function explainRaw(raw: string, encoding: "text" | "base64"): Explained {
  const bytes = Buffer.from(raw, encoding === "text" ? "utf8" : "base64");
  const { frames, garbage } = createFramer().push(bytes);
  const [frame] = frames;
  const unread = garbage.map((run) => Buffer.from(run).toString("utf8"));
  if (!frame)
    return {
      segments: [],
      measurements: [],
      unread: unread.length > 0 || raw === "" ? unread : [bytes.toString("utf8")],
    };
  const { packet } = parseFrame(frame);
  const { measurements } = measurementsOf(packet);
  return {
    segments: segmentsOf(packet),
    measurements: measurements.map(({ factor, aggregate, value, flag, time }) => {
      const about = factorOf(factor);
      return {
        factor,
        name: about?.zh ?? factor,
        aggregate,
        value: Number(value),
        unit: about?.unit ?? "",
        flag,
        time: isoTime(time),
      };
    }),
    unread,
  };
}

/**
 * A stored packet with its password in asterisks, character for character, so that lengths and places still hold. Bytes that are no text
 * are looked through as bytes.
 */
export function maskPassword(raw: string, encoding: "text" | "base64"): string {
  const masked = (text: string): string =>
    text.replace(/(PW=)([^;&]*)/gi, (_, name: string, password: string) => name + "*".repeat(password.length));
  if (encoding === "text") return masked(raw);
  return Buffer.from(masked(Buffer.from(raw, "base64").toString("latin1")), "latin1").toString("base64");
}

function segmentsOf(packet: Packet): Explained["segments"] {
  const { qn, st, cn, pw, mn, flag, pnum, pno, resent, cp } = packet;
  const head: [string, string][] = [
    ["QN", qn],
    ["ST", st],
    ["CN", cn],
    ["PW", pw === "" ? "" : "*".repeat(pw.length)],
    ["MN", mn],
    ["Flag", flag === undefined ? "" : String(flag)],
    ["PNUM", pnum === undefined ? "" : String(pnum)],
    ["PNO", pno === undefined ? "" : String(pno)],
    ["RF", resent ? "1" : ""],
  ];
  const fields = head
    .filter(([, value]) => value !== "")
    .map(([name, value]) => ({ name, value, title: titleOf(name, value) }));
  const items = cp.flat().map(([name, value]) => ({ name, value, title: itemTitle(name, value) }));
  return [...fields, ...items];
}

function titleOf(name: string, value: string): Title {
  const field = fieldTitles[name];
  if (!field) return null;
  const meaning = name === "ST" ? systemOf(value) : name === "CN" ? commandOf(value) : undefined;
  return meaning ? { zh: `${field.zh}：${meaning.zh}`, en: `${field.en}: ${meaning.en}` } : field;
}

function itemTitle(name: string, value: string): Title {
  const [code = "", kind = ""] = name.split("-");
  const factor = factorOf(code)?.zh;
  if (kind === "Flag") {
    const mark = markOf(value);
    return mark ? { zh: `${factor ?? code}数据标记：${mark.zh}`, en: `${code} mark: ${mark.en}` } : null;
  }
  return factor ? { zh: `${factor} ${kind}`, en: `${code} ${kind}` } : (fieldTitles[name] ?? null);
}
