import { deviceAnswers } from "#kernel/observation/packet.ts";
import type { Directory, Profile } from "#kernel/observation/profile.server.ts";
import type { NewSeries, SeriesRegistry } from "#kernel/observation/series.server.ts";
import { factorOf } from "#protocols/hj212/factors.ts";
import type { Measured } from "#protocols/hj212/measurement.ts";
import type { Violation } from "#protocols/hj212/packet.ts";
import { answerTo } from "./answers.ts";
import type { Arrived } from "./arrived.ts";
import type { Group } from "./commit.ts";
import type { Counters } from "./counters.ts";
import type { Repeats } from "./repeat.ts";
import { untilDone } from "./retry.ts";
import { flagText, packetRow } from "./rows.ts";
import { judge, valueText } from "./verdict.ts";

/**
 * From packets to a group that can be written: verdict, series numbers, repeats, text.
 *
 * A packet that needs PostgreSQL (a device or a series seen for the first time) is parked with all later packets of its device, so that
 * the others go on and the order within a device stays. While PostgreSQL is away such packets are refused as `platform-busy`, kept and
 * not acknowledged, and the device sends them again; devices and series that are known need no PostgreSQL at all.
 */
export type Preparer = Readonly<{
  /** Takes a packet from a socket: onward, or parked until its device is known. */
  admit(packet: Arrived): void;
  prepare(packets: readonly Arrived[], batch: number): Promise<Group>;
  readonly parked: number;
}>;

export type PrepareSetting = Readonly<{
  directory: Directory;
  boot: number;
  registry: SeriesRegistry;
  repeats: Repeats;
  now(): number;
  onward(packet: Arrived): void;
  counters: Counters;
  log(line: string): void;
}>;

const patienceMs = 10_000;

export function openPreparer(setting: PrepareSetting): Preparer {
  const { directory, registry } = setting;
  const parked = new Map<string, Arrived[]>();
  let parkedCount = 0;
  let strangers = new Set<string>();
  let newcomers = new Map<string, NewSeries>();
  let fetching = false;

  function park(packet: Arrived): void {
    const list = parked.get(packet.mn);
    if (list) list.push(packet);
    else parked.set(packet.mn, [packet]);
    parkedCount++;
    if (fetching) return;
    fetching = true;
    queueMicrotask(() => void fetchAll());
  }

  function isKnown(mn: string): boolean {
    const profile = directory.get(mn);
    return profile === null || (profile !== undefined && registry.of(profile) !== undefined);
  }

  /** One question for all strangers, one transaction for all new series; what came meanwhile is next. */
  async function fetchAll(): Promise<void> {
    while (parked.size > 0) {
      const mns = strangers;
      const series = newcomers;
      strangers = new Set();
      newcomers = new Map();
      let failed = false;
      try {
        await within(patienceMs, fetch([...mns], [...series.values()]));
      } catch (error) {
        failed = true;
        setting.log(`gateway: devices could not be checked (${(error as Error).message})`);
      }
      const served = new Set(
        mns.size + series.size === 0
          ? parked.keys()
          : [...mns, ...[...series.values()].map(({ profile }) => profile.mn)],
      );
      for (const mn of served) if (!strangers.has(mn)) release(mn, failed);
    }
    fetching = false;
  }

  async function fetch(mns: string[], series: NewSeries[]): Promise<void> {
    if (mns.length > 0) {
      await directory.load(mns.filter((mn) => directory.get(mn) === undefined));
      await registry.load(mns.map((mn) => directory.get(mn)).filter((profile): profile is Profile => !!profile));
    }
    if (series.length > 0) await registry.create(series);
  }

  function release(mn: string, failed: boolean): void {
    const list = parked.get(mn);
    if (!list) return;
    parked.delete(mn);
    parkedCount -= list.length;
    for (const packet of list) {
      if (failed && packet.reason === "") packet.reason = "platform-busy";
      setting.onward(packet);
    }
  }

  return {
    get parked() {
      return parkedCount;
    },
    admit: (packet) => {
      if (packet.mn === "" || packet.reason !== "") setting.onward(packet);
      else if (parked.has(packet.mn)) park(packet);
      else if (isKnown(packet.mn)) setting.onward(packet);
      else {
        strangers.add(packet.mn);
        park(packet);
      }
    },
    prepare: async (packets, batch) => {
      const group: Arrived[] = [];
      const values = new Map<Arrived, Measured>();
      const now = setting.now();
      for (const packet of packets) {
        if (parked.has(packet.mn) && packet.reason !== "platform-busy") {
          park(packet);
          continue;
        }
        const profile = packet.mn === "" ? null : directory.get(packet.mn);
        if (profile === undefined && packet.reason === "") {
          strangers.add(packet.mn);
          park(packet);
          continue;
        }
        const measured = judge(packet, profile ?? null, now);
        if (measured && measured.measurements.length > 0) {
          const missing = missingSeries(packet, measured, registry);
          if (missing.length > 0) {
            for (const one of missing) newcomers.set(`${packet.mn}/${one.factor}/${one.aggregate}/${one.cadence}`, one);
            park(packet);
            continue;
          }
          values.set(packet, measured);
        }
        group.push(packet);
      }
      await untilDone(() => setting.repeats.mark(group), setting);
      let rows = "";
      let readings = "";
      let readingCount = 0;
      for (const packet of group) {
        const measured = packet.verdict === "stored" ? values.get(packet) : undefined;
        if (measured) readings += readingRows(packet, measured, registry, batch);
        readingCount += packet.readings;
        rows += packetRow(packet, setting.boot, batch);
        packet.answer = answerTo(packet);
        if (!isReadLater(packet)) packet.parsed = undefined;
      }
      return { packets: group, rows, readings, readingCount };
    },
  };
}

