import type { DeviceSeed } from "./devices.ts";
import { deviceSeeds } from "./devices.ts";
import type { EnterpriseSeed, LimitRow, OutfallSeed, SiteSeed } from "./enterprises.ts";
import { enterpriseSeeds, limitSeeds, outfallSeeds, siteSeeds } from "./enterprises.ts";
import type { AirStationSeed, WaterSectionSeed } from "./stations.ts";
import { airStationSeeds, waterSectionSeeds } from "./stations.ts";

/** The whole synthetic region: registers first, then the devices that report of them. */
export type SeedPlan = Readonly<{
  seed: number;
  enterprises: readonly EnterpriseSeed[];
  sites: readonly SiteSeed[];
  outfalls: readonly OutfallSeed[];
  limits: readonly LimitRow[];
  airStations: readonly AirStationSeed[];
  waterSections: readonly WaterSectionSeed[];
  devices: readonly DeviceSeed[];
}>;

/** The seed of the region that everyone sees; another one gives another region. */
export const usualSeed = 15;

/** The same seed always gives the same plan, to the last digit. */
export function planSeed(seed: number = usualSeed): SeedPlan {
  const enterprises = enterpriseSeeds(seed);
  const outfalls = outfallSeeds(seed, enterprises);
  const airStations = airStationSeeds(seed);
  const waterSections = waterSectionSeeds();
  return {
    seed,
    enterprises,
    sites: siteSeeds(enterprises),
    outfalls,
    limits: limitSeeds(outfalls),
    airStations,
    waterSections,
    devices: deviceSeeds(seed, { outfalls, airStations, waterSections }),
  };
}
