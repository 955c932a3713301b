import { describe, expect, test } from "vitest";
import { usccProblem } from "#standards/uscc.ts";
import { isInside } from "./boundaries.ts";
import { banners, leagues } from "./divisions.ts";
import { seedId } from "./ids.ts";
import { demo, demoUsers, organSeeds } from "./organs.ts";
import { planSeed } from "./plan.ts";

const plan = planSeed();

describe("the synthetic region", () => {
  test("is the same every time, and another one for another seed", () => {
    expect(planSeed()).toEqual(plan);
    expect(planSeed(16).devices[0]?.mn).not.toBe(plan.devices[0]?.mn);
  });

  test("has the promised numbers", () => {
    expect(plan.enterprises.length).toBeGreaterThanOrEqual(130);
    expect(plan.outfalls.length).toBeGreaterThanOrEqual(300);
    expect(plan.airStations).toHaveLength(60);
    expect(plan.waterSections.length).toBeGreaterThanOrEqual(80);
    expect(plan.devices).toHaveLength(plan.outfalls.length + plan.airStations.length + plan.waterSections.length);
  });

  test("covers all twelve leagues with enterprises, air stations and sections, and most banners with enterprises", () => {
    expect(leagues).toHaveLength(12);
    expect(banners).toHaveLength(103);
    const league = (region: string) => `${region.slice(0, 4)}00`;
    for (const rows of [plan.enterprises, plan.airStations, plan.waterSections])
      expect(new Set(rows.map((row) => league(row.region))).size).toBe(12);
    expect(new Set(plan.enterprises.map((row) => row.region)).size).toBeGreaterThan(85);
  });

  test("stands inside its banners", () => {
    for (const rows of [plan.enterprises, plan.airStations, plan.waterSections])
      for (const row of rows)
        expect(isInside(row.region, row.location), `${row.name} ${JSON.stringify(row.location)}`).toBe(true);
  });

  test("gives every enterprise a valid and unique code (GB 32100-2015) and a permit number of 22 characters", () => {
    for (const row of plan.enterprises) {
      expect(usccProblem(row.uscc), row.uscc).toBeUndefined();
      expect(row.permitCode).toMatch(/^[0-9A-Z]{18}\d{3}[0-9A-Z]$/);
    }
    expect(new Set(plan.enterprises.map((row) => row.uscc)).size).toBe(plan.enterprises.length);
    expect(new Set(plan.enterprises.map((row) => row.name)).size).toBe(plan.enterprises.length);
  });

  test("has no two rows or devices of the same name tag", () => {
    const ids = [
      plan.enterprises,
      plan.sites,
      plan.outfalls,
      plan.limits,
      plan.airStations,
      plan.waterSections,
    ].flatMap((rows) => rows.map((row) => row.id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(plan.devices.map((device) => device.mn)).size).toBe(plan.devices.length);
    expect(new Set(plan.outfalls.map((row) => `${row.enterprise}/${row.code}`)).size).toBe(plan.outfalls.length);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test("walks the demonstration through one enterprise with two stacks and one outlet", () => {
    const own = plan.outfalls.filter((row) => row.enterprise === seedId("enterprise", demo.enterprise));
    expect(own.map((row) => row.code)).toEqual(["DA001", "DA002", "DW001"]);
    expect(plan.enterprises[0]).toMatchObject({ name: demo.enterpriseName, region: demo.banner });
    expect(organSeeds().some((organ) => organ.id === plan.enterprises[0]?.id)).toBe(true);
  });

  test("mixes the three editions of HJ 212 as the field does", () => {
    const share = (protocol: string) =>
      plan.devices.filter((device) => device.protocol === protocol).length / plan.devices.length;
    expect(share("HJ212-2017")).toBeGreaterThan(0.62);
    expect(share("HJ212-2017")).toBeLessThan(0.78);
    expect(share("HJ212-2025")).toBeGreaterThan(0.14);
    expect(share("HJ212-2005")).toBeGreaterThan(0.06);
    expect(plan.devices.some((device) => device.key)).toBe(true);
    for (const device of plan.devices) {
      expect(device.mn).toMatch(device.protocol === "HJ212-2005" ? /^\d{14}$/ : /^[0-9A-F]{24}$/);
      expect(device.password).toMatch(/^\d{6}$/);
      if (device.key) expect(device.protocol).toBe("HJ212-2025");
    }
  });

  test("quotes no standard that it cannot show: every limit is of a sample permit and not verified", () => {
    for (const limit of plan.limits) expect(limit).toMatchObject({ standard: "示例许可证", verified: false });
    const limited = new Set(plan.limits.map((limit) => limit.outfall));
    expect(limited.size).toBe(plan.outfalls.length);
  });

  test("gives each role a person and each organ an existing parent that stands before it", () => {
    const seen = new Set<string>();
    for (const organ of organSeeds()) {
      expect(seen.has(organ.id)).toBe(false);
      if (organ.parent) expect(seen.has(organ.parent), organ.name).toBe(true);
      seen.add(organ.id);
    }
    expect(organSeeds().filter((organ) => organ.kind === "bureau")).toHaveLength(12);
    const kinds = ["region", "league", "banner", "enterprise", "sysadmin", "secadmin", "auditadmin", "partner"];
    expect(demoUsers().map((user) => user.role)).toEqual(kinds);
    for (const user of demoUsers()) expect(seen.has(user.organ)).toBe(true);
  });
});
