import { expect, test } from "vitest";
import { fromGcj02, toGcj02 } from "./gcj02.ts";

test("the inverse returns to the position within a centimetre, all over Inner Mongolia", () => {
  for (let lon = 97; lon <= 126; lon += 3.7)
    for (let lat = 37.5; lat <= 53; lat += 2.9) {
      const [x, y] = fromGcj02(...toGcj02(lon, lat));
      expect(Math.hypot(x - lon, y - lat)).toBeLessThan(1e-7);
    }
});

test("the shift is some hundred metres, not nothing and not a degree", () => {
  const [lon, lat] = toGcj02(111.75, 40.84);
  const metres = Math.hypot((lon - 111.75) * 84_000, (lat - 40.84) * 111_000);
  expect(metres).toBeGreaterThan(100);
  expect(metres).toBeLessThan(1000);
});
