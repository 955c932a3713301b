import { civilToEpoch, epochToCivil } from "#protocols/hj212/measurement.ts";
import type { Group, Packet } from "#protocols/hj212/packet.ts";
import { answerRequired, itemOf } from "#protocols/hj212/packet.ts";

/**
 * What a device says to the platform's requests (HJ 212-2017 §6.5, annex C): 9011 with the request's QN, then what was asked for,
 * then 9012. A notice is answered with 9013. Pure; the settings that a request changes are given back.
 */
export type Settings = Readonly<{
  /** Seconds between real-time packets; undefined until the platform sets it. */
  realtimeInterval: number;
  minuteInterval: number;
  overTime: number;
  reCount: number;
  password: string;
  /** Milliseconds that the device's clock was moved by 1012; shown, never used for sample times. */
  clockShift: number;
  realtimeOn: boolean;
}>;

export type Answer = Readonly<{ replies: readonly Packet[]; settings: Settings }>;

const supported = new Set([
  "1000",
  "1011",
  "1012",
  "1061",
  "1062",
  "1063",
  "1064",
  "1072",
  "2011",
  "2021",
  "2031",
  "2051",
  "2061",
]);

export function answerTo(request: Packet, settings: Settings, device: { st: string; mn: string }, now: number): Answer {
  const own = (cn: string, cp: Group[], st = "91"): Packet => ({
    qn: request.qn,
    st,
    cn,
    pw: settings.password,
    mn: device.mn,
    flag: 0,
    pnum: undefined,
    pno: undefined,
    resent: false,
    cp,
  });
  const ready = (code: string) => own("9011", [[["QnRtn", code]]]);
  const result = (code: string) => own("9012", [[["ExeRtn", code]]]);
  if (request.cn === "2012" || request.cn === "2022") {
    const realtimeOn = request.cn === "2012" ? false : settings.realtimeOn;
    return { replies: [own("9013", [])], settings: { ...settings, realtimeOn } };
  }
  if (!answerRequired(request)) return { replies: [], settings };
  if (request.pw !== settings.password) return { replies: [ready("3")], settings };
  if (!supported.has(request.cn)) return { replies: [ready("8")], settings };
  const done = carriedOut(request, settings, now);
  if (!done) return { replies: [ready("1"), result("3")], settings };
  const data = done.data ? [own(request.cn, done.data, device.st)] : [];
  return { replies: [ready("1"), ...data, result("1")], settings: done.settings };
}

/** Undefined when the request asks for what the device cannot do. */
function carriedOut(
  request: Packet,
  settings: Settings,
  now: number,
): { settings: Settings; data?: Group[] } | undefined {
  const whole = (name: string, low: number, high: number): number | undefined => {
    const value = Number(itemOf(request, name));
    return Number.isInteger(value) && value >= low && value <= high ? value : undefined;
  };
  switch (request.cn) {
    case "1000": {
      const overTime = whole("OverTime", 1, 99);
      const reCount = whole("ReCount", 1, 99);
      return overTime && reCount ? { settings: { ...settings, overTime, reCount } } : undefined;
    }
    case "1011":
      return { settings, data: [...polOf(request), [["SystemTime", epochToCivil(now + settings.clockShift)]]] };
    case "1012": {
      const set = civilToEpoch(itemOf(request, "SystemTime") ?? "");
      return set === undefined ? undefined : { settings: { ...settings, clockShift: set - now } };
    }
    case "1061":
      return { settings, data: [[["RtdInterval", String(settings.realtimeInterval)]]] };
    case "1062": {
      const realtimeInterval = whole("RtdInterval", 30, 3600);
      return realtimeInterval ? { settings: { ...settings, realtimeInterval } } : undefined;
    }
    case "1063":
      return { settings, data: [[["MinInterval", String(settings.minuteInterval)]]] };
    case "1064": {
      const minuteInterval = whole("MinInterval", 1, 30);
      return minuteInterval && 60 % minuteInterval === 0 ? { settings: { ...settings, minuteInterval } } : undefined;
    }
    case "1072": {
      const password = itemOf(request, "NewPW") ?? "";
      return password.length === 6 ? { settings: { ...settings, password } } : undefined;
    }
    default:
      return { settings: { ...settings, realtimeOn: request.cn === "2011" ? true : settings.realtimeOn } };
  }
}

function polOf(request: Packet): Group[] {
  const pol = itemOf(request, "PolId");
  return pol ? [[["PolId", pol]]] : [];
}
