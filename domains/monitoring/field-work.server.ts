import { airStation } from "#base/air-station.ts";
import { outfall } from "#base/outfall.ts";
import { waterSection } from "#base/water-section.ts";
import { provideFieldWork } from "#kernel/field/registry.server.ts";
import { placeOfRow } from "#kernel/field/tasks.server.ts";
import { exceedance } from "./exceedance.ts";

const registers = { outfall, "air-station": airStation, "water-section": waterSection };

/** An exceedance is verified and checked at the outfall. */
provideFieldWork({
  definition: exceedance.id,
  acts: ["verify", "inspect"],
  place: async (tx, { subject }) => {
    const register = registers[subject.kind as keyof typeof registers];
    return register ? placeOfRow(tx, register, subject.id) : { location: null, outline: null };
  },
});
