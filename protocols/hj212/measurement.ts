import { factorOf } from "./factors.ts";
import { marks } from "./marks.ts";
import type { Edition, Packet, Violation } from "./packet.ts";
import { itemOf, versionOfFlag } from "./packet.ts";
import { civilToEpoch } from "./time.ts";
import type { ViolationCode } from "./violations.ts";
import { note } from "./violations.ts";

export { civilToEpoch, epochToCivil, epochToQn } from "./time.ts";

/** How often values of this kind come; "state" is the running of facilities, which facilitiesOf reads. */
export type Cadence = "realtime" | "minute" | "hour" | "day" | "state";

/** The ending of a name xxxxxx-Rtd that says what the value is (table 4). */
export type Aggregate =
  | "Rtd"
  | "Min"
  | "Max"
  | "Avg"
  | "Cou"
  | "ZsRtd"
  | "ZsMin"
  | "ZsAvg"
  | "ZsMax"
  | "Data"
  | "DayData"
  | "NightData";

/** One value. Its unit is that of the channel, by default that of the factor table. */
export type Measurement = {
  /** Code of 2017; a code of 2005 is mapped, an unknown code is kept. */
  factor: string;
  /** The code as sent. */
  reported: string;
  aggregate: Aggregate;
  /** Decimal text as sent (`+5`, `.5` and `5.` are made plain, and that is noted). */
  value: string;
  /** Data mark, "" if absent. */
  flag: string;
  /** Epoch milliseconds: SampleTime if given and valid, else DataTime, which is the START of a period. */
  time: number;
};

export type Measured = {
  cadence: Cadence | undefined;
  dataTime: number | undefined;
  measurements: Measurement[];
  violations: Violation[];
};

/** What a facility did (SB1-RS, SB1-RT): state 0 off, 1 run, 2 calibrate, 3 maintain, 4 alarm, 5 blowback; or hours of the day. */
export type FacilityState = { facility: string; kind: "state" | "hours"; value: string; time: number };

/** 2062 is no hourly data but the check with a standard sample; 2013, 2052 and 2111 belong to 2025 and are unverified. */
const cadences: ReadonlyMap<string, Cadence> = new Map([
  ["2011", "realtime"],
  ["2013", "realtime"],
  ["2051", "minute"],
  ["2052", "minute"],
  ["2111", "minute"],
  ["2061", "hour"],
  ["2031", "day"],
  ["2021", "state"],
  ["2041", "state"],
]);

