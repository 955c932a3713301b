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
  it("lists a register in the menu of its field by itself, once, and knows its pages", () => {
    const clue = { id: "conservation.clue", title: { zh: "线索", en: "Clues" }, work: "conservation" };
    const outfall = { id: "base.outfall", title: { zh: "排放口", en: "Outfalls" }, work: "source" };
    const mine = fieldsFor(["banner"], [clue, outfall]);
    const paths = (id: string) => mine.find((field) => field.id === id)?.pages.map((page) => page.path);
    expect(paths("conservation")).toContain("/registers/conservation.clue");
    expect(paths("source")?.filter((path) => path === "/registers/base.outfall")).toHaveLength(1);
    expect(pageAt("/registers/conservation.clue/0198", [clue])?.field.id).toBe("conservation");
    expect(fieldsFor(["auditadmin"], [clue]).some((field) => field.id === "conservation")).toBe(false);
  });
  it("begins the day where the role works", () => {
    expect(homeOf(["league"])).toBe("/");
    expect(homeOf(["secadmin"])).toBe("/users");
  });
});
