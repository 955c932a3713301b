import { airStation } from "#base/air-station.ts";
import { enterprise } from "#base/enterprise.ts";
import { limit } from "#base/limit.ts";
import { outfall } from "#base/outfall.ts";
import { pollutant } from "#base/pollutant.ts";
import { site } from "#base/site.ts";
import { waterSection } from "#base/water-section.ts";
import { conservationRegisters } from "#domains/conservation/registers.ts";
import { mark } from "#domains/monitoring/mark.ts";
import type { Register } from "#kernel/register/define.ts";

/** Every register of the product. A table, routes, forms and a place in the access matrix follow from standing here. */
export const registers: readonly Register[] = [
  enterprise,
  site,
  outfall,
  limit,
  airStation,
  waterSection,
  pollutant,
  mark,
  ...conservationRegisters,
];
