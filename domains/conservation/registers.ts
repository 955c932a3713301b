import type { Register } from "#kernel/register/define.ts";
import { activityRule } from "./activity-rule.ts";
import { clue } from "./clue.ts";
import { coverLayer } from "./cover-layer.ts";
import { marker } from "./marker.ts";
import { project } from "./project.ts";
import { redLine } from "./red-line.ts";
import { reserve } from "./reserve.ts";
import { zone } from "./zone.ts";

/** The registers of the room, in the order of its menu. */
export const conservationRegisters: readonly Register[] = [
  clue,
  redLine,
  marker,
  reserve,
  zone,
  activityRule,
  project,
  coverLayer,
];
