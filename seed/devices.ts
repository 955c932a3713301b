import type { OutfallSeed } from "./enterprises.ts";
import { outfallKind } from "./industries.ts";
import { chance, mix } from "./random.ts";
import type { AirStationSeed, WaterSectionSeed } from "./stations.ts";

export type DeviceProtocol = "HJ212-2005" | "HJ212-2017" | "HJ212-2025";
export type SubjectKind = "outfall" | "air-station" | "water-section";

/** A data logger in the field. `number` orders the devices; MN, password and key follow from the seed. */
export type DeviceSeed = Readonly<{
  number: number;
  mn: string;
  password: string;
  protocol: DeviceProtocol;
  /** SM4 key, 32 hexadecimal digits; only some 2025 devices have one. */
  key: string | null;
  subject: Readonly<{ kind: SubjectKind; id: string; name: string; region: string }>;
  /** What it belongs to by nature: decides the system type (ST) and the channels. */
  system: "31" | "32" | "22" | "21";
  /** Kind of outfall (industries.ts), "air", "river" or "lake". */
  profile: string;
}>;

function protocolOf(seed: number, number: number, system: DeviceSeed["system"]): DeviceProtocol {
  const roll = chance(seed, "protocol", number);
  // Only sources speak 2005: air and water stations came later, and their factors have no old code.
  if (system === "31" || system === "32") {
    if (roll < 0.14) return "HJ212-2005";
    return roll < 0.34 ? "HJ212-2025" : "HJ212-2017";
  }
  return roll < 0.2 ? "HJ212-2025" : "HJ212-2017";
}

const hex = (digits: number, ...parts: readonly (number | string)[]): string => {
  let text = "";
  for (let i = 0; text.length < digits; i++)
    text += mix(...parts, i)
      .toString(16)
      .padStart(8, "0");
  return text.slice(0, digits).toUpperCase();
};

function mnOf(seed: number, number: number, region: string, protocol: DeviceProtocol): string {
  const serial = String(number).padStart(4, "0");
  if (protocol === "HJ212-2005")
    return `${region}${String(mix(seed, "old", number) % 10000).padStart(4, "0")}${serial}`;
  return `${hex(20, seed, "mn", number)}${serial}`;
}

type Subject = Omit<DeviceSeed, "number" | "mn" | "password" | "protocol" | "key">;

function subjects(plan: {
  outfalls: readonly OutfallSeed[];
  airStations: readonly AirStationSeed[];
  waterSections: readonly WaterSectionSeed[];
}): Subject[] {
  return [
    ...plan.outfalls.map(
      (outfall): Subject => ({
        subject: {
          kind: "outfall",
          id: outfall.id,
          name: `${outfall.enterpriseName}${outfall.name}`,
          region: outfall.region,
        },
        system: outfallKind(outfall.kindId).kind === "gas" ? "31" : "32",
        profile: outfall.kindId,
      }),
    ),
    ...plan.airStations.map(
      (station): Subject => ({
        subject: { kind: "air-station", id: station.id, name: station.name, region: station.region },
        system: "22",
        profile: "air",
      }),
    ),
    ...plan.waterSections.map(
      (section): Subject => ({
        subject: { kind: "water-section", id: section.id, name: section.name, region: section.region },
        system: "21",
        profile: section.kind,
      }),
    ),
  ];
}

/** One device for every outfall, air station and water section. */
export function deviceSeeds(seed: number, plan: Parameters<typeof subjects>[0]): DeviceSeed[] {
  return subjects(plan).map((entry, index) => {
    const number = index + 1;
    const protocol = protocolOf(seed, number, entry.system);
    const encrypted = protocol === "HJ212-2025" && chance(seed, "sm4", number) < 0.5;
    return {
      ...entry,
      number,
      protocol,
      mn: mnOf(seed, number, entry.subject.region, protocol),
      password: String(100_000 + (mix(seed, "password", number) % 900_000)),
      key: encrypted ? hex(32, seed, "key", number) : null,
    };
  });
}
