import { describe, expect, test } from "vitest";
import { planSeed } from "#seed/plan.ts";
import { demoOutfalls, episodesAt, episodesBetween, slipOf } from "./faults.ts";
import { modelOf } from "./model.ts";
import { hour } from "./noise.ts";
import { sampleAt } from "./signal.ts";

const plan = planSeed();
const start = 1_795_485_600_000;
const demoStack = plan.devices.find((device) => device.subject.id === demoOutfalls[0]);
if (!demoStack) throw new Error("the demonstration has no stack");

describe("faults", () => {
  test("keep a handful of outfalls over their limits and some devices silent, faulty, stopped at any time", () => {
    for (let day = 0; day < 14; day++) {
      const running = plan.devices.flatMap((device) => episodesAt(plan.seed, device, start + day * 24 * hour));
      const count = (kind: string) => running.filter((episode) => episode.kind === kind).length;
      expect(count("over")).toBeGreaterThanOrEqual(2);
      expect(count("over")).toBeLessThanOrEqual(30);
      expect(count("silence")).toBeLessThanOrEqual(15);
      expect(count("stopped")).toBeGreaterThanOrEqual(1);
    }
  });

  test("always put an exceedance into the last day of the demonstration, and one soon after the start", () => {
    for (let step = 0; step < 200; step++) {
      const now = start + step * 0.37 * hour;
      const day = episodesBetween(plan.seed, demoStack, now - 24 * hour, now);
      expect(day.some((episode) => episode.kind === "over")).toBe(true);
      const live = episodesAt(plan.seed, demoStack, now + 10 * 60_000, { liveFrom: now + 2 * 60_000 });
      expect(live.some((episode) => episode.factor === "a21026")).toBe(true);
    }
  });

  test("show in the values: over the limit while an exceedance runs, below it otherwise", () => {
    const model = modelOf(plan.seed, demoStack);
    const nitrogen = model.channels.findIndex((channel) => channel.factor === "a21002");
    for (const episode of episodesBetween(plan.seed, demoStack, start - 72 * hour, start)) {
      if (episode.kind !== "over") continue;
      for (let time = episode.from; time < episode.to; time += hour / 6)
        expect(sampleAt(model, [episode], time).converted[nitrogen]).toBeGreaterThan(50);
      expect(sampleAt(model, [episode], episode.to + hour).converted[nitrogen]).toBeLessThan(50);
    }
  });

  test("spoil about one packet in a hundred", () => {
    const all = plan.devices.flatMap((device) =>
      Array.from({ length: 168 }, (_, n) => slipOf(plan.seed, device, "2061", start - n * hour)),
    );
    const rate = all.filter(Boolean).length / all.length;
    expect(rate).toBeGreaterThan(0.004);
    expect(rate).toBeLessThan(0.02);
  });
});

describe("signals", () => {
  test("stay within what instruments can show, whatever the device, over a week", () => {
    const wrong: string[] = [];
    const belowZero = new Set(["a01001", "a01012", "a01013"]);
    for (const device of plan.devices) {
      const model = modelOf(plan.seed, device);
      const episodes = episodesBetween(plan.seed, device, start - 168 * hour, start);
      for (let time = start - 168 * hour; time < start; time += 7.3 * hour) {
        const sample = sampleAt(model, episodes, time);
        for (const [index, { factor }] of model.channels.entries()) {
          const value = sample.values[index] ?? Number.NaN;
          const fits =
            Number.isFinite(value) &&
            (value >= 0 || belowZero.has(factor)) &&
            (factor !== "a19001" || value <= 21) &&
            (factor !== "a34002" || value < 1000) &&
            (factor !== "w01001" || sample.marks[index] !== "N" || (value > 6 && value < 9));
          if (!fits) wrong.push(`${device.profile} ${factor} ${value} ${sample.marks[index]}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