const periodMs: Readonly<Record<Cadence, number>> = {
  realtime: 1,
  state: 1,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

const aggregates = "Rtd Min Max Avg Cou ZsRtd ZsMin ZsAvg ZsMax Data DayData NightData".split(" ");
const described = "EFlag RS RT Info SN CompleteTime SampleType SampleRd StandardValue ResultType".split(" ");

type Kind = Aggregate | "Flag" | "SampleTime" | "described";
type Name = { code: string; factor: string; known: boolean; kind: Kind; flaws: readonly ViolationCode[]; old: boolean };

/** Names recur in every packet. The memo is emptied when it is full, since devices decide what is put into it. */
const names = new Map<string, Name | undefined>();
const NAMES_KEPT = 8192;

function nameOf(text: string): Name | undefined {
  const found = names.get(text);
  if (found !== undefined || names.has(text)) return found;
  if (names.size >= NAMES_KEPT) names.clear();
  const name = readName(text);
  if (text.length <= 64) names.set(text, name);
  return name;
}

function readName(text: string): Name | undefined {
  const dash = text.indexOf("-");
  if (dash < 1) return undefined;
  const flaws: ViolationCode[] = [];
  const code = text.slice(0, dash);
  const kind = kindOf(text.slice(dash + 1), flaws);
  const factor = factorOf(code) ?? factorOf(code.charAt(0).toLowerCase() + code.slice(1));
  if (kind === "described") return { code, factor: code, known: true, kind, flaws, old: false };
  if (factor === undefined) flaws.push("factor-unknown");
  else if (factor.old !== code && factorOf(code) === undefined) flaws.push("factor-case");
  const own = factor === undefined || factor.code.endsWith("xx") ? code : factor.code;
  return { code, factor: own, known: factor !== undefined, kind, flaws, old: factor?.old === code };
}

function kindOf(ending: string, flaws: ViolationCode[]): Kind {
  const kinds = [...aggregates, "Flag", "SampleTime", ...described];
  const exact = kinds.find((kind) => kind === ending);
  const loose = exact ?? kinds.find((kind) => kind.toLowerCase() === ending.toLowerCase());
  if (loose === undefined) flaws.push("name-unknown");
  else if (exact === undefined) flaws.push("factor-case");
  return loose === undefined || described.includes(loose) ? "described" : (loose as Kind);
}

/**
 * The values that a packet carries. `edition` is that of the device; without it the packet's own Flag decides whether
 * codes of 2005 are in place. A request carries no values and gives none. Never throws.
 */
export function measurementsOf(packet: Packet, edition?: Edition): Measured {
  const violations: Violation[] = [];
  const cadence = cadences.get(packet.cn);
  const dataTime = timeOf(itemOf(packet, "DataTime"), "DataTime", violations);
  const measurements: Measurement[] = [];
  if (cadence === undefined || cadence === "state") return { cadence, dataTime, measurements, violations };
  readValues(packet, isOldEdition(packet, edition), dataTime, measurements, violations);
  if (dataTime !== undefined && measurements.length > 0 && (dataTime + 8 * 3_600_000) % periodMs[cadence] !== 0) {
    note(violations, "time-unaligned", "DataTime");
  }
  return { cadence, dataTime, measurements, violations };
}

function isOldEdition(packet: Packet, edition: Edition | undefined): boolean {
  return (edition ?? (packet.flag === undefined ? "HJ212-2005" : versionOfFlag(packet.flag))) === "HJ212-2005";
}

/** 14 digits; when more were sent (QN form) the first 14 are taken and noted. */
function timeOf(text: string | undefined, place: string, violations: Violation[]): number | undefined {
  if (text === undefined) return undefined;
  const exact = civilToEpoch(text);
  if (exact !== undefined) return exact;
  note(violations, "time-format", place);
  return text.length === 17 ? civilToEpoch(text.slice(0, 14)) : undefined;
}

/** The values of one factor, which its mark and sampling time qualify; a run usually is one group. */
type Run = { factor: string; from: number; flag: string | undefined; time: number | undefined; air: boolean };

function readValues(
  packet: Packet,
  isOld: boolean,
  dataTime: number | undefined,
  measurements: Measurement[],
  violations: Violation[],
): void {
  const seen = new Set<Name>();
  let run: Run | undefined;
  let unmarked = "";
  const close = (): void => {
    if (run === undefined) return;
    if (!settle(run, dataTime, measurements, violations) && unmarked === "") unmarked = run.factor;
  };
  for (const group of packet.cp) {
    let fresh = true;
    for (const [text, value] of group) {
      const name = nameOf(text);
      if (name === undefined || name.kind === "described") {
        if (name !== undefined) for (const flaw of name.flaws) note(violations, flaw, text);
        continue;
      }
      const factor = run !== undefined && lacksPrefix(name, run, fresh) ? run.factor : name.factor;
      const isSame: boolean = run !== undefined && run.factor === factor;
      if (run === undefined || !isSame || (fresh && !continues(name.kind, run, measurements.length))) {
        close();
        run = { factor, from: measurements.length, flag: undefined, time: undefined, air: isMarked(factor) };
      } else if (fresh) note(violations, "item-separator", text);
      fresh = false;
      noteName(name, factor, isOld, text, violations);
      if (name.kind === "Flag") run.flag = value;
      else if (name.kind === "SampleTime") run.time = timeOf(value, text, violations);
      else addValue(name, name.kind, factor, value, text, seen, measurements, violations);
    }
  }
  close();
  if (unmarked !== "") note(violations, "mark-missing", unmarked);
}

/** `01018-Rtd` inside the group of w01018 is printed so in the standard's own example. */
function lacksPrefix(name: Name, run: Run, fresh: boolean): boolean {
  return !fresh && !name.known && run.factor.length > name.code.length && run.factor.endsWith(name.code);
}

/** A group that only completes the one before it: `;` was sent where `,` was meant. */
function continues(kind: Kind, run: Run, count: number): boolean {
  if (kind === "Flag") return run.flag === undefined;
  if (kind === "SampleTime") return run.time === undefined;
  return run.from === count;
}

/** Marks are expected of the factors of water and air; the standard's examples of noise and process carry none. */
function isMarked(factor: string): boolean {
  const first = factor.charCodeAt(0);
  return first === 119 || first === 97;
}

function noteName(name: Name, factor: string, isOld: boolean, place: string, violations: Violation[]): void {
  const isValue = name.kind !== "Flag" && name.kind !== "SampleTime";
  if (factor !== name.factor) note(violations, "factor-prefix", place);
  // What is wrong with a factor's code is said once, at its values.
  else for (const flaw of name.flaws) if (isValue || flaw === "factor-case") note(violations, flaw, place);
  if (name.old && !isOld && isValue) note(violations, "factor-old", place);
}

function addValue(
  name: Name,
  aggregate: Aggregate,
  factor: string,
  sent: string,
  place: string,
  seen: Set<Name>,
  measurements: Measurement[],
  violations: Violation[],
): void {
  const value = isDecimal(sent) ? sent : plainDecimal(sent);
  if (value === undefined) {
    note(violations, "value-not-decimal", place);
    return;
  }
  if (value !== sent) note(violations, "value-form", place);
  if (seen.has(name)) note(violations, "factor-repeated", place);
  seen.add(name);
  measurements.push({ factor, reported: name.code, aggregate, value, flag: "", time: 0 });
}

/** Gives the values of a run their mark and time; without any time they are dropped. Returns false if a mark is missing. */
function settle(run: Run, dataTime: number | undefined, measurements: Measurement[], violations: Violation[]): boolean {
  if (run.from === measurements.length) return true;
  const time = run.time ?? dataTime;
  if (time === undefined) {
    note(violations, "time-missing", run.factor);
    measurements.length = run.from;
    return true;
  }
  const flag = run.flag ?? "";
  if (flag !== "" && !marks.has(flag)) note(violations, "mark-unknown", `${run.factor}-Flag`);
  for (let at = run.from; at < measurements.length; at++) {
    const measurement = measurements[at] as Measurement;
    measurement.flag = flag;
    measurement.time = time;
  }
  return flag !== "" || !run.air;
}

/** `-12.34`: digits on both sides of the point, no sign but minus. */
function isDecimal(text: string): boolean {
  const from = text.charCodeAt(0) === 45 ? 1 : 0;
  let point = -1;
  for (let at = from; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 46 && point < 0) point = at;
    else if (char < 48 || char > 57) return false;
  }
  return text.length > from && point !== from && point !== text.length - 1;
}

function plainDecimal(text: string): string | undefined {
  const unsigned = text.startsWith("+") ? text.slice(1) : text;
  const padded = unsigned.replace(/^(-?)\./, "$10.").replace(/\.$/, "");
  return /\d/.test(text) && isDecimal(padded) ? padded : undefined;
}

/** States and running hours of facilities (2021, 2041). Items without a time or a decimal value are left out. */
export function facilitiesOf(packet: Packet): FacilityState[] {
  const time = civilToEpoch(itemOf(packet, "DataTime") ?? "");
  if (time === undefined) return [];
  const states: FacilityState[] = [];
  for (const [name, value] of packet.cp.flat()) {
    const [facility = "", ending] = name.split("-");
    if ((ending !== "RS" && ending !== "RT") || !isDecimal(value)) continue;
    states.push({ facility, kind: ending === "RS" ? "state" : "hours", value, time });
  }
  return states;
}