/** Answers to requests and parts of a split are looked into after the commit; everything else may be forgotten. */
function isReadLater({ parsed }: Arrived): boolean {
  return parsed !== undefined && (deviceAnswers.has(parsed.packet.cn) || parsed.packet.pnum !== undefined);
}

function missingSeries(packet: Arrived, { cadence, measurements }: Measured, registry: SeriesRegistry): NewSeries[] {
  const profile = packet.profile as Profile;
  const known = registry.of(profile)?.get(cadence as string);
  const missing: NewSeries[] = [];
  for (const { factor, aggregate } of measurements) {
    if (known?.get(factor)?.has(aggregate)) continue;
    const name = factorOf(factor)?.zh ?? factor;
    missing.push({
      profile,
      factor,
      aggregate,
      cadence: cadence as string,
      name,
      unit: channelUnit(profile, factor, aggregate),
    });
  }
  return missing;
}

/**
 * The unit a channel starts with. HJ 212 prints mg/m³ for gases, which is right for stacks; ambient air is reported in µg/m³ but for CO
 * (GB 3095). Table B.2 prints ng/m³ for particles where every device sends µg/m³ or mg/m³. A channel may be given another unit later.
 */
function channelUnit({ subjectKind }: Profile, factor: string, aggregate: string): string {
  const about = factorOf(factor);
  const unit = (aggregate === "Cou" ? about?.emissionUnit : about?.unit) ?? "";
  if (subjectKind === "air-station")
    return unit === "ng/m³" || (unit === "mg/m³" && factor !== "a21005") ? "µg/m³" : unit;
  return unit === "ng/m³" && factor.startsWith("a34") ? "µg/m³" : unit;
}

/** The rows of a packet's values, and what is said of values that could not be kept exactly. */
function readingRows(
  packet: Arrived,
  { cadence, measurements }: Measured,
  registry: SeriesRegistry,
  batch: number,
): string {
  const known = registry.of(packet.profile as Profile)?.get(cadence as string);
  const flaws: Violation[] = [];
  const tail = `,${packet.received},${batch}]\n`;
  let text = "";
  packet.readings = 0;
  for (const { factor, aggregate, value, flag, time } of measurements) {
    const exact = valueText(value, factor, flaws);
    const series = known?.get(factor)?.get(aggregate);
    if (exact === undefined || series === undefined) continue;
    text += `[${series},${time},"${exact}",${flagText(flag)}${tail}`;
    packet.readings++;
  }
  if (flaws.length > 0) packet.violations = [...packet.violations, ...flaws];
  return text;
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  work.catch(() => undefined);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
