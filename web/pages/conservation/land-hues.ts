import type { CoverClass } from "#domains/conservation/cover-class.ts";

/** Hues of land cover: nature pale and green to blue, what people make darker and warm, so that a change catches the eye. */
export const classHues: Readonly<Record<CoverClass, string>> = {
  forest: "#a9c9a0",
  shrub: "#c3d6ab",
  grass: "#dde6bd",
  wetland: "#b9d8d2",
  water: "#b5d3ea",
  bare: "#e9e2d0",
  cropland: "#ecd59a",
  built: "#c98b86",
  mine: "#8d6a5c",
  road: "#9a9a9a",
  pond: "#7fb0d6",
  solar: "#6f7fae",
  wind: "#a99bc9",
};
