import { day as dayMs, hour as hourMs } from "#kernel/time.ts";
import type { Alarm } from "./alarm.ts";
import { explainCut } from "./explanation.ts";
import type { RuleId } from "./rules.ts";

/**
 * A device that falls silent ends what it left open: nothing more can be said of it, and nothing may stay open for ever. The end is the
 * end of the last window over the limit, as it is where data stop and come back long after; data that come back soon, still over the
 * limit, open the same alarm again.
 */
const windowOf: Readonly<Record<RuleId, number | undefined>> = {
  "realtime-over": 0,
  "hour-over": hourMs,
  constant: hourMs,
  "day-over": dayMs,
  silence: undefined,
};

/** Open silences by device. */
export type Silences = ReadonlyMap<string, readonly Alarm[]>;

export function silencesOf(alarms: readonly Alarm[]): Silences {
  const found = new Map<string, Alarm[]>();
  for (const alarm of alarms)
    if (alarm.rule === "silence" && alarm.ended === undefined)
      found.set(alarm.mn, [...(found.get(alarm.mn) ?? []), alarm]);
  return found;
}

/** The alarm as it stands while its device is silent: the same object when it is not, or when the alarm has ended already. */
export function endedBySilence(alarm: Alarm, silences: Silences): Alarm {
  const length = windowOf[alarm.rule];
  if (length === undefined || alarm.ended !== undefined) return alarm;
  const silence = silences
    .get(alarm.mn)
    ?.find(({ factor, started }) => (factor === undefined || factor === alarm.factor) && started >= alarm.last);
  if (!silence) return alarm;
  const ended = length === 0 ? silence.started : alarm.last + length;
  return { ...alarm, ended, explanation: explainCut(alarm.explanation, { since: silence.started, ended }) };
}
