import { describe, expect, it } from "vitest";
import { fieldsFor, homeOf, pageAt } from "./pages.ts";

describe("the navigation", () => {
  it("shows each person the pages of their roles", () => {
    expect(fieldsFor(["auditadmin"]).flatMap((field) => field.pages.map((page) => page.path))).toEqual([
      "/organs",
      "/audit",
    ]);
    expect(fieldsFor(["banner"]).some((field) => field.id === "source")).toBe(true);
  });
  it("knows which page an address belongs to", () => {
    expect(pageAt("/registers/base.limit/0198-a")?.page.path).toBe("/registers/base.limit");
    expect(pageAt("/packets/MN1/2026")?.page.path).toBe("/devices");
    expect(pageAt("/")?.page.path).toBe("/");
    expect(pageAt("/me")).toBeUndefined();
  });
  it("begins the day where the role works", () => {
    expect(homeOf(["league"])).toBe("/");
    expect(homeOf(["secadmin"])).toBe("/users");
  });
});
