/** What a point on the map says about itself: the first that holds, from what must be acted on to what is normal. */
export type SubjectState = "normal" | "over" | "alarm" | "silent" | "fault" | "stopped" | "maintenance" | "unmonitored";
export type Headline = Readonly<{ label: string; value: number; unit: string }>;

export type StateFacts = Readonly<{
  hasDevice: boolean;
  /** Kinds of the marks in force. */
  marks: readonly string[];
  /** The register says that it stands still. */
  stopped: boolean;
  alarm: boolean;
  /** A real-time value over its limit, an air index of level 3 or worse, a class worse than the target. */
  over: boolean;
  silent: boolean;
  /** Marks of the newest values, e.g. N, D, F. */
  flags: readonly string[];
}>;

export function stateOf(facts: StateFacts): SubjectState {
  const { marks, flags } = facts;
  if (!facts.hasDevice) return facts.stopped ? "stopped" : "unmonitored";
  if (facts.stopped || marks.includes("stopped")) return "stopped";
  if (marks.some((kind) => kind === "maintenance" || kind === "calibration" || kind === "start-up"))
    return "maintenance";
  if (marks.some((kind) => kind === "fault" || kind === "communication")) return "fault";
  if (facts.silent) return "silent";
  if (facts.alarm) return "alarm";
  if (facts.over) return "over";
  const all = (letters: string): boolean =>
    flags.length > 0 && flags.every((flag) => letters.includes(flag) && flag !== "");
  if (all("F")) return "stopped";
  if (all("MC")) return "maintenance";
  return flags.some((flag) => flag === "D" || flag === "B") ? "fault" : "normal";
}
